"""Each mistake of `sown/mistakes.toml` is sown in sound files, and found by the check that is named; a sentence that is
no mistake is left alone."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from clas_core.conformance import KINDS, LEVELS, Report
from clas_core.conformance.checking import check_folder
from clas_core.departments import read_department_directory
from clas_core.departments.names import NAMES, same_name, usual_slug
from clas_core.national import ReferentialLibrary

HERE = Path(__file__).parent / "sown"
TOLD: Mapping[str, Any] = tomllib.loads((HERE / "mistakes.toml").read_text(encoding="utf-8"))
SOWN = {
    f"{kind}: {each.get('said') or each['instead'] or 'without ' + each['write']}".replace("\n", " ")[:110]: each
    for kind, mistakes in TOLD.items()
    if kind != "silent"
    for each in mistakes
}
SILENT = TOLD["silent"]
CALL = "2025-2026.toml"
TODAY = date(2026, 11, 29)
SENTENCE = "Les parents sont associés dès le début de l'année."

Checked = Callable[[str, str, str], Report]


@pytest.fixture
def checked(tmp_path: Path, library: ReferentialLibrary) -> Checked:
    """Return a function that checks the sound files with a change to one of them."""

    def check(file: str, write: str, instead: str) -> Report:
        home = tmp_path / "ardennes"
        copytree(HERE, home, ignore=lambda *_: ["mistakes.toml", "__pycache__"])
        place = home / file if file == "pyproject.toml" else home / "clas_ardennes" / file
        text = place.read_text(encoding="utf-8")
        assert write in text, f"« {write} » is nowhere in {file}"
        place.write_text(text.replace(write, instead, 1), encoding="utf-8")
        return check_folder(home / "clas_ardennes", library, TODAY)

    return check


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _sown(mistake: Mapping[str, Any]) -> tuple[str, str, str]:
    if "said" not in mistake:
        return mistake.get("file", CALL), mistake["write"], mistake["instead"]
    if mistake.get("where") == "presentation":
        return CALL, "Le comité soutient les actions du département, au plus près des familles.", mistake["said"]
    return CALL, f'"{SENTENCE}"', _quoted(mistake["said"])


def test_the_sound_files_are_sound(checked: Checked) -> None:
    report = checked(CALL, SENTENCE, SENTENCE)
    assert [each.text for each in report.found if each.check != "unknown.gap"] == []


def test_there_are_more_than_a_hundred_mistakes_of_every_kind() -> None:
    assert len(SOWN) > 550
    assert {each["check"].partition(".")[0] for each in SOWN.values()} >= set(KINDS) - {"folder", "code", "unknown"}


@pytest.mark.parametrize("mistake", SOWN.values(), ids=SOWN)
def test_a_mistake_that_is_sown_is_found(checked: Checked, mistake: Mapping[str, Any]) -> None:
    report = checked(*_sown(mistake))
    told = [each for each in report.found if each.check == mistake["check"] and mistake["words"] in each.sentence]
    assert told, "\n".join(each.text for each in report.found)
    found = told[0]
    assert found.level == mistake.get("level", "error"), found
    assert found.level in LEVELS
    assert found.kind in KINDS
    assert found.file
    assert found.line is not None


def test_sentences_that_are_no_mistake_are_left_alone(checked: Checked) -> None:
    """All of them stand in one file, each in its own text: what is found of one says which."""
    texts = "".join(
        f'[[animations]]\ntitle = "Atelier {rank}"\ntext = {_quoted(each)}\nsource = "note"\n\n'
        for rank, each in enumerate(SILENT)
    )
    report = checked(CALL, "[[articulations]]\n", f"{texts}[[articulations]]\n")
    assert len(SILENT) > 170
    assert [(each.text, SILENT[int(each.path[1])]) for each in report.found if each.path[:1] == ("animations",)] == []
    assert [
        each.text for each in report.found if each.path[:1] != ("animations",) and each.check != "unknown.gap"
    ] == []


def test_a_department_that_is_served_is_not_taken_away_for_what_is_found(checked: Checked, tmp_path: Path) -> None:
    report = checked(CALL, "quorum = 2", "quorum = 9")
    assert not report.valid
    assert read_department_directory(tmp_path / "ardennes" / "clas_ardennes").slug == "ardennes"


def test_the_departments_are_a_hundred_and_one() -> None:
    assert len(NAMES) == 101
    assert [usual_slug(NAMES[code]) for code in ("21", "77", "974")] == ["cote_d_or", "seine_et_marne", "la_reunion"]
    assert same_name("Réunion", "La Réunion")
    assert not same_name("Marne", "Haute-Marne")
