"""How long a test may take: every exception is of a test that is there, and has a reason."""

import pytest

from tests.limits import EXCEPTIONS, KINDS, PROPERTIES, limit_of
from tests.repository.test_repository import ROOT


class _Test:
    """A test, as far as its limit goes."""

    def __init__(self, nodeid: str, *, given: bool = False) -> None:
        self.nodeid = nodeid
        self.obj = type("Function", (), {"is_hypothesis_test": given})


def _limit(nodeid: str, *, given: bool = False) -> float:
    return limit_of(_Test(nodeid, given=given))  # type: ignore[arg-type]  # it has what is asked of it


@pytest.mark.parametrize("named", EXCEPTIONS)
def test_an_exception_is_of_a_test_that_is_there_and_has_a_reason(named: str) -> None:
    file, _, test = named.partition("::")
    if file.endswith("/"):
        assert list((ROOT / file).glob("test_*.py"))
    else:
        assert f"def {test}" in (ROOT / file).read_text(encoding="utf-8")
    assert EXCEPTIONS[named][1]


def test_every_folder_of_tests_has_a_limit() -> None:
    folders = {f"tests/{each.name}" for each in (ROOT / "tests").iterdir() if list(each.rglob("test_*.py"))}
    assert folders == set(KINDS)


def test_a_test_has_the_limit_of_its_kind_unless_it_is_an_exception() -> None:
    assert _limit("tests/core/test_money.py::test_one") == KINDS["tests/core"] < KINDS["tests/api"]
    assert _limit("tests/core/test_money.py::test_one", given=True) == PROPERTIES
    named = "tests/core/test_odd_values.py"
    assert _limit(f"{named}::test_one[x]") == EXCEPTIONS[named][0]
