"""Two calls of one year: what is about a call is of that call alone, what is about the year sums them.

By hand, as everywhere in this folder: the dossier of `neighbour51` is worth 4 944,70 €, of which 4 615,70 € of Ps. It
asks for the same again in January, where the envelope of the Ps is 6 000,00 €: enough for one of them, not for both.
"""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail, ReceiptRank
from clas_core.departments import DepartmentRegistry, campaign_of_text
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.year.calls import JANUARY, SECOND, TITLE, Calls, told
from tests.api.year.conftest import MORE
from tests.browsing import Browser, signed_in
from tests.casts import of_a_year
from tests.certified import certified_amounts
from tests.stages import Stages


@pytest.fixture
def app(make_app: MakeApp, lend_database: LendDatabase, kind: str, make_department: MakeDepartment) -> Flask:
    marne = make_department("marne", "51", '"Marne"', more=MORE)
    both = marne.with_campaign(campaign_of_text(SECOND, "marne", name=f"{JANUARY}.toml"))
    app = make_app(registry=DepartmentRegistry([both]), database_url=lend_database(kind, empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def calls(app: Flask, stages: Stages) -> Calls:
    """Return both dossiers, decided by a session of each call."""
    return told(app, stages, "closed")


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("&#39;", "'")


def test_a_dossier_a_call_is_begun_by_the_name_of_the_call(app: Flask, stages: Stages) -> None:
    world = stages.put_back(app, "closed", of_a_year("approved"))
    asked = {"department": "marne", "porteur": world.neighbour}

    def start(status: int, **more: Any) -> Any:
        answer = world.ask("neighbour51", "POST", "/dossiers", {**asked, **more})
        assert answer.status_code == status, answer.text
        return answer.get_json()

    begun = start(201, call=JANUARY, copy_from=world.draft)
    assert (begun["school_year"], begun["call"]) == ("2025-2026", JANUARY)
    assert start(200, call=JANUARY, school_year="2025-2026")["id"] == begun["id"]
    assert start(200, school_year="2025-2026")["id"] == start(200, call="2025-2026")["id"] == world.draft
    both = [(each["path"], each["message"]) for each in _problems(start(422))]
    assert both == [("/school_year", "Ce champ est obligatoire.")]
    (wrong,) = _problems(start(422, call=JANUARY, school_year="2024-2025"))
    assert wrong["path"] == "/call"
    assert "Appels connus : 2025-2026, 2025-2026-janvier" in start(404, call="2025-2026-mars")["detail"]


def _problems(answer: Any) -> list[dict[str, str]]:
    return [{"path": each["pointer"], "message": each["detail"]} for each in answer["errors"]]


def test_receipts_follow_one_another_through_the_calls_of_a_year(calls: Calls) -> None:
    receipts = [
        calls.main.ask("agent51", "GET", f"//dossiers/{key}").get_json()["receipt"]
        for key in (calls.world.deposited, calls.main.dossier, calls.second.dossier)
    ]
    assert receipts == ["51-2025-00001", "51-2025-00002", "51-2025-00003"]
    for each in (calls.main, calls.second):
        assert certified_amounts(each.app, each.dossier) == {"estimated": "4944.70", "granted": "4944.70"}
    with calls.second.app.app_context():
        open_session(database.session, EVERYTHING)
        (rank,) = database.session.scalars(select(ReceiptRank))
        assert (rank.school_year, rank.last) == ("2025-2026", 3)


def test_a_list_is_of_a_year_or_of_a_call(calls: Calls) -> None:
    def listed(query: str) -> list[str]:
        items = calls.main.ask("agent51", "GET", f"//dossiers?department=marne&{query}").get_json()["items"]
        return sorted(each["receipt"][-1] for each in items)

    assert listed("school_year=2025-2026") == ["1", "2", "3"]
    assert listed("call=2025-2026") == ["1", "2"]
    assert listed(f"call={JANUARY}") == ["3"]
    assert listed(f"call={JANUARY}&school_year=2025-2026") == ["3"]
    sessions = {
        query: [
            each["call"]
            for each in calls.main.ask("agent51", "GET", f"//departments/marne/sessions?{query}").get_json()["items"]
        ]
        for query in ("year=2025-2026", f"call={JANUARY}", "call=2025-2026")
    }
    assert {key: sorted(found) for key, found in sessions.items()} == {
        "year=2025-2026": ["2025-2026", JANUARY],
        f"call={JANUARY}": [JANUARY],
        "call=2025-2026": ["2025-2026"],
    }


def test_a_session_counts_the_envelope_of_its_own_call(calls: Calls) -> None:
    found = calls.main.ask("agent51", "GET", f"//departments/marne/sessions?call={JANUARY}").get_json()["items"]
    (session,) = found
    matrix = calls.main.ask("agent51", "GET", f"//sessions/{session['id']}/matrix.json").get_json()
    (ps,) = [each for each in matrix["envelopes"] if each["kind"] == "ps"]
    assert (ps["amount"], ps["before"], ps["session"], ps["left"]) == ("6000.00", "0.00", "4615.70", "1384.30")
    assert matrix["call_title"] == TITLE
    minutes = calls.main.ask("agent51", "GET", f"//sessions/{session['id']}/minutes.md").text
    assert TITLE in minutes


def test_a_dossier_of_another_call_is_not_put_on_the_agenda(calls: Calls) -> None:
    made = calls.main.ask(
        "agent51",
        "POST",
        "//departments/marne/sessions",
        {"call": JANUARY, "body": "departmental", "held_on": "2025-07-01", "place": "Caf"},
    )
    assert (made.status_code, made.get_json()["call"]) == (201, JANUARY)
    path = f"//sessions/{made.get_json()['id']}/agenda"
    put = calls.main.ask("agent51", "PUT", path, {"dossiers": [calls.world.deposited]}, match=1)
    assert put.status_code == 422
    assert "n'est pas de l'appel" in put.text


def test_statistics_of_the_year_count_both_calls(calls: Calls) -> None:
    counted = calls.main.ask("head51", "GET", "//departments/marne/statistics/2025-2026").get_json()
    assert (counted["retained"]["dossiers"], counted["retained"]["groups"]) == (2, 4)
    assert counted["retained"]["approved"] == "9889.40"
    assert counted["retained"]["porteurs"] == 1
    assert "marne.since_january" in {each["question"] for each in counted["answers"]}
    page = calls.main.ask("head51", "GET", f"//departments/marne/statistics/{JANUARY}")
    assert page.status_code == 404, "statistics are of a year"


def test_advances_are_those_of_the_call_and_the_convention_of_the_year(calls: Calls) -> None:
    for year in (calls.main, calls.second):
        assert year.step("agent51", "/notification").status_code == 201
        assert year.step("agent51", "/beginning", {}).status_code == 200
    amounts = [
        [each["amount"] for each in year.ask("agent51", "GET", "/payments").get_json()["payments"]]
        for year in (calls.main, calls.second)
    ]
    assert amounts == [["2472.35", "1646.59"], ["1236.18"]]


def test_whoever_studies_is_told_of_groups_that_are_asked_for_twice(app: Flask, stages: Stages) -> None:
    calls = told(app, stages, "instructed")
    (again,) = calls.second.ask("agent51", "GET", "/comparison").get_json()["twice"]
    assert (again["dossier"], again["call"]) == (calls.main.dossier, "2025-2026")
    assert {each["label"] for each in again["groups"]} == {"CE2-CM1", "6e"}
    (other,) = calls.main.ask("agent51", "GET", "/comparison").get_json()["twice"]
    assert other["dossier"] == calls.second.dossier
    assert calls.main.ask("agent51", "GET", f"//dossiers/{calls.world.deposited}/comparison").get_json()["twice"] == []


def test_what_was_refused_in_a_call_is_not_asked_for_twice_in_another(app: Flask, stages: Stages) -> None:
    calls = told(app, stages, "closed", end="refused")
    assert calls.main.ask("agent51", "GET", "/comparison").get_json()["twice"] == []


def test_documents_and_mails_name_the_call(calls: Calls) -> None:
    client = calls.world.client
    for kind in ("call", "framing-note"):
        assert TITLE in client.get(f"/api/v1/departments/marne/campaigns/{JANUARY}/{kind}.md").text
        assert TITLE not in client.get(f"/api/v1/departments/marne/campaigns/2025-2026/{kind}.md").text
    ics = client.get(f"/api/v1/departments/marne/campaigns/{JANUARY}/calendar.ics")
    assert "Seconde session" in ics.text
    calls.second.step("agent51", "/notification")
    with calls.second.app.app_context():
        open_session(database.session, EVERYTHING)
        bodies = [each.body for each in database.session.scalars(select(OutgoingMail)) if "décision" in each.subject]
    assert f"le dossier Clas {TITLE} n° 51-2025-00003" in bodies[-1]


def test_amounts_are_estimated_by_the_call_that_is_named(calls: Calls) -> None:
    asked = {"department": "marne", "groups": [{"label": "CE2", "children": 10, "running_costs": "9000.00"}]}
    said = calls.world.client.post("/api/v1/estimates", json={**asked, "call": JANUARY}).get_json()
    assert (said["school_year"], said["call"], said["total"]) == ("2025-2026", JANUARY, "2800.70")
    main = calls.world.client.post("/api/v1/estimates", json={**asked, "school_year": "2025-2026"}).get_json()
    assert "call" not in main


def test_an_amendment_is_of_its_call(calls: Calls) -> None:
    path = f"//departments/marne/campaigns/{JANUARY}/amendments"
    stated = {"source": "Courrier du 1er juillet 2025", "bilan_due": "2026-10-30"}
    assert calls.main.ask("head51", "POST", path, stated).status_code == 201
    told = [
        calls.main.ask("head51", "GET", f"//departments/marne/campaigns/{name}").get_json()["amendments"]
        for name in ("2025-2026", JANUARY)
    ]
    assert [len(each) for each in told] == [0, 1]


def test_more_time_is_granted_for_a_call(calls: Calls) -> None:
    granted = {"porteur": calls.world.porteur, "until": "2026-01-20", "reason": "Grève du courrier."}
    path = f"//departments/marne/campaigns/{JANUARY}/extensions"
    assert calls.main.ask("agent51", "POST", path, granted).status_code == 201
    found = [
        calls.main.ask("agent51", "GET", f"//departments/marne/campaigns/{name}/extensions").get_json()["extensions"]
        for name in ("2025-2026", JANUARY)
    ]
    assert [len(each) for each in found] == [0, 1]


def test_each_key_is_a_dossier_of_its_own(calls: Calls) -> None:
    assert UUID(calls.main.dossier) != UUID(calls.second.dossier)
    deposited = calls.second.ask("neighbour51", "GET", "/versions/1").get_json()
    sealed = calls.world.client.get(f"/api/v1/departments/marne/campaigns/{JANUARY}").get_json()["digest"]
    assert deposited["campaign_digest"] == sealed


def _browser(calls: Calls, who: str) -> Browser:
    return Browser(signed_in(calls.second.app, calls.world.accounts[who]))


def test_the_pages_of_the_public_offer_both_calls(calls: Calls) -> None:
    client = calls.world.client
    home, department = _plain(client.get("/").text), _plain(client.get("/departements/marne").text)
    for page in (home, department):
        assert f"Appel {TITLE}" in page
        assert f"/departements/marne/{JANUARY}/deposer" in page
    call = _plain(client.get(f"/departements/marne/{JANUARY}").text)
    assert f"Clas : appel à projets, Marne, {TITLE}" in call
    assert f"/api/v1/departments/marne/campaigns/{JANUARY}/call.pdf" in call
    simulated = f"/simulateur?department=marne&year={JANUARY}&g0-label=A&g0-children=10&g0-costs=9000&action=compute"
    assert "2 800,70 €" in _plain(client.get(simulated).text)


def test_a_porteur_begins_and_reads_each_dossier_by_the_name_of_its_call(app: Flask, stages: Stages) -> None:
    world = stages.put_back(app, "closed", of_a_year("approved"))
    browser = Browser(signed_in(app, world.accounts["neighbour51"]))
    home = _plain(browser.open("/espace").text)
    assert f"Marne {TITLE}" in home
    browser.open(f"/departements/marne/{JANUARY}/deposer").send("start")
    assert f"Dossier Clas {TITLE}" in _plain(browser.text)
    again = _plain(browser.open("/espace").text)
    assert "Porteur 552, 2025-2026</a>" in again
    assert f"Porteur 552, {TITLE}</a>" in again


def test_the_pages_of_the_caf_are_of_one_call_and_lead_to_the_others(calls: Calls) -> None:
    browser = _browser(calls, "agent51")
    for page in ("dossiers", "seances", "suivi", "statistiques"):
        shown = _plain(browser.open(f"/espace/caf/marne/{JANUARY}/{page}").text)
        assert f"appel {TITLE}" in shown
        assert f'href="/espace/caf/marne/2025-2026/{page}"' in shown
    assert "51-2025-00003" in browser.open(f"/espace/caf/marne/{JANUARY}/dossiers").text
    main = browser.open("/espace/caf/marne/2025-2026/dossiers").text
    assert "51-2025-00002" in main
    assert "51-2025-00003" not in main
    assert "tous ses appels ensemble" in browser.open(f"/espace/caf/marne/{JANUARY}/statistiques").text
    listed = browser.open(f"/espace/departements/marne/dossiers?appel={JANUARY}").text
    assert "51-2025-00003" in listed
    assert "51-2025-00002" not in listed
    assert f"Dossiers, Marne {TITLE}" in _plain(browser.open(f"/espace/caf/dossiers/{calls.second.dossier}").text)
    assert f'<a href="/espace/caf/marne/{JANUARY}/dossiers">{TITLE}</a>' in browser.open("/espace").text
    reader = _browser(calls, "committee51").open("/espace").text
    assert f'<a href="/espace/departements/marne/dossiers?appel={JANUARY}">{TITLE}</a>' in reader


def test_whoever_studies_reads_that_a_group_is_asked_for_twice(app: Flask, stages: Stages) -> None:
    calls = told(app, stages, "instructed")
    page = _plain(_browser(calls, "agent51").open(f"/espace/caf/dossiers/{calls.second.dossier}/etude").text)
    assert "Demandé deux fois." in page
    assert "51-2025-00002" in page
