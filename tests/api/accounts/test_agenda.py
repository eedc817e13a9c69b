"""The agenda of an account: its own days and no others, at an address that can be renewed, withdrawn and outlived."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import vobject
from flask import Flask
from ical.calendar_stream import IcsCalendarStream
from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AgendaAddress, BilanRow, Payment
from tests.api.pages.test_sound_html import _faults
from tests.casts import DEPOSITED, SMALL
from tests.readings import Asked, expect_few_statements
from tests.stages import Stages, World

PAGE = "/mon-compte/agenda"
GRANTED = replace(SMALL, parts=(replace(DEPOSITED, end="settled"), *SMALL.parts[1:]))


@pytest.fixture
def world(make_app: Callable[..., Flask], stages: Stages, database_url: str) -> World:
    return stages.put_back(make_app(database_url=database_url, today=SMALL.days.people), "deposited", SMALL)


def address(world: World, who: str) -> str:
    """Make the address of somebody's agenda, and return it as the page shows it."""
    browser = world.browser(who).open(PAGE)
    assert _faults(browser.response) == []
    assert _faults(browser.send("make").response) == []
    (found,) = re.findall("<code>http://127.0.0.1:8000(/agenda/[^<]+)</code>", browser.html)
    assert "no-store" in browser.response.headers["Cache-Control"]
    return str(found)


def read(world: World, path: str) -> dict[str, Any]:
    """Return the entries that an address gives, by title, as two libraries read them."""
    answer = world.app.test_client().get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert "Set-Cookie" not in answer.headers
    events = getattr(vobject.readOne(answer.text), "vevent_list", [])
    assert [each.summary for each in IcsCalendarStream.calendar_from_ics(answer.text).events] == [
        each.summary.value for each in events
    ]
    return {each.summary.value: each for each in events}


def test_a_draft_is_due_on_the_day_of_its_porteur_which_moves_when_more_time_is_granted(world: World) -> None:
    path = address(world, "neighbour51")
    (before,) = read(world, path).values()
    assert "clôture des dépôts" in before.summary.value
    assert before.dtstart.value.isoformat() == "2025-08-18"
    assert before.url.value == f"http://127.0.0.1:8000/espace/dossiers/{world.draft}"
    for day in ("2025-08-25", "2025-08-22"):
        asked = {"porteur": world.neighbour, "until": day, "reason": "Inondation."}
        answer = world.ask("agent51", "POST", "/departments/marne/campaigns/2025-2026/extensions", asked)
        assert answer.status_code == 201, answer.text
        (after,) = read(world, path).values()
        assert (after.uid.value, after.dtstart.value.isoformat()) == (before.uid.value, day)
        assert int(after.sequence.value) > int(before.sequence.value)
        before = after
    (theirs,) = read(world, address(world, "porteur51")).values() or (None,)
    assert theirs is None


def test_what_is_asked_is_due_until_it_is_answered(world: World) -> None:
    path = address(world, "porteur51")
    assert read(world, path) == {}, "what is deposited is due no more"
    dossier = f"/dossiers/{world.deposited}"
    version = {"If-Match": world.ask("agent51", "GET", dossier).headers["ETag"]}
    asked = {"text": "Les statuts.\r\nBEGIN:VEVENT", "due_on": "2025-07-10"}
    assert world.ask("agent51", "POST", f"{dossier}/complements", asked, headers=version).status_code == 201
    (due,) = read(world, path).values()
    assert due.dtstart.value.isoformat() == "2025-07-10"
    assert "compléments" in due.summary.value
    assert "Les statuts" not in str(due), "an agenda may be shown to others: it tells the day"
    version = {"If-Match": world.ask("porteur51", "GET", dossier).headers["ETag"]}
    answered = world.ask("porteur51", "POST", f"{dossier}/complements/answer", {"text": "Voici."}, headers=version)
    assert answered.status_code == 201, answered.text
    assert read(world, path) == {}


def test_what_has_not_changed_is_not_sent_again(world: World) -> None:
    path, client = address(world, "neighbour51"), world.app.test_client()
    first = client.get(path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("who", ["neighbour51", "agent51", "committee51"])
def test_an_agenda_is_few_statements(world: World, who: str, one_reading: list[tuple[str, Asked]]) -> None:
    read(world, address(world, who))
    assert one_reading[-1][0].startswith("agenda.subscribed")
    expect_few_statements(one_reading)


def test_an_address_is_kept_hashed_and_ends_when_it_is_renewed_or_withdrawn(world: World) -> None:
    first = address(world, "neighbour51")
    with world.app.app_context():
        open_session(database.session, EVERYTHING)
        kept = database.session.scalars(select(AgendaAddress)).one()
        assert first.removeprefix("/agenda/").removesuffix(".ics") not in str(vars(kept))
        database.session.rollback()
    assert "/agenda/clas_" not in world.browser("neighbour51").open(PAGE).html
    second = address(world, "neighbour51")
    client = world.app.test_client()
    assert [client.get(each).status_code for each in (first, second)] == [404, 200]
    world.browser("neighbour51").open(PAGE).send("end")
    assert client.get(second).status_code == 404
    assert "pas encore d'adresse" in world.browser("neighbour51").open(PAGE).text
    assert client.get("/agenda/clas_faux.ics").status_code == 404


def test_it_opens_nothing_else(world: World) -> None:
    secret = address(world, "agent51").removeprefix("/agenda/").removesuffix(".ics")
    asked = world.client.get("/api/v1/dossiers", headers={"Authorization": f"Bearer {secret}"})
    assert asked.status_code == 401


def test_a_right_that_is_taken_away_ends_its_days_at_once(world: World) -> None:
    path = address(world, "agent51")
    assert any("clôture" in each for each in read(world, path))
    assert not any("Seine-et-Marne" in each for each in read(world, path)), "another department's"
    roles = world.ask("head51", "GET", "/accounts").get_json()["items"]
    (account,) = [each for each in roles if each["email"] == "agent51@clas.example"]
    (role,) = account["roles"]
    taken = world.ask("head51", "DELETE", f"/accounts/{account['id']}/roles/{role['id']}")
    assert taken.status_code in (200, 204), taken.text
    assert read(world, path) == {}


def test_an_account_that_is_closed_has_no_agenda_even_once_it_is_opened_again(world: World) -> None:
    path, client = address(world, "agent51"), world.app.test_client()
    key = world.accounts["agent51"]
    for closed in (True, False):
        (shown,) = world.ask("admin", "GET", "/accounts?email=agent51@clas.example").get_json()["items"]
        version = {"If-Match": f'"{shown["revision"]}"'}
        changed = world.ask("admin", "PATCH", f"/accounts/{key}", {"disabled": closed}, headers=version)
        assert changed.status_code == 200, changed.text
        assert client.get(path).status_code == 404


def test_members_have_the_sessions_that_they_sit_in(world: World) -> None:
    world = world.to("session open", GRANTED)
    entries = {who: read(world, address(world, who)) for who in ("committee51", "committee77", "porteur51")}
    (seated,) = entries["committee51"].values()
    assert seated.uid.value == f"{world.session}@clas"
    assert entries["committee77"] == {}
    assert not any("Comité" in each for each in entries["porteur51"])


def test_a_porteur_has_the_payments_and_the_bilan_that_are_due(world: World) -> None:
    world = world.to("year begun", GRANTED)
    with world.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        bilan = database.session.scalars(select(BilanRow)).one()
        bilan.due_on, bilan.due_words = date(2026, 9, 30), "en septembre 2026"
        of_dossier = {"dossier_id": bilan.dossier_id, "department": "marne", "porteur_id": bilan.porteur_id}
        made = {"kind": "advance", "amount_cents": 123456, "recorded_by": "x", "created_at": SMALL.days.people}
        database.session.add(Payment(**of_dossier, **made, due_on=date(2026, 1, 15), payer="Ville; de\nReims"))
        database.session.commit()
    told = read(world, address(world, "porteur51"))
    receipt = world.receipt
    assert {title.partition(" : ")[2]: each.dtstart.value.isoformat() for title, each in told.items()} == {
        f"bilan du dossier n° {receipt} à déposer au plus tard (attendu en septembre 2026)": "2026-09-30",
        f"acompte du dossier n° {receipt}, 1\u202f234,56\xa0€, de Ville; de Reims": "2026-01-15",
    }
    assert not read(world, address(world, "agent77")).keys() & told.keys()
