"""Worked cases live beside the rules, cite their document, and every one of them comes out to the cent."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from clas_core.departments import DepartmentPlugin
from clas_core.errors import InvalidFile
from clas_core.estimates.cases import Case, failures, national_cases, read_cases
from clas_core.national import Referential, ReferentialLibrary
from clas_core.years import SchoolYear

CASES = [(year, case) for year, cases in national_cases().items() for case in cases]

CASE = """\
school_year = "2025-2026"

[[cases]]
id = "ceiling"
title = "Au prix plafond"
document = "Note de cadrage de la Marne"
group = { children = 10, adults = 2, running_costs = 8487.00, bonuses = ["children"] }
expected = { eligible = true, ps = 2800.70, total = 3129.70 }
"""


@pytest.mark.parametrize(("year", "case"), CASES, ids=[f"{year}-{case.id}" for year, case in CASES])
def test_a_shipped_case_comes_out_to_the_cent(library: ReferentialLibrary, year: SchoolYear, case: Case) -> None:
    assert list(failures([case], library.get(year))) == []


def test_each_shipped_year_has_its_cases(library: ReferentialLibrary) -> None:
    assert tuple(national_cases()) == library.years


def test_the_examples_of_the_domain_are_among_the_cases() -> None:
    """DOMAIN.md, section 2: costs and Ps of 2025-2026 and of 2004-2005."""
    worked = {(str(year), case.group.running_costs, case.expected.ps) for year, case in CASES}
    assert {
        ("2025-2026", Decimal("8486.97"), Decimal("2800.70")),
        ("2025-2026", Decimal(8487), Decimal("2800.70")),
        ("2025-2026", Decimal(9000), Decimal("2800.70")),
        ("2025-2026", Decimal(8000), Decimal("2640.00")),
        ("2025-2026", Decimal(5000), Decimal("1650.00")),
        ("2004-2005", Decimal(5599), Decimal("1679.70")),
    } <= worked


@pytest.fixture
def case(tmp_path: Path) -> Case:
    (tmp_path / "2025-2026.toml").write_text(CASE, encoding="utf-8")
    ((only,),) = read_cases(tmp_path).values()
    return only


@pytest.mark.parametrize("part", ["eligible", "ps", "total"])
def test_a_case_that_is_wrong_in_any_part_is_told(referential_2025: Referential, case: Case, part: str) -> None:
    wrong = {"eligible": False, "ps": Decimal("2800.71"), "total": Decimal("3129.71")}[part]
    assert list(failures([case], referential_2025)) == []
    (said,) = failures([replace(case, expected=replace(case.expected, **{part: wrong}))], referential_2025)  # type: ignore[arg-type]  # the part names its own type
    assert said.startswith("cas « ceiling » (Note de cadrage de la Marne) : Ps attendue ")
    assert said.endswith("calculé 3129.70.")


def test_a_case_is_run_with_its_department(referential_2025: Referential, essai: DepartmentPlugin, case: Case) -> None:
    """The department of the tests asks for three adults."""
    (said,) = failures([case], referential_2025, essai)
    assert said.endswith("calculée 0.00 ; total attendu 3129.70, calculé 0.00.")


def test_a_folder_that_is_not_there_holds_no_case(tmp_path: Path) -> None:
    assert read_cases(tmp_path / "cases") == {}


def test_only_toml_files_hold_cases(tmp_path: Path) -> None:
    (tmp_path / "LISEZMOI.md").write_text("# Cas")
    assert read_cases(tmp_path) == {}


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("8487.00", '"8487.00"', "7: cases[0].group.running_costs: Un nombre positif ou nul est attendu"),
        ('document = "Note de cadrage de la Marne"\n', "", "3: cases[0].document: Ce champ est obligatoire."),
        ("total = 3129.70", "sum = 3129.70", "8: cases[0].expected.sum: Champ inconnu."),
        ('"2025-2026"', '"2025"', "1: school_year: « 2025 » n'est pas une année scolaire"),
    ],
)
def test_a_mistake_in_a_case_is_named_with_its_line(tmp_path: Path, written: str, instead: str, said: str) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "a.toml").write_text(CASE.replace(written, instead), encoding="utf-8")
    with pytest.raises(InvalidFile) as refusal:
        read_cases(tmp_path / "cases")
    assert refusal.value.lines[0].startswith(f"cases/a.toml:{said}")


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ('id = "ceiling"\n', "cases[0].id"),
        ('title = "Au prix plafond"\n', "cases[0].title"),
        ("children = 10, ", "cases[0].group.children"),
        ("running_costs = 8487.00, ", "cases[0].group.running_costs"),
        ("eligible = true, ", "cases[0].expected.eligible"),
        ("ps = 2800.70, ", "cases[0].expected.ps"),
        (", total = 3129.70", "cases[0].expected.total"),
        ('school_year = "2025-2026"\n', "school_year"),
    ],
)
def test_a_case_says_all_that_must_be_compared(tmp_path: Path, written: str, place: str) -> None:
    assert written in CASE
    (tmp_path / "a.toml").write_text(CASE.replace(written, ""), encoding="utf-8")
    with pytest.raises(InvalidFile) as refusal:
        read_cases(tmp_path)
    assert [(each.dotted, each.message) for each in refusal.value.problems] == [(place, "Ce champ est obligatoire.")]


def test_a_file_of_cases_has_one_at_least(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('school_year = "2025-2026"\n', encoding="utf-8")
    with pytest.raises(InvalidFile, match="cases: Ce champ est obligatoire"):
        read_cases(tmp_path)
    (tmp_path / "a.toml").write_text('school_year = "2025-2026"\ncases = []\n', encoding="utf-8")
    with pytest.raises(InvalidFile, match="cases: Au moins 1 élément est attendu"):
        read_cases(tmp_path)


def test_two_cases_of_one_file_have_two_names(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(CASE + CASE.split("\n", 2)[2], encoding="utf-8")
    with pytest.raises(InvalidFile, match="« ceiling » est déjà l'identifiant de"):
        read_cases(tmp_path)


def test_cases_of_one_year_may_be_in_several_files(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(CASE, encoding="utf-8")
    assert [len(cases) for cases in read_cases(tmp_path).values()] == [2]
