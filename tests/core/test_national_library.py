"""An absent year is refused and those that exist are named; a directory adds years and never replaces one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clas_core.errors import InvalidFile, UnknownSchoolYear
from clas_core.national import ReferentialLibrary, read_referential
from clas_core.years import SchoolYear

ESSAI = Path(__file__).parent / "essai_national"


def test_three_years_are_shipped_oldest_first(library: ReferentialLibrary) -> None:
    assert [str(year) for year in library.years] == ["2004-2005", "2024-2025", "2025-2026"]
    assert [each.school_year for each in library] == list(library.years)
    assert str(library.latest().school_year) == "2025-2026"


@pytest.mark.parametrize("start", [2003, 2005, 2023, 2026])
def test_an_absent_year_is_refused_and_those_that_exist_are_named(library: ReferentialLibrary, start: int) -> None:
    """The last known value never goes on by itself."""
    assert SchoolYear(start) not in library
    with pytest.raises(UnknownSchoolYear) as refusal:
        library.get(SchoolYear(start))
    assert str(refusal.value) == (
        f"Aucun référentiel national n'existe pour {start}-{start + 1}. "
        "Années connues : 2004-2005, 2024-2025, 2025-2026."
    )


def test_a_year_is_found_by_its_text(library: ReferentialLibrary) -> None:
    assert library.parse("2025-2026") is library.get(SchoolYear(2025))
    assert SchoolYear(2025) in library


@pytest.mark.parametrize("text", ["2025", "2006-2007", "hier", "", "x" * 5_000])
def test_what_is_not_a_known_year_is_unknown(library: ReferentialLibrary, text: str) -> None:
    with pytest.raises(UnknownSchoolYear, match="Années connues : 2004-2005, 2024-2025, 2025-2026") as refusal:
        library.parse(text)
    assert len(str(refusal.value)) < 200


def test_a_directory_adds_years_without_a_release() -> None:
    library = ReferentialLibrary.load(ESSAI)
    assert [str(year) for year in library.years] == ["2004-2005", "2024-2025", "2025-2026", "2030-2031"]
    assert library.get(SchoolYear(2030)).ps.maximum.value == 3600


def test_the_latest_year_is_no_project() -> None:
    """What is shown where nobody names a year is what holds."""
    library = ReferentialLibrary.load(ESSAI)
    assert library.get(SchoolYear(2030)).status == "draft"
    assert str(library.latest().school_year) == "2025-2026"
    alone = ReferentialLibrary({SchoolYear(2030): library.get(SchoolYear(2030))})
    assert str(alone.latest().school_year) == "2030-2031"


def test_only_toml_files_of_the_directory_are_read(tmp_path: Path) -> None:
    (tmp_path / "LISEZMOI.txt").write_text("rien")
    (tmp_path / "2031-2032.toml.bak").write_text("rien")
    assert ReferentialLibrary.load(tmp_path).years == ReferentialLibrary.load().years


@pytest.fixture
def added(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return a function that writes the year of the tests with another name and year, and gives the directory."""

    def add(name: str, year: str) -> Path:
        text = read_referential(ESSAI / "2030-2031.toml").text
        (tmp_path / name).write_text(text.replace('"2030-2031"', f'"{year}"'), encoding="utf-8")
        return tmp_path

    return add


def test_an_added_directory_does_not_redefine_a_year(added: Callable[[str, str], Path]) -> None:
    with pytest.raises(InvalidFile) as refusal:
        ReferentialLibrary.load(added("2025-2026.toml", "2025-2026"))
    (line,) = refusal.value.lines
    assert line.endswith("L'année 2025-2026 existe déjà ; une année en place ne se remplace pas.")


def test_a_file_is_named_for_its_year(added: Callable[[str, str], Path]) -> None:
    with pytest.raises(InvalidFile) as refusal:
        ReferentialLibrary.load(added("2031.toml", "2031-2032"))
    (line,) = refusal.value.lines
    assert line.endswith("Ce fichier décrit 2031-2032 : nommez-le 2031-2032.toml.")


@pytest.mark.parametrize(("name", "year"), [("2031.toml", "2031-2032"), ("2025-2026.toml", "2025-2026")])
def test_a_refused_year_has_the_line_where_it_is_written(
    added: Callable[[str, str], Path], name: str, year: str
) -> None:
    with pytest.raises(InvalidFile) as refusal:
        ReferentialLibrary.load(added(name, year))
    assert refusal.value.lines[0].startswith(f"{added(name, year) / name}:2: school_year: ")


def test_a_wrong_file_is_refused_with_its_whole_path(added: Callable[[str, str], Path]) -> None:
    directory = added("2031-2032.toml", "2031")
    with pytest.raises(InvalidFile) as refusal:
        ReferentialLibrary.load(directory)
    assert refusal.value.lines == (
        (
            f"{directory / '2031-2032.toml'}:2: school_year: « 2031 » n'est pas une année scolaire ; "
            "écrivez par exemple 2025-2026."
        ),
    )


def test_a_directory_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """The path comes from the configuration: somebody has to be told that it leads nowhere."""
    with pytest.raises(InvalidFile) as refusal:
        ReferentialLibrary.load(tmp_path / "absent")
    assert refusal.value.lines == (f"{tmp_path / 'absent'}:1: Ce dossier de règles nationales n'existe pas.",)
