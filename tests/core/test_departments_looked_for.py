"""A department is found by its name, its number, a commune or a postal code, however they are written."""

import pytest

from clas_core.departments.looked_for import LONGEST, departments_meant
from clas_core.departments.names import NAMES


@pytest.fixture(scope="module", autouse=True)
def _read_once() -> None:
    """Reads the list of communes, which takes longer than a test of the core may."""
    departments_meant("51100")
    departments_meant("reims")
    departments_meant("reimss")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Marne", "51"),
        ("la marne", "51"),
        ("MARNE (51)", "51"),
        ("51", "51"),
        ("1", "01"),
        ("2a", "2A"),
        ("974", "974"),
        ("la réunion", "974"),
        ("REUNION", "974"),
        ("cotes d armor", "22"),
        ("Côte-d’Or", "21"),
        ("reims", "51"),
        ("Châlons en champagne", "51"),
        ("51100", "51"),
        ("51 100", "51"),
        ("Reims 51100", "51"),
        ("51084", "51"),
        ("97411", "974"),
        ("st dizier", "52"),
        ("Saint-Dizier", "52"),
        ("l'haÿ les roses", "94"),
        ("paris 12", "75"),
        ("chalons en champ", "51"),
        ("seine et marn", "77"),
        ("Seine Saint Denis", "93"),
        ("seine st-denis", "93"),
        ("ardeche", "07"),
        ("finistere", "29"),
        ("finistaire", "29"),
        ("epernai", "51"),
    ],
)
def test_what_is_typed_means_a_department(text: str, code: str) -> None:
    assert departments_meant(text)[0].code == code


def test_every_department_is_found_first_by_its_own_name_and_number() -> None:
    for code, name in NAMES.items():
        for text in (code, name, name.upper(), name.replace("-", " ")):
            assert departments_meant(text)[0].code == code, text


def test_it_says_by_what_and_what_is_only_near() -> None:
    (found,) = departments_meant("Reims 51100")
    assert (found.by, found.near, [each.name for each in found.communes][:1]) == ("postal_code", False, ["Reims"])
    assert departments_meant("epernai")[0].near
    assert departments_meant("51084")[0].near, "a Cedex: its first figures say the department"
    assert [each.code for each in departments_meant("20")] == ["2A", "2B"]


def test_several_departments_may_be_meant_each_once() -> None:
    codes = [each.code for each in departments_meant("Saint-Denis")]
    assert {"93", "974"} <= set(codes)
    assert len(codes) == len(set(codes))
    assert {each.code for each in departments_meant("vienne")} == {"86", "38"}, "a department, and a commune of Isère"
    assert [each.code for each in departments_meant("marne")] == ["51"], "and not Haute-Marne"
    assert [each.code for each in departments_meant("savoi")][:2] == ["73", "74"]


@pytest.mark.parametrize("text", ["", "   ", "—", "zzzzzz", "00000", "999", "x" * (LONGEST + 1), "Nouméa", "\u200b"])
def test_what_means_nothing_finds_nothing(text: str) -> None:
    assert departments_meant(text) == []
