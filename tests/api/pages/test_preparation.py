"""The national team sees how ready a year is and writes to whoever must act; a head sees its own department alone."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from clas_api.store.models import AuditEntry, OutgoingMail
from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.departments.names import NAMES, usual_slug
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.casts import SMALL
from tests.readings import Asked, expect_few_statements, expect_one_reading
from tests.stages import Stages, World

HOME = "/espace/nation/preparation"
YEAR = "2025-2026"


@pytest.fixture
def world(small_world: Callable[[str], World], kind: str) -> World:
    return small_world(kind)


def _told(browser: Browser) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.text)).replace("\u00a0", " ").replace("\u202f", " ")


def test_pages_of_the_preparation_are_one_reading_and_sound(world: World, one_reading: list[tuple[str, Asked]]) -> None:
    national = world.browser("national")
    for path in ("", f"?annee={YEAR}", f"?annee={YEAR}&qui=integrator", "?annee=2040-2041", f"/{YEAR}/courriels"):
        national.open(HOME + path)
        assert national.status == 200, path
        assert _faults(national.response) == [], path
    head = world.browser("head51")
    head.open(f"/espace/departements/marne/preparation/{YEAR}")
    assert (head.status, _faults(head.response)) == (200, [])
    expect_few_statements(one_reading)
    expect_one_reading(one_reading)


def test_who_must_act_is_told_and_filtered(world: World) -> None:
    national = world.browser("national")
    told = _told(national.open(f"{HOME}?annee={YEAR}"))
    assert "Le greffon ne décrit aucun appel de 2025-2026" in told
    assert "Séances du comité : Pas encore au jour : septembre 2025." in told
    assert "bloqué" in told
    filtered = _told(national.open(f"{HOME}?annee={YEAR}&qui=integrator"))
    assert "Le greffon ne décrit aucun appel" in filtered
    assert "Séances du comité" not in filtered
    unknown = _told(national.open(f"{HOME}?annee=2040-2041"))
    assert "Aucun fichier de règles pour 2040-2041" in unknown
    assert national.open(f"{HOME}?annee=2025").status == 404


def test_a_head_sees_its_own_department_and_nobody_elses(world: World) -> None:
    head = world.browser("head51")
    told = _told(head.open(f"/espace/departements/marne/preparation/{YEAR}"))
    assert "Séances du comité" in told
    assert "Seine" not in told
    assert head.open(f"/espace/departements/seine_et_marne/preparation/{YEAR}").status == 404
    assert head.open(HOME).status == 403
    assert world.browser("agent51").open(f"/espace/departements/marne/preparation/{YEAR}").status == 403


def test_json_tells_a_head_its_own_line_and_the_nation_every_one(world: World) -> None:
    path = f"/readiness/{YEAR}"
    found = {who: [each["department"] for each in world.ask(who, "GET", path).json["departments"]] for who in _ASKING}
    assert found == _ASKING


_ASKING = {"national": ["marne", "seine_et_marne"], "head51": ["marne"], "head77": ["seine_et_marne"]}


def test_a_mail_asks_first_tells_its_department_alone_and_goes_once_a_week(world: World) -> None:
    national = world.browser("national")
    asked = _told(national.open(f"{HOME}/{YEAR}/courriels"))
    assert "Un courriel part à" in asked
    late = world.browser("national").open(f"{HOME}/{YEAR}/courriels")
    national.submit("write", {})
    assert "prévenu" in _told(national)
    late.submit("write", {})  # asked before the first, sent after it
    assert "avait déjà été envoyé" in _told(late)
    assert "Aucun département n'est à prévenir aujourd'hui" in _told(national.open(f"{HOME}/{YEAR}/courriels"))
    with world.app.app_context():
        from clas_api.store.database import EVERYTHING, database, open_session

        open_session(database.session, EVERYTHING)
        mails = database.session.scalars(select(OutgoingMail).where(OutgoingMail.subject.like("Préparation%"))).all()
        assert len(mails) == len({each.recipient for each in mails}) > 0
        for mail in mails:
            other = "Seine-et-Marne" if mail.department == "marne" else "Pour Marne"
            assert other not in mail.body
            assert f"/espace/departements/{mail.department}/preparation/{YEAR}" in mail.body
        kept = database.session.scalars(select(AuditEntry).where(AuditEntry.subject == "readiness")).all()
        assert {each.chain for each in kept} == {each.department for each in mails}
    again = _told(national.open(f"{HOME}/{YEAR}/courriels"))
    assert "un courriel est déjà parti il y a moins d'une semaine" in again


@pytest.fixture(scope="module")
def hundred_and_one(make_department: Callable[..., DepartmentPlugin]) -> DepartmentRegistry:
    """Return every department of France, each with a call of the year."""
    return DepartmentRegistry([make_department(usual_slug(name), code, f'"{name}"') for code, name in NAMES.items()])


def test_a_page_of_a_hundred_and_one_departments_asks_no_more_than_one_of_two(
    hundred_and_one: DepartmentRegistry,
    make_app: Callable[..., Flask],
    lend_database: Callable[..., str],
    stages: Stages,
    one_reading: list[tuple[str, Asked]],
) -> None:
    app = make_app(registry=hundred_and_one, database_url=lend_database("sqlite", empty=False), own=True)
    national = stages.put_back(app, "deposited", SMALL).browser("national")
    national.open(f"{HOME}?annee={YEAR}")
    assert national.status == 200
    assert len(re.findall(r'<tr id="departement-', national.html)) == 101
    assert "Tout est prêt dans 0 département sur 101" in _told(national)
    national.open(f"{HOME}/{YEAR}/courriels")
    assert "personne n'est responsable du service" in _told(national)
    expect_few_statements(one_reading)
    expect_one_reading(one_reading)
