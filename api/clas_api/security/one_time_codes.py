"""Codes that a phone shows (RFC 6238), each taken once, and recovery codes for whoever has lost it.

What codes are made of is kept sealed under the key of the installation: a copy of the database tells it to nobody who
has not that key. pyotp and cryptography are imported at the first code, and not when the service starts.
"""

import hmac
import re
import secrets
from datetime import datetime
from uuid import UUID

from clas_api.security import sealing
from clas_api.security.tokens import hash_of

SECONDS = 30
DRIFT = 1
"""In steps of thirty seconds: how far the clock of a phone may be from ours, on either side."""

RECOVERY_CODES = 10
_SIGNS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another on paper: sixteen of them are 80 bits, which no hash gives back."""


def new_secret() -> str:
    """Return what the codes of a new phone are made of: 160 bits, in base 32."""
    import pyotp

    return pyotp.random_base32()


def address_for_phone(secret: str, email: str) -> str:
    """Return what a phone reads from the picture: the secret, and whose and what it is for."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Clas")


def step_of(secret: str, code: str, now: datetime, *, after: int = 0) -> int | None:
    """Return the step of time whose code this is, around `now`; `None` for any other, and for one not `after`."""
    import pyotp

    totp, here = pyotp.TOTP(secret), int(now.timestamp()) // SECONDS
    steps = range(max(here - DRIFT, after + 1), here + DRIFT + 1)
    return next((each for each in steps if hmac.compare_digest(totp.generate_otp(each), code)), None)


def tidy(given: str) -> str:
    """Return a code as it is compared: however it was grouped, copied or capitalised."""
    return re.sub(r"[^0-9a-z]", "", given.lower())


def is_of_phone(code: str) -> bool:
    """Tell whether a code is one that a phone shows, rather than a recovery code."""
    return re.fullmatch("[0-9]{6}", code) is not None


def new_recovery_codes() -> list[str]:
    """Return ten codes to write down, in groups of four signs."""
    drawn = ("".join(secrets.choice(_SIGNS) for _ in range(16)) for _ in range(RECOVERY_CODES))
    return ["-".join(each[place : place + 4] for place in range(0, 16, 4)) for each in drawn]


def hash_of_recovery(code: str) -> str:
    """Return the hash under which a recovery code is kept. It is random: a plain hash cannot be turned back."""
    return hash_of(tidy(code))


def seal(key: str, whose: UUID, text: str) -> str:
    """Return `text` as only the key of the installation opens it, and for that account alone."""
    return sealing.seal(_KIND, key, whose, text)


def unseal(key: str, whose: UUID, sealed: str) -> str | None:
    """Return what was sealed; `None` where it was under another key, for another account, or is not whole."""
    return sealing.unseal(_KIND, key, whose, sealed)


_KIND = "second factor"
