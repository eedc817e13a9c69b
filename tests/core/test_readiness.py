"""What a year still needs: of the nation and of a department, who must act, and since when; nothing is made up."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from clas_core.conformance import Found, Report
from clas_core.conformance.readiness import ACTORS, Item, Known, People, Readiness, national_readiness
from clas_core.conformance.readiness_items import department_readiness, satisfies
from clas_core.conformance.readiness_told import readiness_document, readiness_json, readiness_mail, readiness_rows
from clas_core.departments.files import read_department_directory
from clas_core.national import Referential, ReferentialLibrary
from clas_core.national.confirming import confirm
from clas_core.national.drafting import draft_year
from clas_core.national.files import referential_of_texts
from clas_core.years import SchoolYear

EXAMPLES = Path(__file__).parents[1] / "examples"
YEAR = SchoolYear(2025)
TODAY = date(2026, 12, 10)
RANGE = "clas-core>=0.1,<0.2"


def _known(slug: str) -> Known:
    """Return an example department with all its people, and the year before it over."""
    department = read_department_directory(EXAMPLES / f"clas_{slug}")
    seats = {seat for call in department.calls_of(YEAR) for each in call.committees for seat in each.members}
    return Known(
        slug=slug,
        name=department.name,
        department=department,
        requirement=RANGE,
        report=Report(),
        people=People(heads=1, agents=2, institutions=frozenset(seats)),
        open_before=0,
    )


def _of(known: Known, referential: Referential | None, year: SchoolYear = YEAR, today: date = TODAY) -> Readiness:
    return department_readiness(known, year, referential, "0.1.0", today)


def _item(readiness: Readiness, name: str) -> Item:
    return next(each for each in readiness.items if each.id == name)


def test_an_example_that_says_all_its_days_is_ready(referential_2025: Referential) -> None:
    readiness = _of(_known("vosges"), referential_2025)
    assert (readiness.verdict, list(readiness.missing)) == ("ready", [])
    assert readiness.done == readiness.needed
    assert "closes.janvier" in {each.id for each in readiness.items}  # each call of the year has its own days


def test_a_broken_plugin_blocks_and_says_its_reason_to_its_integrator(referential_2025: Referential) -> None:
    broken = Known(slug="ain", name="Ain", fault="Le greffon ne se charge pas : ImportError: x")
    readiness = _of(broken, referential_2025)
    (item,) = readiness.items
    assert (readiness.verdict, item.actor, item.told) == ("blocked", "integrator", broken.fault)
    assert (item.since, bool(item.because)) == (date(2026, 11, 21), True)  # since when the rules of the year are known
    (disabled,) = _of(replace(broken, fault=""), referential_2025).items
    assert (disabled.actor, disabled.state) == ("national", "blocked")


def test_an_installed_department_without_the_coming_year_is_blocked(referential_2025: Referential) -> None:
    coming = _of(_known("vosges"), None, YEAR.next)
    assert coming.verdict == "blocked"
    item = _item(coming, "file")
    assert item.told == (
        "Le greffon ne décrit aucun appel de 2026-2027. Le dernier appel décrit est celui de 2025-2026."
    )
    assert (item.since, item.because) == (None, "")  # no rules of that year are known: no day is made up
    assert coming.held == "Les règles nationales de 2026-2027 ne sont pas connues."


def test_days_less_precise_than_a_day_wait_and_are_told_as_published(referential_2025: Referential) -> None:
    readiness = _of(_known("aube"), referential_2025)
    told = {each.id: (each.told, each.actor) for each in readiness.missing}
    assert told == {
        "opens": ("Pas encore au jour : mai 2025.", "head"),
        "closes": ("Pas encore au jour : avant l'été.", "head"),
        "sessions": ("Pas encore au jour : courant septembre.", "secretariat"),
    }
    assert readiness.verdict == "not_yet"


def test_aid_that_no_dated_document_states_is_to_be_confirmed(referential_2025: Referential) -> None:
    item = _item(_of(_known("meuse"), referential_2025), "aids")
    assert (item.state, item.actor) == ("waiting", "secretariat")
    assert "Aide aux enfants de l'agglomération (document sans date)" in item.told


@pytest.mark.parametrize(
    ("people", "missing"),
    [
        (People(), {"head", "agents", "committee"}),
        (People(heads=1), {"committee"}),
        (People(heads=1, agents=1, unprotected=2), {"committee", "second_factor"}),
    ],
)
def test_people_who_are_missing_are_told(referential_2025: Referential, people: People, missing: set[str]) -> None:
    readiness = _of(replace(_known("vosges"), people=people), referential_2025)
    assert {each.id for each in readiness.missing} == missing
    without_base = _of(replace(_known("vosges"), people=None, open_before=None), referential_2025)
    assert without_base.verdict == "ready"
    assert not {"head", "agents", "committee"} & {each.id for each in without_base.items}


def test_the_year_before_waits_only_once_it_has_ended(referential_2025: Referential) -> None:
    known = replace(_known("vosges"), open_before=3)
    running = _of(known, referential_2025, today=date(2025, 8, 31))
    assert _item(running, "before").state == "later"
    over = _item(_of(known, referential_2025, today=date(2025, 9, 1)), "before")
    assert (over.state, over.since, over.told) == ("waiting", date(2025, 8, 31), "3 dossiers encore ouverts.")


def test_what_the_check_found_decides_the_state(referential_2025: Referential) -> None:
    states = {}
    for level, check in (("error", "calendar.order"), ("remark", "left.todo"), ("remark", "unknown.gap")):
        report = Report((Found(check, level, (), "x"),))  # type: ignore[arg-type]  # the levels of a finding
        item = _item(_of(replace(_known("vosges"), report=report), referential_2025), "check")
        states[check] = (item.state, item.told)
    assert states == {
        "calendar.order": ("blocked", "1 erreur, aucune remarque."),
        "left.todo": ("waiting", "1 texte à écrire, aucune remarque."),
        "unknown.gap": ("ready", "Aucune erreur, 1 remarque."),
    }


@pytest.mark.parametrize(
    ("version", "requirement", "fits"),
    [
        ("0.1.0", "clas-core>=0.1,<0.2", True),
        ("0.2.0", "clas-core>=0.1,<0.2", False),
        ("0.1.9", "clas-core (>=0.1,<0.2)", True),
        ("1.0", "clas-core==1.0.0", True),
        ("0.1.0", "clas-core", None),
        ("0.1.0", "clas-core~=0.1", None),
    ],
)
def test_the_range_of_the_core_is_read(version: str, requirement: str, fits: bool | None) -> None:
    assert satisfies(version, requirement) is fits


def test_a_core_outside_the_range_blocks(referential_2025: Referential) -> None:
    readiness = department_readiness(_known("vosges"), YEAR, referential_2025, "0.2.0", TODAY)
    assert (_item(readiness, "core").state, readiness.verdict) == ("blocked", "blocked")


def test_the_nation_is_ready_with_published_figures_in_force_alone(
    referential_2025: Referential, referential_2024: Referential
) -> None:
    assert national_readiness(YEAR, referential_2025, TODAY).verdict == "ready"
    expected = national_readiness(YEAR.previous, referential_2024, TODAY)
    assert {each.id for each in expected.missing} == {"status", "figures", "bonuses", "criteria"}
    assert national_readiness(YEAR.next, None, TODAY).verdict == "blocked"


@pytest.mark.parametrize("today", [date(2025, 3, 1), date(2025, 6, 10), TODAY])
@pytest.mark.parametrize("slug", ["aube", "la_reunion", "meuse", "vosges"])
def test_nothing_waits_since_a_day_to_come_or_a_day_that_is_not_explained(
    referential_2025: Referential, slug: str, today: date
) -> None:
    readiness = _of(replace(_known(slug), people=People(), open_before=1), referential_2025, today=today)
    for each in readiness.missing:
        assert each.actor in ACTORS
        assert each.since is None or (each.since <= today and each.because)
        assert each.before is None or each.before > today


def test_a_mail_tells_what_is_missing_and_a_document_all_of_it(referential_2025: Referential) -> None:
    aube, vosges = (_of(_known(slug), referential_2025) for slug in ("aube", "vosges"))
    subject, text = readiness_mail(YEAR, aube)
    assert subject == "Préparation de l'année Clas 2025-2026 : 3 points à traiter"
    assert "- Clôture : Pas encore au jour : avant l'été. C'est à faire par la personne responsable" in text
    nation = national_readiness(YEAR, referential_2025, TODAY)
    document = readiness_document(YEAR, nation, [aube, vosges])
    assert [each.id for each in document.sections] == ["en-bref", "manque-aube"]
    rows = readiness_rows(nation, [aube, vosges])
    assert len(rows) == sum(len(each.items) for each in (nation, aube, vosges))
    assert readiness_json(aube)["verdict"] == "not_yet"


def test_a_department_that_misses_nothing_waits_for_the_rules_of_the_nation() -> None:
    readiness = _of(_known("vosges"), None)
    assert (list(readiness.missing), readiness.verdict) == ([], "blocked")


def test_each_figure_and_question_to_confirm_is_a_point_with_its_place_alike_everywhere(tmp_path: Path) -> None:
    shipped = ReferentialLibrary.load().get(YEAR)
    data = Path(str(files("clas_core.national"))) / "data"
    rules, asked = ((data / each / "2025-2026.toml").read_text("utf-8") for each in ("", "questions"))
    made = draft_year(shipped, YEAR.next, rules, asked, on=date(2026, 3, 2), by="Cnaf")
    draft = referential_of_texts(made.rules, made.questions, name="2026-2027.toml")
    nation = national_readiness(YEAR.next, draft, TODAY)
    points = {each.id: {one.place: one for one in each.points} for each in nation.items}
    assert {"ps.rate", "bonuses.children", "thresholds.convention"} < points["figures"].keys()
    assert len(points["figures"]) + len(points["questions"]) == made.to_confirm
    assert "criteria.group.children" in points["criteria"]
    assert points["figures"]["ps.rate"].since == date(2026, 11, 21)
    (told,) = [each for each in readiness_json(nation)["items"] if each["id"] == "questions"]
    assert told["state"] == "waiting"
    assert told["told"].startswith("Encore à confirmer : ")
    assert told["told"].endswith(f" et {len(points['questions']) - 8} autres.")
    assert [each["actor"] for each in told["points"]] == ["national"] * len(points["questions"])
    places = [each["place"] for each in told["points"]]
    rows = [each[1] for each in readiness_rows(nation, []) if each[1].startswith("Les questions confirmées : ")]
    assert rows == [f"Les questions confirmées : {each}" for each in places]
    _, mail = readiness_mail(YEAR.next, nation)
    assert [each for each in places if f"  - {each} : " in mail] == places[:20]
    assert f"  - et {len(places) - 20} autres, sur la page « Préparation »" in mail
    confirmed = confirm(made.rules, made.questions, ["ps"], source=None, on=date(2026, 5, 1))
    after = national_readiness(YEAR.next, referential_of_texts(*confirmed[:2], name="x"), TODAY)
    assert "ps.rate" not in {each.place for each in _item(after, "figures").points}


def test_what_a_department_has_to_confirm_is_told_line_by_line(referential_2025: Referential) -> None:
    found = (
        Found("left.comment", "warning", (), "Une valeur attend.", file="ain/2025-2026.toml", line=8),
        Found("unknown.gap", "remark", (), "Non communiqué."),
    )
    known = replace(_known("vosges"), report=Report(found))
    (point,) = _item(_of(known, referential_2025), "check").points
    assert (point.place, point.label, bool(point.since)) == ("ain/2025-2026.toml:8", "Une valeur attend.", True)
    assert "ain/2025-2026.toml:8 : Une valeur attend." in readiness_mail(YEAR, _of(known, referential_2025))[1]
