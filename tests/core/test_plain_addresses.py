"""An address that is taken at first sight is one that marshmallow takes; no other is."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from marshmallow.validate import URL

from clas_core.fields import Url
from clas_core.fields.texts import _PLAIN_URL

EVERY = URL(schemes={"https", "http"})


@given(st.from_regex(_PLAIN_URL, fullmatch=True))
def test_every_plain_address_is_an_address(address: str) -> None:
    assert EVERY(address) == address
    assert Url().deserialize(address) == address


@pytest.mark.parametrize(
    "written",
    ["ftp://caf.fr/", "https://caf", "https://-caf.fr", "https://caf.fr/a b", "https://caf\n.fr", "caf.fr", "", 3],
)
def test_what_is_no_address_is_refused_as_before(written: object) -> None:
    with pytest.raises(ValidationError, match="Une adresse qui commence par https:// est attendue"):
        Url().deserialize(written)


@pytest.mark.parametrize("written", ["https://caf.fr\n", "\ufeffhttps://caf.fr", "https://caf\u200b.fr\u00a0"])
def test_an_address_loses_what_cannot_be_seen(written: str) -> None:
    assert Url().deserialize(written) == "https://caf.fr"


@pytest.mark.parametrize("written", ["https://préfecture.fr/", "http://localhost:8000/a", "https://caf.fr?q=1"])
def test_an_address_that_is_not_plain_is_taken_too(written: str) -> None:
    assert not _PLAIN_URL.fullmatch(written)
    assert Url().deserialize(written) == written


COLD = """
from clas_core.departments import DepartmentRegistry
from marshmallow.validate import URL

registry = DepartmentRegistry.load()
print(len(list(registry)), len(URL._regex._memoized))
"""


def test_departments_are_read_without_the_alphabets_of_the_world() -> None:
    said = subprocess.run([sys.executable, "-c", COLD], capture_output=True, text=True, check=True).stdout
    departments, compiled = map(int, said.split())
    assert departments
    assert compiled == 0
