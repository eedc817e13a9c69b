"""A department is read from the files of its package, or all that is wrong in all of them is said at once."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from clas_core.departments import Campaign, DepartmentPlugin, read_department, read_department_directory
from clas_core.errors import InvalidFiles, UnknownCampaign
from clas_core.years import SchoolYear

Write = Callable[..., Path]


def _lines(directory: Path) -> list[str]:
    with pytest.raises(InvalidFiles) as refusal:
        read_department_directory(directory)
    return list(refusal.value.lines)


def test_a_department_is_who_it_is_and_its_calls(essai: DepartmentPlugin) -> None:
    department = essai.department
    assert (department.slug, department.code, department.name) == ("essai", "08", "Essai")
    assert department.caf.address == ("1 rue de l'Essai", "08000 Essai")
    assert (department.caf.sirets[0].value, department.caf.sirets[0].since) == ("77927238600017", date(2020, 1, 1))
    assert [str(year) for year in department.campaigns] == ["2025-2026"]


def test_a_call_holds_all_that_its_file_says(essai_campaign: Campaign) -> None:
    call = essai_campaign
    assert str(call.presentation) == "Le comité soutient les actions du département."
    assert call.calendar.events[0].place == "en ligne"
    assert call.deposit.rules == ("Lire la note.",)
    assert call.bilan
    assert (call.bilan.about, call.bilan.since) == (SchoolYear(2024), date(2025, 6, 20))
    assert call.contacts[0].phone == "03 26 79 15 42"
    assert call.committees[0].members == ("caf", "msa")
    assert [statement[0].title for statement in (call.orientations, call.articulations, call.animations)] == [
        "Répondre aux besoins",
        "Reaap",
        "Ateliers",
    ]
    assert call.support
    assert call.support.institution == "caf"
    assert call.documents[0].kind == "charter"
    assert (call.approved[0].porteurs, call.approved[0].actions) == (3, 7)
    assert call.supplements[0].amount == Decimal("150.50")
    assert call.supplements[0].source.citation == "Note d'essai, partie 1"
    assert call.gaps == ("Le lieu du webinaire.",)
    assert call.institution_name("msa") == "MSA d'essai"


def test_what_a_file_leaves_out_is_absent_and_never_made_up(write_essai: Write) -> None:
    directory = write_essai(
        {"2025-2026.toml": {"opens = 2025-05-05\n": "", "presentation =": "# ", "territory =": "# "}}
    )
    text = (directory / "2025-2026.toml").read_text(encoding="utf-8")
    (directory / "2025-2026.toml").write_text(text[: text.index("\n[bilan]")], encoding="utf-8")
    call = read_department_directory(directory).campaign(SchoolYear(2025))
    assert (call.bilan, call.support, call.presentation, call.calendar.opens) == (None, None, None, None)
    assert (call.contacts, call.committees, call.supplements, call.documents) == ((), (), (), ())


def test_an_absent_call_is_refused_and_those_that_exist_are_named(essai: DepartmentPlugin) -> None:
    with pytest.raises(UnknownCampaign, match="Essai n'a pas d'appel à projets pour 2024-2025"):
        essai.department.campaign(SchoolYear(2024))
    assert essai.rules(SchoolYear(2024)).criteria == ()


def test_the_latest_call_is_the_one_of_the_latest_year(write_essai: Write) -> None:
    directory = write_essai()
    text = (directory / "2025-2026.toml").read_text(encoding="utf-8")
    (directory / "2024-2025.toml").write_text(text.replace('"2025-2026"', '"2024-2025"'), encoding="utf-8")
    department = read_department_directory(directory)
    assert [str(year) for year in department.campaigns] == ["2024-2025", "2025-2026"]
    assert department.latest is department.campaign(SchoolYear(2025))
    for file in directory.glob("20*.toml"):
        file.unlink()
    assert read_department_directory(directory).latest is None


def test_the_mistakes_of_all_the_files_come_at_once(write_essai: Write) -> None:
    changes = {
        "department.toml": {'code = "08"': 'code = "8"'},
        "2025-2026.toml": {'kind = "charter"': 'kind = "charte"', "online_only = true": "online_only = 1"},
    }
    lines = _lines(write_essai(changes))
    assert [line.split(":")[0] for line in lines] == [
        "essai/department.toml",
        "essai/2025-2026.toml",
        "essai/2025-2026.toml",
    ]
    assert [line.split(": ")[1] for line in lines] == ["code", "deposit.online_only", "documents[0].kind"]


def test_a_mistake_in_who_the_department_is_does_not_hide_those_of_its_calls(write_essai: Write) -> None:
    changes = {
        "department.toml": {'slug = "essai"\n': ""},
        "2025-2026.toml": {'source = "note"': 'source = "journal"', 'secretariat = "caf"': 'secretariat = "cnaf"'},
    }
    said = [line.split(": ")[1] for line in _lines(write_essai(changes))]
    assert said == ["slug", "deposit.source", "committees[0].secretariat"]


def test_a_criterion_that_does_not_hold_together_never_crashes_beside_a_department_that_is_wrong(
    write_essai: Write,
) -> None:
    changes = {"department.toml": {'slug = "essai"\n': ""}, "2025-2026.toml": {'field = "adults"': 'field = "adult"'}}
    said = [line.split(": ")[1] for line in _lines(write_essai(changes))]
    assert said == ["slug", "criteria[0].field"]


def test_a_department_without_its_file_is_refused(write_essai: Write) -> None:
    directory = write_essai()
    (directory / "department.toml").unlink()
    (line,) = _lines(directory)
    assert line.startswith("essai/department.toml:1: Le fichier ne peut pas être lu : ")


@pytest.mark.parametrize("name", ["2025.toml", "2025_2026.toml", "departement.toml", "notes.toml"])
def test_a_file_of_another_name_is_refused_since_it_would_not_be_read(write_essai: Write, name: str) -> None:
    directory = write_essai()
    (directory / name).write_text("")
    assert _lines(directory) == [
        (
            f"essai/{name}:1: Un fichier TOML de département s'appelle department.toml ou AAAA-AAAA.toml, "
            "par exemple 2025-2026.toml ; un autre appel de la même année, 2025-2026-janvier.toml."
        )
    ]


def test_a_call_is_in_the_file_of_its_year(write_essai: Write) -> None:
    directory = write_essai()
    (directory / "2025-2026.toml").rename(directory / "2026-2027.toml")
    (line,) = _lines(directory)
    assert line.endswith(": school_year: Ce fichier décrit l'appel 2025-2026 : nommez-le 2025-2026.toml.")
    assert line.startswith("essai/2026-2027.toml:2:")


def test_files_that_are_not_toml_are_left_alone(write_essai: Write) -> None:
    directory = write_essai()
    (directory / "LISEZMOI.md").write_text("# Essai")
    assert read_department_directory(directory).slug == "essai"


def test_reading_without_a_package_says_what_was_forgotten() -> None:
    with pytest.raises(ValueError, match="name of the package"):
        read_department(None)


def test_the_digest_of_a_department_covers_all_its_files(write_essai: Write, essai: DepartmentPlugin) -> None:
    same = read_department_directory(write_essai())
    assert same.digest == essai.department.digest
    moved = read_department_directory(write_essai({"department.toml": {"1 rue": "2 rue"}}))
    later = read_department_directory(write_essai({"2025-2026.toml": {"closes = 2025-06-30": "closes = 2025-07-01"}}))
    assert len({same.digest, moved.digest, later.digest}) == 3
    year = SchoolYear(2025)
    assert moved.campaign(year).digest == same.campaign(year).digest != later.campaign(year).digest
