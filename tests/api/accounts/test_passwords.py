"""Passwords: what is asked of one, and how one is kept."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from clas_api.security import passwords

PASSWORD = "quatre mots qui se suivent"


@pytest.mark.parametrize("password", ["onze signes.", "x" * 9 + "yzt", "quatre mots qui se suivent", "éàü" * 66 + "ab"])
def test_any_password_that_is_long_enough_will_do(password: str) -> None:
    assert passwords.faults_of(password, "ann@exemple.fr") == []


@pytest.mark.parametrize(
    "password",
    ["onze signes", "abcd" * 51, "ann.des.tilleuls@exemple.fr", "ANN.des.Tilleuls@exemple.fr ", "ababababababab"],
)
def test_a_password_that_is_short_or_is_the_address_is_refused_in_french(
    password: str, assert_french: Callable[[str], None]
) -> None:
    found = passwords.faults_of(password, "ann.des.tilleuls@exemple.fr")
    assert len(found) == 1
    assert_french(found[0])


def test_a_password_is_known_again_however_its_accents_are_typed() -> None:
    kept = passwords.hash_password("été après été")
    assert passwords.verify_password("e\u0301te\u0301 apre\u0300s e\u0301te\u0301", kept)
    assert passwords.verify_password(
        "été après été", passwords.hash_password("e\u0301te\u0301 apre\u0300s e\u0301te\u0301")
    )
    assert not passwords.verify_password("ete apres ete", kept)
    assert "été" not in kept


def test_nobodys_password_is_tried_all_the_same_and_is_never_right(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    hasher = passwords.hasher()

    class Watched:
        hash = staticmethod(hasher.hash)

        @staticmethod
        def verify(kept: str, password: str) -> bool:
            tried.append(kept)
            return hasher.verify(kept, password)

    monkeypatch.setattr(passwords, "hasher", Watched)
    assert not passwords.verify_password("le mot de passe de personne", None)
    assert len(tried) == 1
    assert not passwords.verify_password(PASSWORD, "ce n'est pas un hash")


def test_an_installation_keeps_passwords_by_the_low_memory_profile_of_rfc_9106() -> None:
    code = "from clas_api.security.passwords import hash_password; print(hash_password('quatre mots qui se suivent'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert extract_parameters(done.stdout.strip()) == RFC_9106_LOW_MEMORY
    assert passwords.is_outdated(done.stdout.strip())  # the tests' own parameters are others
