"""Rules that are added to an installation, and who signed them: a detached Ed25519 signature beside each file.

``2026-2027.toml.sig`` is the signature, in base64, of the bytes of ``2026-2027.toml``. Where the configuration names a
public key, no file of a year, of its questions or of a correction is read without one; what came with the release is
trusted as the release is.
"""

from base64 import b64decode, b64encode
from binascii import Error
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from clas_core.errors import InvalidFile, Problem
from clas_core.national import ReferentialLibrary
from clas_core.reading import LARGEST, reason_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNATURE = ".sig"
_LONGEST_KEY = 64 * 1024


def load_library(folder: Path | None, key: Path | None) -> ReferentialLibrary:
    """Load the years that are shipped and those of `folder`, each signed by `key` where one is given. Raises
    `InvalidFile`."""
    if folder is None or key is None:
        return ReferentialLibrary.load(folder)
    public = public_key(key)
    return ReferentialLibrary.load(folder, lambda file: expect_signed(file, public))


def signature_beside(file: Traversable) -> Traversable:
    """Return the file of the signature of a file, whether it is there or not."""
    beside: Traversable = file.parent / (file.name + SIGNATURE)  # type: ignore[attr-defined]  # of every file
    return beside


def expect_signed(file: Traversable, key: "Ed25519PublicKey") -> None:
    """Make sure that a file is the one that was signed. Raises `InvalidFile`."""
    from cryptography.exceptions import InvalidSignature

    absent = f"Ce fichier n'est pas signé : {file.name}{SIGNATURE} ne se lit pas."
    written = _bytes_of(signature_beside(file), absent, file)
    try:
        signature = b64decode(written.strip(), validate=True)
        key.verify(signature, _bytes_of(file, "Le fichier ne peut pas être lu.", file))
    except (Error, ValueError, InvalidSignature):
        message = (
            "La signature n'est pas celle de ce fichier : il a changé depuis, ou il est signé par une autre "
            "clé que celle de la configuration (« referentials_key »). Relisez-le, puis faites-le signer de nouveau."
        )
        raise InvalidFile(str(file), [Problem((), message)]) from None


def signature_of(file: Path, key: "Ed25519PrivateKey") -> bytes:
    """Return the signature of a file, as its own file says it."""
    return b64encode(key.sign(_bytes_of(file, "Le fichier ne peut pas être lu.", file))) + b"\n"


def public_key(file: Path) -> "Ed25519PublicKey":
    """Return the public key of a PEM file. Raises `InvalidFile`."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_bytes_of(file, "Cette clé ne peut pas être lue.", file, most=_LONGEST_KEY))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise InvalidFile(str(file), [Problem((), "Une clé publique Ed25519, au format PEM, est attendue.")])
    return key


def private_key(file: Path, password: str | None = None) -> "Ed25519PrivateKey":
    """Return the private key of a PEM file, opened by its `password` where it has one. Raises `InvalidFile`."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    written = _bytes_of(file, "Cette clé ne peut pas être lue.", file, most=_LONGEST_KEY)
    try:
        key = load_pem_private_key(written, None if password is None else password.encode())
    except (TypeError, ValueError, UnsupportedAlgorithm):  # the first: a password too many, or none
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        message = "Une clé privée Ed25519, au format PEM, est attendue, avec le mot de passe qui l'ouvre."
        raise InvalidFile(str(file), [Problem((), message)])
    return key


def _bytes_of(file: Traversable, absent: str, told: Traversable, *, most: int = LARGEST) -> bytes:
    try:
        with file.open("rb") as opened:
            written = opened.read(most + 1)
    except OSError as error:
        raise InvalidFile(str(told), [Problem((), f"{absent[:-1]} ({reason_of(error)}).")]) from None
    if len(written) > most:
        raise InvalidFile(str(told), [Problem((), f"Le fichier dépasse {most // 1024} Kio.")])
    return written
