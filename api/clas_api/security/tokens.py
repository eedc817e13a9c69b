"""Keys that nobody can guess, of which only the hash is kept."""

import hashlib
import secrets

PREFIX = "clas_"
"""So that a key found where it should not be is known for what it is."""


def new_token() -> str:
    """Return a new key of 256 bits."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of_page(token: str) -> str:
    """Return the hash under which a session of pages is kept: of another kind, so that its cookie opens no JSON."""
    return hashlib.sha3_256(token.encode()).hexdigest()


def hash_of(token: str) -> str:
    """Return the hash under which a key is kept. The key is random, so a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()
