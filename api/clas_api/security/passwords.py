"""Passwords: what is asked of one, how it is kept (argon2id), how one is tried.

argon2 is imported when a first password is tried, and not when the service starts.
"""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 200


def faults_of(password: str, email: str) -> list[str]:
    """Say what keeps `password` from being the one of `email`; nothing when it may be."""
    faults = []
    if not SHORTEST <= len(_form(password)) <= LONGEST:
        faults.append(f"Choisissez de {SHORTEST} à {LONGEST} caractères : quelques mots qui se suivent conviennent.")
    if _form(password).strip().casefold() == email.casefold():
        faults.append("Choisissez autre chose que votre adresse de courriel.")
    elif len(set(password)) < 4:
        faults.append("Choisissez au moins quatre caractères différents.")
    return faults


def hash_password(password: str) -> str:
    """Return the hash under which `password` is kept."""
    return hasher().hash(_form(password))


def verify_password(password: str, kept: str | None) -> bool:
    """Tell whether `password` is the one whose hash is `kept`.

    Without any, another hash is tried all the same: how long the answer takes does not tell who has an account.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return hasher().verify(kept or _nobodys_hash(), _form(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than those of today: it is made again at the next sign-in."""
    return hasher().check_needs_rehash(kept)


@cache
def hasher() -> "PasswordHasher":
    """Return argon2id with the second profile that RFC 9106 recommends: 64 MiB, 3 passes."""
    from argon2 import PasswordHasher
    from argon2.profiles import RFC_9106_LOW_MEMORY

    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _nobodys_hash() -> str:
    return hasher().hash("le mot de passe de personne")


def _form(password: str) -> str:
    """Return the one form of what may be typed in several ways: an é is one character or two, by the keyboard."""
    return unicodedata.normalize("NFKC", password)
