"""What the file of a call leaves open, the head of its service states: dated, traced, sealed with what is deposited."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bench.samples import content
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.rules.sealed_rules import sealed_campaign
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AmendmentRow, AuditEntry, DossierVersion, KeptRules
from clas_core.departments import DepartmentRegistry
from clas_core.errors import InvalidInput, OutOfTime
from tests.api.amendments.conftest import CALL, COMMITTEES, SOURCE, amend
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, Site
from tests.stages import Stages


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
