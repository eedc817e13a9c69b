"""What the file of a call leaves open, the head of its service states: dated, traced, sealed with what is deposited."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import vobject
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bench.samples import content
from clas_api.services.committees.sessions import AskedSession, plan_session
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.rules.amending import amend_campaign
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.rules.sealed_rules import sealed_campaign
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AmendmentRow, AuditEntry, DossierVersion, KeptRules, OutgoingMail
from clas_core.committees.bodies import bodies_of
from clas_core.departments import DepartmentRegistry
from clas_core.departments.amendment_text import request_schema
from clas_core.errors import InvalidInput, OutOfTime
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, Site
from tests.stages import Stages

CALL = "/api/v1/departments/marne/campaigns/2025-2026"
PAGE = "/espace/departements/marne/avenants/2025-2026"
HEAD = {"kind": "head", "department": "marne"}
AGENT = {"kind": "agent", "department": "marne"}
COMMITTEES = """
[[committees]]
id = "technical"
kind = "technical"
label = "Comité technique"
members = ["caf"]
source = "note"
[[calendar.events]]
kind = "committee"
when = "2025-09"
title = "Comité technique"
"""
SOURCE = "Délibération du 12 juin 2025"


@pytest.fixture
def site(make_app: Callable[..., Flask], make_department: MakeDepartment, stages: Stages, database_url: str) -> Site:
    registry = DepartmentRegistry(
        [make_department("marne", "51", '"Marne"', dates="opens = 2025-05-26", more=COMMITTEES)]
    )
    return Site(make_app(database_url=database_url, today=NOW, registry=registry, own=True), database_url, stages)


def amend(site: Site, **stated: Any) -> tuple[AmendmentRow, bool]:
    """State something as the head of the service."""
    site.person("head", HEAD)
    asked = request_schema().load({"source": SOURCE, **stated})
    with site.app.test_request_context():
        return amend_campaign(site.context("head"), "marne", "2025-2026", asked)


def test_an_announced_call_opens_when_its_closing_day_is_stated(site: Site) -> None:
    browser, client = site.person("alex"), site.app.test_client()
    address = site.dossier("alex", site.porteur("alex"), content())
    with site.app.test_request_context(), pytest.raises(OutOfTime):
        deposit(site.context("alex"), UUID(address.rpartition("/")[2]))
    before = client.get(CALL).get_json()["digest"]
    assert amend(site, closes="2025-08-18")[1]
    (named,) = client.get("/api/v1/departments/marne").get_json()["campaigns"]
    assert (named["state"], named["closes"], named["days_left"]) == ("open", "2025-08-18", 48)
    call = client.get(CALL).get_json()
    assert call["digest"] != before
    assert call["amendments"] == [{"stated_on": "2025-07-01", "source": SOURCE, "closes": "2025-08-18"}]
    for page in ("/", "/departements/marne/2025-2026", "/departements/marne/2025-2026/deposer"):
        assert "18 août 2025" in client.get(page).text, page
    note = client.get(f"{CALL}/framing-note.md").text
    assert SOURCE in note
    assert "clôture" in client.get(f"{CALL}/calendar.ics").text
    assert "18 août 2025" in browser.open(address).text
    with site.app.test_request_context():
        key = UUID(address.rpartition("/")[2])
        assert deposit(site.context("alex"), key)["receipt"]
    with site.app.test_request_context():
        context = site.context("alex")
        open_session(context.session, EVERYTHING)
        version = context.session.scalars(select(DossierVersion)).one()
        assert version.campaign_digest == call["digest"]
        kept = context.session.get_one(KeptRules, version.campaign_digest)
        assert "closes = 2025-08-18" in kept.text
    # A later amendment changes the call, and nothing of what was deposited under the one before.
    amend(site, closes="2025-09-01", source="Arrêté du 1er juillet 2025")
    assert client.get(CALL).get_json()["calendar"]["closes"] == "2025-09-01"
    with site.app.test_request_context():
        context = site.context("alex")
        open_session(context.session, EVERYTHING)
        sealed = sealed_campaign(context, version.campaign_digest, "2025-2026", "marne")
        assert sealed.calendar.closes == date(2025, 8, 18)


def test_everything_that_is_open_is_stated_at_once_and_shown(site: Site) -> None:
    amend(
        site,
        bilan_due="2026-09-30",
        decides="technical",
        envelopes=[{"kind": "ps", "amount": "100000.00"}],
        advances=[{"share": "0.7", "on": "2025-10-15"}, {"share": "0.125", "on": "2025-12-15"}],
        contacts=[{"institution": "caf", "role": "Secrétariat", "phone": "03 26 79 15 41"}],
        sessions=[{"title": "comité technique", "on": "2025-09-16", "place": "Reims"}],
    )
    client = site.app.test_client()
    call = client.get(CALL).get_json()
    assert [(each["kind"], each["amount"]) for each in call["envelopes"]] == [("ps", "100000.00")]
    assert [(each["share"], each["on"]) for each in call["advances"]] == [
        ("0.70", "2025-10-15"),
        ("0.125", "2025-12-15"),
    ]
    assert [each["decides"] for each in call["committees"]] == [True]
    assert [(each["when"], each["place"]) for each in call["calendar"]["events"]] == [("2025-09-16", "Reims")]
    assert SOURCE in call["envelopes"][0]["source"]
    page = client.get("/departements/marne/2025-2026").text
    for told in ("30 septembre 2026", "03 26 79 15 41", "16 septembre 2025", "100 000,00", "70 %", SOURCE):
        assert told in page.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " "), told
    assert "bilan à déposer" in client.get(f"{CALL}/calendar.ics").text


@pytest.mark.parametrize(
    ("dates", "stated", "place", "said"),
    [
        ("closes = 2025-08-18", {"closes": "2025-09-01"}, "closes", "Le fichier dit que l'appel se clôt le 18 août"),
        ('closes = "2025-08"', {"closes": "2025-09-01"}, "closes", "en août 2025"),
        ("opens = 2025-07-10", {"closes": "2025-07-09"}, "closes", "L'appel ouvre le 10 juillet 2025"),
        ("", {"closes": "2025-06-30"}, "closes", "Ce jour est passé"),
        ("", {"closes": "2026-09-01"}, "closes", "se termine le 31 août 2026"),
        ("", {"bilan_due": "2025-08-31"}, "bilan_due", "se dépose du 1er septembre 2025"),
        ("", {"decides": "steering"}, "decides", "connues : technical"),
        ("", {"advances": [{"share": "0.7", "on": "2027-01-01"}]}, "advances.0.on", "avant la fin de 2026"),
        (
            "",
            {"advances": [{"share": "0.7", "on": "2025-10-01"}, {"share": "0.4", "on": "2025-11-01"}]},
            "advances",
            "110",
        ),
        ("", {"contacts": [{"institution": "msa", "role": "Conseil"}]}, "contacts.0.institution", "connues : caf"),
        ("", {"sessions": [{"title": "Comité technique", "on": "2025-10-01"}]}, "sessions.0.on", "septembre 2025"),
        ("", {"sessions": [{"title": "Autre", "on": "2035-10-01"}]}, "sessions.0.on", "a lieu du"),
        ("", {}, "", "dit au moins une chose"),
    ],
)
def test_neither_the_file_nor_the_nation_is_contradicted(
    make_app: Callable[..., Flask],
    make_department: MakeDepartment,
    stages: Stages,
    lend_database: Callable[[str], str],
    dates: str,
    stated: dict[str, Any],
    place: str,
    said: str,
) -> None:
    registry = DepartmentRegistry([make_department("marne", "51", '"Marne"', dates=dates, more=COMMITTEES)])
    url = lend_database("sqlite")
    site = Site(make_app(database_url=url, today=NOW, registry=registry, own=True), url, stages)
    with pytest.raises(InvalidInput) as refused:
        amend(site, **stated)
    (problem,) = refused.value.problems
    assert ".".join(map(str, problem.path)) == place
    assert said in problem.message


def test_what_the_file_comes_to_say_sets_the_amendment_aside(
    site: Site, make_app: Callable[..., Flask], make_department: MakeDepartment
) -> None:
    amend(site, closes="2025-08-18", bilan_due="2026-09-30")
    registry = DepartmentRegistry([make_department("marne", "51", '"Marne"', dates="closes = 2025-07-31")])
    later = make_app(database_url=site.database_url, today=NOW, registry=registry, own=True).test_client()
    call = later.get(CALL).get_json()
    assert call["calendar"]["closes"] == "2025-07-31"
    assert "30 septembre 2026" in later.get("/departements/marne/2025-2026").text


def test_it_is_traced_written_once_and_the_same_sent_twice_is_one(site: Site) -> None:
    row, new = amend(site, closes="2025-08-18")
    again, anew = amend(site, closes="2025-08-18")
    assert (new, anew, again.id) == (True, False, row.id)
    with site.app.test_request_context():
        session = database.session
        open_session(session, EVERYTHING, writing=False)
        told = [each for each in session.scalars(select(AuditEntry.entry)) if '"campaign.amended"' in each]
        assert len(told) == 1
        session.rollback()
        for change in ("DELETE FROM amendments", "UPDATE amendments SET number = 2"):
            with suppress(DBAPIError):  # on PostgreSQL nobody sees a row to change
                session.connection().exec_driver_sql(change)
                session.commit()
            session.rollback()
        assert session.scalars(select(AmendmentRow.number)).all() == [1]


def test_it_is_the_heads_alone_by_json_and_by_its_page(site: Site) -> None:
    agent, head = site.person("agent", AGENT), site.person("head", HEAD)
    assert "responsable du service" in agent.open(PAGE).text
    assert (
        agent.client.post(PAGE, data={"source": SOURCE}, headers={"Sec-Fetch-Site": "same-origin"}).status_code >= 400
    )
    page = head.open(PAGE)
    assert "annoncé" in page.text
    typed: dict[str, str | list[str]] = {
        "source": SOURCE,
        "closes": "18/08/2025",
        "envelopes/0/amount": "100 000,00",
        "advances/1/share": "70 %",
        "advances/1/on": "15/10/2025",
    }
    head.submit("amend", {**typed, "advances/1/on": "demain"})
    assert head.status == 422
    assert "Écrivez une date" in head.text
    assert "100 000,00" in head.text
    head.submit("amend", {"advances/1/share": "beaucoup"})
    assert "Écrivez un pourcentage" in head.text
    head.submit("amend", typed)
    assert head.status == 200
    assert "avenant n° 1" in head.text
    assert "Acompte de 70" in head.text
    call = site.app.test_client().get(CALL).get_json()
    assert call["amendments"] == [
        {
            "stated_on": "2025-07-01",
            "source": SOURCE,
            "closes": "2025-08-18",
            "envelopes": [{"kind": "ps", "amount": "100000.00"}],
            "advances": [{"share": "0.7", "on": "2025-10-15"}],
        }
    ]


def _mails(site: Site) -> list[OutgoingMail]:
    with site.app.test_request_context():
        open_session(database.session, EVERYTHING)
        return list(database.session.scalars(select(OutgoingMail).order_by(OutgoingMail.recipient)))


def test_whoever_waits_for_the_closing_day_is_told_it_once(site: Site) -> None:
    site.person("alex")
    address = site.dossier("alex", site.porteur("alex"), content())
    site.person("head", HEAD)
    site.person("elsewhere", {"kind": "head", "department": "seine_et_marne"})
    amend(site, bilan_due="2026-09-30")
    before = {each.id for each in _mails(site)}
    amend(site, closes="2025-08-18")
    told = [each for each in _mails(site) if each.id not in before]
    assert {each.recipient for each in told} >= {"alex@clas.example", "head@clas.example"}
    assert "elsewhere@clas.example" not in {each.recipient for each in told}
    assert len({each.recipient for each in told}) == len(told)
    assert {each.subject for each in told} == {"Appel Clas 2025-2026 : clôture le 18 août 2025"}
    by_address = {each.recipient: each.body for each in told}
    own = by_address["alex@clas.example"]
    assert "peut l'être dès maintenant.\n\nVotre dossier : http" in own
    assert own.endswith(f"{address}\n")
    assert "un dossier en tout" in by_address["head@clas.example"]
    amend(site, closes="2025-09-01", source="Arrêté du 1er juillet 2025")
    assert len(_mails(site)) == len(before) + len(told), "another closing day is no opening"


def test_the_body_of_a_department_whose_file_describes_none_may_be_said_to_decide(
    make_app: Callable[..., Flask],
    make_department: MakeDepartment,
    stages: Stages,
    lend_database: Callable[[str], str],
) -> None:
    url = lend_database("sqlite")
    registry = DepartmentRegistry([make_department("marne", "51", '"Marne"')])
    site = Site(make_app(database_url=url, today=NOW, registry=registry, own=True), url, stages)
    with pytest.raises(InvalidInput, match="departmental"):
        amend(site, decides="technical")
    head = site.person("head", HEAD).open(PAGE)
    assert ">Comité départemental</option>" in head.html
    head.submit("amend", {"source": SOURCE, "decides": "departmental"})
    assert "Instance qui décide : Comité départemental." in head.text
    with site.app.test_request_context():
        context = site.context("head")
        _, campaign = find_call(context, "marne", "2025-2026")
        (body,) = bodies_of(campaign).values()
        assert (body.id, body.decides) == ("departmental", True)
        asked = AskedSession(body="departmental", held_on=date(2025, 9, 16), place="Reims", decides=False)
        with pytest.raises(InvalidInput, match="cette instance décide"):
            plan_session(context, "marne", "2025-2026", asked)


def test_several_contacts_and_sessions_with_their_hours_are_stated_at_once(site: Site) -> None:
    head = site.person("head", HEAD).open(PAGE)
    typed: dict[str, str | list[str]] = {"source": SOURCE}
    for rank, role in enumerate(("Secrétariat", "Conseil", "Accueil")):
        typed |= {f"contacts/{rank}/institution": "caf", f"contacts/{rank}/role": role}
        typed |= {f"contacts/{rank}/hours": "le mardi"}
    for rank, day in enumerate(("16/09/2025", "07/10/2025", "18/11/2025", "09/12/2025")):
        typed |= {f"sessions/{rank}/title": f"Séance {rank}", f"sessions/{rank}/on": day}
    head.submit("amend", {**typed, "sessions/1/at": "midi"})
    assert head.status == 422
    assert "Une heure est attendue" in head.text
    head.submit("amend", {**typed, "sessions/1/at": "14 h 30"})
    assert head.status == 200, head.text
    call = site.app.test_client().get(CALL).get_json()
    assert [each["role"] for each in call["contacts"]] == ["Secrétariat", "Conseil", "Accueil"]
    assert {each["hours"] for each in call["contacts"]} == {"le mardi"}
    whens = [each["when"] for each in call["calendar"]["events"] if each["title"].startswith("Séance")]
    assert whens == ["2025-09-16", "2025-10-07T14:30:00+02:00", "2025-11-18", "2025-12-09"]
    assert "7 octobre 2025 à 14 h 30" in head.text


def test_hostile_words_stay_words(site: Site) -> None:
    """What is stated becomes text of a file of TOML: none of it becomes a table."""
    hostile = 'x"\n[[amendments]]\ncloses = 2025-08-01 # \\ \x7f ” }] \u2028'
    amend(site, source=hostile, contacts=[{"institution": "caf", "role": hostile, "name": '"""}]'}])
    call = site.app.test_client().get(CALL).get_json()
    (stated,) = call["amendments"]
    assert call["calendar"]["closes"] is None
    assert "[[amendments]]" in stated["source"]
    assert stated["contacts"][0]["name"] == '"""}]'
    assert json.dumps(call)


def test_the_agenda_of_a_call_follows_a_day_that_is_moved_twice(site: Site) -> None:
    def closing() -> tuple[str, str, int]:
        answer = site.app.test_client().get(f"{CALL}/calendar.ics")
        (found,) = [each for each in vobject.readOne(answer.text).vevent_list if "clôture" in each.summary.value]
        return found.uid.value, found.dtstart.value.isoformat(), int(found.sequence.value)

    told = []
    for day in ("2025-08-18", "2025-08-25", "2025-08-25"):
        amend(site, closes=day)
        told.append(closing())
    assert [each[1] for each in told] == ["2025-08-18", "2025-08-25", "2025-08-25"]
    assert len({each[0] for each in told}) == 1, "the same event, wherever it goes"
    assert told[0][2] < told[1][2] == told[2][2]


def test_a_payment_that_is_not_made_any_more_is_struck_out(site: Site) -> None:
    amend(site, advances=[{"share": "0.3", "on": "2026-01-15"}, {"share": "0.2", "on": "2026-03-15"}])
    amend(site, advances=[{"share": "0.3", "on": "2026-02-15"}])
    calendar = vobject.readOne(site.app.test_client().get(f"{CALL}/calendar.ics").text)
    paid = [each for each in calendar.vevent_list if "Acompte" in each.summary.value]
    assert [(each.dtstart.value.isoformat(), each.status.value) for each in paid] == [
        ("2026-02-15", "CONFIRMED"),
        ("2026-03-15", "CANCELLED"),
    ]
