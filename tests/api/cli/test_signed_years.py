"""Where a key is configured, no year is read from the added folder unless it was signed by it, to the byte."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.core.test_corrections_of_a_year import CORRECTION

Clas = Callable[..., Any]

YEAR = Path("regles/2026-2027.toml")
QUESTIONS = Path("regles/questions/2026-2027.toml")
CORRECTED = Path("regles/2025-2026.correction-1.toml")


def _write_key(name: str, *, password: bytes | None = None) -> None:
    key = Ed25519PrivateKey.generate()
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    Path(f"{name}.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    Path(f"{name}.pub").write_bytes(public)


@pytest.fixture
def signed(clas: Clas) -> Clas:
    """Begin a year and a correction, sign all three files; return ``clas`` where their key is configured."""
    _write_key("cle")
    assert clas("referentials", "new", "2026-2027", "-o", "regles").status == 0
    CORRECTED.write_text(CORRECTION, encoding="utf-8")
    assert clas("referentials", "sign", YEAR, QUESTIONS, CORRECTED, "--key", "cle.pem").status == 0

    def run(*arguments: Any, key: str = "cle.pub", **given: Any) -> Any:
        return clas(*arguments, **{"CLAS_REFERENTIALS": "regles", "CLAS_REFERENTIALS_KEY": key, **given})

    return run


def test_signed_years_are_served(signed: Clas) -> None:
    years = signed("referentials", "list", "--json").json
    assert [each["school_year"] for each in years][-1] == "2026-2027"
    assert years[-2]["corrections"][0]["number"] == 1


@pytest.mark.parametrize("file", [YEAR, QUESTIONS, CORRECTED], ids=lambda file: str(file))
@pytest.mark.parametrize("at", [0, 100, -1])
def test_one_byte_that_changes_is_refused(signed: Clas, file: Path, at: int) -> None:
    written = bytearray(file.read_bytes())
    written[at] ^= 1
    file.write_bytes(bytes(written))
    done = signed("referentials", "list")
    assert (done.status, done.output) == (2, "")
    assert f"{file}:1: La signature n'est pas celle de ce fichier" in done.errors
    assert signed("referentials", "verify", file, "--key", "cle.pub").status == 1


@pytest.mark.parametrize("file", [YEAR, QUESTIONS, CORRECTED], ids=lambda file: str(file))
@pytest.mark.parametrize("instead", [None, b"", b"pas une signature", b"QUJD", b"\xff" * 88])
def test_a_file_without_a_sound_signature_is_refused(signed: Clas, file: Path, instead: bytes | None) -> None:
    signature = Path(f"{file}.sig")
    if instead is None:
        signature.unlink()
    else:
        signature.write_bytes(instead)
    done = signed("referentials", "list")
    assert done.status == 2
    assert ("n'est pas signé" if instead is None else "La signature n'est pas celle") in done.errors
    assert "Traceback" not in done.errors


def test_the_signature_of_another_key_is_refused(signed: Clas) -> None:
    _write_key("autre")
    assert "par une autre clé" in signed("referentials", "list", key="autre.pub").errors
    told = signed("referentials", "verify", YEAR, QUESTIONS, "--key", "autre.pub", "--json")
    assert (told.status, [each["signed"] for each in told.json]) == (1, [False, False])


def test_without_a_key_nothing_is_asked_of_anybody(signed: Clas, clas: Clas) -> None:
    Path(f"{YEAR}.sig").unlink()
    assert clas("referentials", "list", CLAS_REFERENTIALS="regles").status == 0


def test_what_is_no_such_key_is_refused_in_french(signed: Clas) -> None:
    rsa = generate_private_key(65537, 2048)
    Path("rsa.pub").write_bytes(rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    for key in ("rsa.pub", "cle.pem", str(YEAR)):
        assert "Une clé publique Ed25519" in signed("referentials", "list", key=key).errors
    assert "Le fichier « absente » n'existe pas" in signed("referentials", "list", key="absente").errors
    assert "Une clé privée Ed25519" in signed("referentials", "sign", YEAR, "--key", "cle.pub").errors


def test_a_key_under_a_password_is_opened_by_it_alone(signed: Clas) -> None:
    _write_key("close", password=b"secret")
    Path("faux").write_text("faux\n")
    Path("vrai").write_text("secret\n")
    asked = ("referentials", "sign", YEAR, "--key", "close.pem")
    for given in ((), ("--password-file", "faux")):
        assert "avec le mot de passe qui l'ouvre" in signed(*asked, *given).errors
    assert signed(*asked, "--password-file", "vrai").status == 0
    assert signed("referentials", "verify", YEAR, "--key", "close.pub").status == 0


def test_a_step_says_that_its_file_is_to_be_signed_again(signed: Clas) -> None:
    done = signed("referentials", "consult", YEAR, "--by", "Cnaf")
    assert "sa signature n'est plus la sienne" in done.output
    assert signed("referentials", "list").status == 2
    signed("referentials", "sign", YEAR, "--key", "cle.pem")
    assert signed("referentials", "list").status == 0
