"""Secrets that the service must read again, kept so that a copy of the database alone tells them to nobody.

cryptography is imported at the first secret, and not when the service starts.
"""

import base64
import hmac
import secrets
from uuid import UUID


def seal(kind: str, key: str, whose: UUID, text: str) -> str:
    """Return `text` as only the key of the installation opens it, as a secret of this `kind`, and of that row alone."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(12)
    sealed = AESGCM(_derived(kind, key)).encrypt(nonce, text.encode(), whose.bytes)
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(kind: str, key: str, whose: UUID, sealed: str) -> str | None:
    """Return what was sealed; `None` where it was under another key, of another kind or row, or is not whole."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        whole = base64.urlsafe_b64decode(sealed)
        return AESGCM(_derived(kind, key)).decrypt(whole[:12], whole[12:], whose.bytes).decode()
    except (InvalidTag, ValueError):
        return None


def _derived(kind: str, key: str) -> bytes:
    """Return a key of its own kind: what is sealed by it and what cookies are signed by have nothing in common."""
    return hmac.digest(key.encode(), f"clas {kind}".encode(), "sha256")
