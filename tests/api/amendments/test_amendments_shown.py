"""Amendments on their page, in mails and in the agenda: who may state them, who is told, what is struck out."""

import json
from collections.abc import Callable
from datetime import date

import pytest
import vobject
from flask import Flask
from sqlalchemy import select

from bench.samples import content
from clas_api.services.committees.sessions import AskedSession, plan_session
from clas_api.services.rules.kept_calls import find_call
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail
from clas_core.committees.bodies import bodies_of
from clas_core.departments import DepartmentRegistry
from clas_core.errors import InvalidInput
from tests.api.amendments.conftest import AGENT, CALL, HEAD, PAGE, SOURCE, amend
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, Site
from tests.stages import Stages


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
