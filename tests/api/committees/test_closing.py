"""Closing a session: every dossier decided and sealed, whole or not at all; nothing of it changes any more."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError

from clas_api.services import events
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import CommitteeSession, DecidedGroup, DecisionRow, DossierRow, DossierVersion
from clas_core.committees.session_schemas import read_record, record_json
from tests.api.committees.conftest import APPROVED, REFUSED, MakeRoom, Room


def _dossier(room: Room, place: int = 0) -> DossierRow:
    with room.world.client.application.app_context():
        open_session(database.session, EVERYTHING)
        return database.session.scalars(select(DossierRow).where(DossierRow.id == UUID(room.dossiers[place]))).one()


def test_closing_decides_every_dossier_and_seals_it_with_the_rules_of_its_deposit(room: Room) -> None:
    room.ready(2)
    room.vote({"committee51": "for", "Dominique Roy": "for"})
    room.vote({"committee51": "against", "Dominique Roy": "against"}, item=1)
    room.decide(APPROVED)
    room.decide(REFUSED, item=1)
    closed = room.on_session("POST", "/closing")
    assert (closed["state"], closed["closed_at"] is None) == ("closed", False)
    assert [item["state"] for item in closed["items"]] == ["approved", "refused"]
    first, second = _dossier(room), _dossier(room, 1)
    assert (first.state, first.outcome, first.granted_cents) == ("approved", "approved", 312_970)
    assert (second.state, second.outcome, second.granted_cents) == ("refused", "refused", 0)
    with room.world.client.application.app_context():
        open_session(database.session, EVERYTHING)
        decision = database.session.scalars(select(DecisionRow).where(DecisionRow.dossier_id == first.id)).one()
        version = database.session.scalars(select(DossierVersion).where(DossierVersion.dossier_id == first.id)).one()
        group = database.session.scalars(select(DecidedGroup)).one()
    assert decision.referential_digest == version.referential_digest
    assert (decision.number, decision.version, decision.session_id) == (1, 1, UUID(room.session))
    assert (group.ps_cents, group.bonus_cents, group.supplement_cents, group.total_cents) == (
        280_070,
        32_900,
        0,
        312_970,
    )
    assert (group.running_costs_cents, dict(group.bonuses)) == (900_000, {"children": "Un projet d'un an."})


def test_every_decision_is_in_the_chain_with_its_votes(room: Room) -> None:
    room.ready()
    room.vote({"committee51": "for", "Dominique Roy": "abstain"})
    room.decide(APPROVED)
    room.on_session("POST", "/closing")
    entries = [each["entry"] for each in room.ask("head51", "GET", "/departments/marne/audit")["items"]]
    decided = next(each for each in entries if each["action"] == "dossier.decided")
    assert decided["subject"] == room.dossiers[0]
    assert decided["after"]["votes"] == {room.seats["committee51"]: "for", room.seats["Dominique Roy"]: "abstain"}
    assert decided["after"]["granted"] == "3129.70"
    assert {"session.closed", "session.voted", "session.opened", "session.seated", "session.agenda"} <= {
        each["action"] for each in entries
    }


def test_a_session_closes_only_when_every_dossier_has_a_decision(room: Room) -> None:
    room.ready(2)
    room.decide(APPROVED)
    refused = room.on_session("POST", "/closing", expected=422)
    assert [each["pointer"] for each in refused["errors"]] == ["/items/1"]
    assert _dossier(room).state == "examined"


def test_votes_that_came_after_a_decision_keep_the_session_from_closing(room: Room) -> None:
    room.ready()
    room.decide(APPROVED)
    room.vote({"committee51": "against", "Dominique Roy": "against"})
    refused = room.on_session("POST", "/closing", expected=422)
    assert "va contre le vote (majorité contre)" in refused["errors"][0]["detail"]
    room.decide(REFUSED)
    room.on_session("POST", "/closing")


def test_a_session_without_its_quorum_any_more_does_not_close(make_room: MakeRoom) -> None:
    room = make_room("quorum = 2").ready()
    room.decide(APPROVED)
    room.enter("committee51")
    assert "quorum" in room.on_session("POST", "/closing", expected=409)["detail"]


def test_a_dossier_withdrawn_meanwhile_leaves_the_agenda(room: Room) -> None:
    room.ready(2)
    room.decide(APPROVED)
    room.decide(REFUSED, item=1)
    room.vote({"committee51": "for"}, item=1)
    version = room.ask("porteur51", "GET", f"/dossiers/{room.dossiers[1]}")["revision"]
    room.ask("porteur51", "POST", f"/dossiers/{room.dossiers[1]}/withdrawal", version=version)
    refused = room.on_session("POST", "/closing", expected=422)
    assert "« retiré »" in refused["errors"][0]["detail"]
    room.inscribe(room.dossiers[0])
    room.on_session("POST", "/closing")


def test_a_session_that_is_interrupted_before_its_commit_is_not_closed_at_all(room: Room) -> None:
    room.ready(2)
    room.decide(APPROVED)
    room.decide(REFUSED, item=1)
    application = room.world.client.application

    def fail(session: Any) -> None:
        session.flush()
        raise RuntimeError("l'alimentation est coupée")

    with application.app_context():
        sessions = database.sessionmaker
    event.listen(sessions, "before_commit", fail)
    application.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = room.world.ask(
            "agent51", "POST", f"/sessions/{room.session}/closing", headers={"If-Match": f'"{room.revision}"'}
        )
    finally:
        event.remove(sessions, "before_commit", fail)
    assert answer.status_code == 500
    assert room.on_session("GET", "")["state"] == "open"
    assert [_dossier(room, place).state for place in (0, 1)] == ["examined", "examined"]
    for place in (0, 1):
        assert room.ask("agent51", "GET", f"/dossiers/{room.dossiers[place]}/decisions") == {"decisions": []}
    room.on_session("POST", "/closing")
    assert [_dossier(room, place).state for place in (0, 1)] == ["approved", "refused"]


def test_a_closed_session_never_changes(room: Room) -> None:
    room.ready()
    room.decide(APPROVED)
    room.on_session("POST", "/closing")
    before = room.on_session("GET", "")
    seat, opinion = room.seats["committee51"], {"scale": "favourable", "reason": "Bien.", "given": True}
    on_session: list[tuple[str, str, Any]] = [
        ("PATCH", "", {"place": "Ailleurs"}),
        ("PUT", "/agenda", {"dossiers": []}),
        ("PUT", "/seats", {"seats": []}),
        ("PUT", "/attendance", {"present": []}),
        ("POST", "/opening", None),
        ("POST", "/closing", None),
    ]
    for method, below, body in on_session:
        assert "close" in room.on_session(method, below, body, expected=409)["detail"], below
    on_item: list[tuple[str, str, Any, str]] = [
        ("POST", "/recusals", {"reason": "Trop tard."}, "committee51"),
        ("PUT", "/opinion", opinion, "committee51"),
        ("PUT", "/vote", {"choice": "against"}, "committee51"),
        ("PUT", "/votes", {"votes": [{"seat": seat, "choice": "against", "revision": 0}]}, "agent51"),
        ("PUT", f"/votes/{seat}", {"choice": "against"}, "agent51"),
    ]
    for method, below, body, who in on_item:
        assert "close" in room.on_item(method, below, body, who=who, expected=409)["detail"], below
    assert "close" in room.decide(REFUSED, expected=409)["detail"]
    assert room.on_session("GET", "") == before


@pytest.mark.parametrize("table", ["committee_sessions", "session_seats", "session_items", "session_votes"])
def test_the_database_itself_keeps_a_closed_session(room: Room, table: str) -> None:
    room.ready()
    room.vote({"committee51": "for"})
    room.decide(APPROVED)
    room.on_session("POST", "/closing")
    with room.world.client.application.app_context():
        for change in (f"UPDATE {table} SET department = 'marne'", f"DELETE FROM {table}"):  # a name of ours
            open_session(database.session, EVERYTHING, writing=True)
            with pytest.raises(DBAPIError, match="a closed session stays as it is"):
                database.session.execute(text(change))
            database.session.rollback()


def test_the_plugin_is_told_of_each_decision_once_it_is_committed(room: Room) -> None:
    room.ready(2)
    room.heard.clear()
    room.decide(APPROVED)
    room.decide(REFUSED, item=1)
    room.on_session("POST", "/closing")
    assert [(each.kind, each.details["outcome"], each.details["granted"]) for each in room.heard] == [
        ("decision", "approved", "3129.70"),
        ("decision", "refused", "0.00"),
    ]


def test_a_plugin_that_raises_undoes_nothing_and_is_reported(
    make_room: MakeRoom, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(told: Any) -> None:
        if told.kind == "decision":
            raise RuntimeError("le greffon est en panne")

    room = make_room(hear=fail).ready(2)
    room.decide(APPROVED)
    room.decide(REFUSED, item=1)
    assert room.on_session("POST", "/closing")["state"] == "closed"
    assert caplog.text.count("le greffon est en panne") == 2


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


def test_a_plugin_that_hangs_holds_nothing_up_and_is_reported(
    make_room: MakeRoom, caplog: pytest.LogCaptureFixture, gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(told: Any) -> None:
        if told.kind == "decision":
            gate.wait()

    room = make_room(hear=hang).ready()
    room.decide(APPROVED)
    monkeypatch.setattr(events, "SECONDS", 0.05)
    assert room.on_session("POST", "/closing")["state"] == "closed"
    assert "has not answered" in caplog.text
    assert _dossier(room).state == "approved"


def test_minutes_and_matrix_are_made_of_the_record_alone(room: Room) -> None:
    room.ready(2)
    room.on_session("GET", "/minutes.md", expected=409)
    opinion = {"scale": "reserved", "reason": "À suivre.", "given": True}
    room.on_item("PUT", "/opinion", opinion, who="committee51", version=0)
    room.on_item("POST", "/recusals", {"reason": "Ma sœur y travaille."}, who="committee51", item=1, expected=201)
    room.vote({"committee51": "for", "Dominique Roy": "for"})
    room.decide(APPROVED)
    room.decide(REFUSED, item=1)
    live = room.on_session("GET", "/matrix.json")
    room.on_session("POST", "/closing")
    closed = room.on_session("GET", "/matrix.json")
    assert [row["granted"] for row in closed["rows"]] == ["3129.70", "0.00"]
    assert {**closed, "closed_at": None} == live
    with room.world.client.application.app_context():
        open_session(database.session, EVERYTHING)
        closed_one = select(CommitteeSession.record).where(CommitteeSession.state == "closed")
        record = database.session.scalars(closed_one).one()
    assert record_json(read_record(record)) == record
    for form in ("md", "html", "pdf"):
        for document in ("minutes", "matrix"):
            answer = room.world.ask("committee51", "GET", f"/sessions/{room.session}/{document}.{form}")
            assert answer.status_code == 200, answer.text
    minutes = room.world.ask("agent51", "GET", f"/sessions/{room.session}/minutes.md").text
    for words in (
        "Dominique Roy",
        "intérêt déclaré par la personne",
        "À suivre",
        "Un projet d'un an",
        "3\u202f129,70",
        "majorité pour",
    ):
        assert words in minutes, words
    assert "Ma sœur" not in minutes, "what one declares of oneself is one's own"
    assert room.world.ask("agent51", "GET", f"/sessions/{room.session}/minutes.docx").status_code == 404
