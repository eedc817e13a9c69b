"""What each says may be right, and both cannot be: the parts of a department's files beside one another, and beside
what the nation says. Each mistake is sown in sound files, and named; a department that is served stays so."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from clas_core.conformance import check_folder
from clas_core.departments import read_department_directory
from clas_core.departments.names import NAMES, same_name, usual_slug
from clas_core.national import ReferentialLibrary

WriteEssai = Callable[..., Path]
SOUND = {"department.toml": {'name = "Essai"': 'name = "Ardennes"'}}


def found_in(
    write: WriteEssai, library: ReferentialLibrary, campaign: Mapping[str, str], who: Mapping[str, str] | None = None
) -> list[str]:
    folder = write({"department.toml": who or SOUND["department.toml"], "2025-2026.toml": campaign})
    assert read_department_directory(folder), "what is checked here takes no department away"
    report = check_folder(folder, library)
    return [*report.problems, *(f"remarque : {each}" for each in report.remarks), *report.to_write]


def test_sound_files_have_no_problem(write_essai: WriteEssai, library: ReferentialLibrary) -> None:
    report = check_folder(write_essai(SOUND), library)
    assert report.problems == ()
    assert report.to_write == ()


GAPS = 'gaps = ["Le lieu du webinaire."]'
SOWN: dict[str, tuple[dict[str, str], str]] = {
    "a quorum that cannot be reached": ({"[[committees]]\n": "[[committees]]\nquorum = 9\n"}, "n'est jamais atteint"),
    "a member twice": ({'members = ["caf"': 'members = ["caf", "caf"'}, "est déjà membre"),
    "a casting vote of nobody": ({"presided_by": 'tie = "president"\n# presided_by'}, "nul ne préside"),
    "a bilan of the year to come": ({'about = "2024-2025"': 'about = "2025-2026"'}, "ne peut pas exister"),
    "a bilan due before its year": ({'about = "2024-2025"': 'about = "2024-2025"\ndue = 2025-01-15'}, "se dépose du"),
    "a document that came after": ({'place = "partie 1"': "published_on = 2026-12-01"}, "est comparé le"),
    "6 to 15 children": ({GAPS: 'gaps = ["De 6 à 15 enfants."]'}, "contredit la règle nationale"),
    "8 to 12 children": ({GAPS: 'gaps = ["De 8 à 12 enfants."]'}, "redit la règle nationale"),
    "the maximum in words": ({GAPS: 'gaps = ["Au plus 2 800,70 € par groupe."]'}, "redit un chiffre national"),
    "something to write": ({GAPS: 'gaps = ["À compléter."]'}, "attend d'être écrit"),
    "a TODO": ({GAPS: 'gaps = ["TODO : les dates"]'}, "attend d'être écrit"),
    "a source of nothing": (
        {"[sources.note]\n": '[sources.autre]\ntitle = "Autre"\n\n[sources.note]\n'},
        "n'est citée nulle part",
    ),
}


@pytest.mark.parametrize(("changes", "said"), SOWN.values(), ids=SOWN)
def test_a_mistake_that_is_sown_is_named(
    write_essai: WriteEssai, library: ReferentialLibrary, changes: dict[str, str], said: str
) -> None:
    found = found_in(write_essai, library, changes)
    assert any(said in each for each in found), found


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("Marne", "08000 Essai", "« 08 » est Ardennes, et Marne « 51 »"),
        ("Ici", "08000 Essai", "« 08 » est Ardennes"),
        ("Ardennes", "51100 Reims", "n'est pas du département"),
    ],
)
def test_a_department_that_is_another_is_named(
    write_essai: WriteEssai, library: ReferentialLibrary, name: str, address: str, said: str
) -> None:
    who = {'name = "Essai"': f'name = "{name}"', "08000 Essai": address}
    found = found_in(write_essai, library, {}, who)
    assert any(said in each for each in found), found


def test_the_departments_are_a_hundred_and_one() -> None:
    assert len(NAMES) == 101
    assert [usual_slug(NAMES[code]) for code in ("21", "77", "974")] == ["cote_d_or", "seine_et_marne", "la_reunion"]
    assert same_name("Réunion", "La Réunion")
    assert not same_name("Marne", "Haute-Marne")
