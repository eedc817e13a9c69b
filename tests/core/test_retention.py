"""How long what is kept is kept: what a file says of it is checked, compared and shortened, never lengthened."""

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from clas_core.conformance.checking import check_folder
from clas_core.errors import REQUIRED, InvalidFile
from clas_core.national import ReferentialLibrary, referential_of_text
from clas_core.national.difference import differences
from clas_core.national.remarks import remarks_on
from clas_core.national.retention import CLASSES, months_before

HERE = Path(__file__).parent
LIBRARY = ReferentialLibrary.load()
TEXT = LIBRARY.latest().text


@pytest.mark.parametrize("year", ["2024-2025", "2025-2026"])
def test_every_class_has_its_duration_its_reason_and_its_source(year: str) -> None:
    kept = LIBRARY.parse(year).retention
    assert [each.id for each in kept] == list(CLASSES)
    assert all(each.months and each.purpose and each.source.citation for each in kept)


def test_what_no_text_gives_is_to_be_confirmed_and_remarked() -> None:
    latest = LIBRARY.latest()
    published = {each.id for each in latest.retention if each.standing == "published"}
    assert published == {"funded", "sign_ins"}
    remarked = [each for each in remarks_on(latest) if each.startswith("Durée de conservation")]
    assert len(remarked) == len(CLASSES) - len(published)
    assert all("(à confirmer)" in each for each in remarked)


def _small(**other: str) -> str:
    """Return a small national file that keeps accounts, with some of its keys written otherwise, or left out."""
    table = {
        "id": '"accounts"', "purpose": '"Laisser revenir."', "months": "24", "since": '"last_use"',
        "fate": '"anonymised"',
        "shortened": "false", "source": '"texte"', "standing": '"expected"', "checked_on": "2030-01-15", **other,
    }  # fmt: skip
    written = "".join(f"{key} = {value}\n" for key, value in table.items() if value)
    return (HERE / "essai_national/2030-2031.toml").read_text(encoding="utf-8") + f"\n[[retention]]\n{written}"


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"since": '"sent"'}, "se compte depuis « last_use »"),
        ({"fate": '"erased"'}, "« anonymised », ou « kept »"),
        ({"months": ""}, REQUIRED),
        ({"fate": '"kept"'}, "n'a pas de durée"),
        ({"shortened": "true"}, "aucun ne la raccourcit"),
        ({"id": '"acounts"'}, "accounts"),
    ],
)
def test_a_duration_that_cannot_be_meant_is_an_error_with_its_line(other: dict[str, str], told: str) -> None:
    referential_of_text(_small(), name="2030-2031.toml")
    with pytest.raises(InvalidFile) as refused:
        referential_of_text(_small(**other), name="2030-2031.toml")
    assert any(told in each and each.startswith("2030-2031.toml:") for each in refused.value.lines), refused.value.lines


def test_what_changes_from_a_year_to_the_next_is_told() -> None:
    latest = LIBRARY.latest()
    longer = referential_of_text(TEXT.replace("months = 60", "months = 72", 1), name="2025-2026.toml")
    (told,) = [each for each in differences(latest, longer) if "conservation" in each.sentence]
    assert "60 mois" in told.sentence
    assert "72 mois" in told.sentence


def _department(tmp_path: Path, *tables: str) -> Path:
    """Return a folder of the Marne that keeps some classes otherwise."""
    for file in [each for each in files("clas_marne").iterdir() if each.name.endswith(".toml")]:
        text = file.read_text(encoding="utf-8")
        more = "".join(f"\n[[retention]]\n{each}\n" for each in tables) if file.name == "2025-2026.toml" else ""
        (tmp_path / file.name).write_text(text + more, encoding="utf-8")
    return tmp_path


def _own(identifier: str, months: int) -> str:
    return f'id = "{identifier}"\nmonths = {months}\nsource = "note"'


def test_a_department_keeps_a_class_less_long(tmp_path: Path) -> None:
    assert check_folder(_department(tmp_path, _own("drafts", 6)), LIBRARY).problems == ()


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (_own("drafts", 25), "25 mois, pour 24 au plus : un département ajoute, il n'assouplit pas."),
        (_own("funded", 60), "ne laissent pas raccourcir"),
        (_own("accounts", 6), "accounts"),
    ],
)
def test_a_department_that_loosens_is_told_so_with_file_and_line(tmp_path: Path, own: str, told: str) -> None:
    (problem,) = check_folder(_department(tmp_path, own), LIBRARY).problems
    assert told in problem
    file, line, *_ = problem.split(":")
    assert file.endswith("2025-2026.toml")
    assert int(line) > 200


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 29), 12, date(2025, 11, 29)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before
