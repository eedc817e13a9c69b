"""Messages go both ways and are announced without their text; notes stay with the Caf, on the database as well."""

from uuid import UUID

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from clas_api.store.database import Scope, open_session
from clas_api.store.models import ComplementRequest, Examination, InternalNote, Message
from tests.api.instruction.conftest import Caf

SECRET = "Le trésorier est à rencontrer."


def test_a_message_is_read_by_both_sides_and_announced_by_a_link_alone(caf: Caf) -> None:
    assert caf.ask("porteur51", "POST", "/messages", {"text": SECRET}).get_json()["side"] == "porteur"
    assert caf.ask("agent51", "POST", "/messages", {"text": "Appelez-moi."}).get_json()["side"] == "caf"
    for who in ("porteur51", "head51"):
        read = caf.ask(who, "GET", "/messages").get_json()["messages"]
        assert [(each["side"], each["text"]) for each in read] == [("porteur", SECRET), ("caf", "Appelez-moi.")]
    told = [each for each in caf.mails() if "message" in each.subject]
    assert sorted(each.recipient for each in told) == [
        "contact@clas.example",
        "head51@clas.example",
        "porteur51@clas.example",
    ]
    key = caf.world.deposited
    for each in told:
        to_caf = each.recipient.startswith("head51")
        assert (f"/espace/caf/dossiers/{key}/echanges" if to_caf else f"/espace/dossiers/{key}") in each.body
    assert not any(SECRET in each.body or "Appelez" in each.body for each in told)
    assert caf.actions().count("message.written") == 2


def test_many_messages_of_one_side_are_announced_a_few_times(caf: Caf) -> None:
    for number in range(7):
        caf.ask("porteur51", "POST", "/messages", {"text": f"Bonjour {number}."})
    assert sum("message" in each.subject for each in caf.mails()) == 5
    caf.ask("agent51", "POST", "/messages", {"text": "Bonjour."})
    assert sum("message" in each.subject for each in caf.mails()) == 7, "the other side is told, at both addresses"
    assert len(caf.ask("agent51", "GET", "/messages").get_json()["messages"]) == 8


def test_a_message_goes_to_the_agent_that_the_dossier_is_assigned_to(caf: Caf) -> None:
    caf.done("head51", "PUT", "/assignment", {"account": str(caf.world.accounts["agent51"])})
    caf.ask("porteur51", "POST", "/messages", {"text": "Bonjour."})
    assert [each.recipient for each in caf.mails() if "message" in each.subject] == ["agent51@clas.example"]


def test_a_draft_is_written_about_by_its_two_sides_alone_and_has_no_notes(caf: Caf) -> None:
    path, text = f"//dossiers/{caf.world.draft}/messages", {"text": SECRET}
    for who in ("porteur51", "agent77", "committee51"):
        assert caf.ask(who, "POST", path, text).status_code in (403, 404), who
    assert not [each for each in caf.mails() if "message" in each.subject]
    for who, side in (("neighbour51", "porteur"), ("agent51", "caf")):
        assert caf.ask(who, "POST", path, text).get_json()["side"] == side
    told = [each for each in caf.mails() if "message" in each.subject]
    assert len(told) > 1
    assert all("pas encore déposé" in each.subject and SECRET not in each.body for each in told)
    assert caf.ask("agent51", "POST", f"//dossiers/{caf.world.draft}/notes", text).status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "a" * 10_001, "\x07\u200b\ufeff", None])
def test_words_that_are_none_are_refused(caf: Caf, text: str | None) -> None:
    for place in ("/messages", "/notes"):
        answer = caf.ask("agent51", "POST", place, {"text": text})
        assert answer.status_code == 422
        assert answer.get_json()["errors"][0]["pointer"] == "/text"


def test_a_note_is_for_the_caf_alone(caf: Caf) -> None:
    assert caf.ask("agent51", "POST", "/notes", {"text": SECRET}).status_code == 201
    assert [each["text"] for each in caf.ask("head51", "GET", "/notes").get_json()["notes"]] == [SECRET]
    for place in ("", "/messages", "/complements", "/check", "/versions"):
        assert SECRET not in caf.ask("porteur51", "GET", place).text
    assert caf.ask("porteur51", "GET", "/notes").status_code == 403
    assert SECRET not in caf.world.ask("head51", "GET", "/departments/marne/audit").text


@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_porteur_s_transaction_cannot_read_what_is_the_caf_s(caf: Caf, kind: str) -> None:
    caf.ask("agent51", "POST", "/notes", {"text": SECRET})
    caf.ask("agent51", "POST", "/messages", {"text": "Bonjour."})
    caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    caf.done("agent51", "POST", "/complements", {"text": "Les statuts.", "due_on": "2025-07-20"})
    seen = {
        "porteur": Scope(porteurs=frozenset({UUID(caf.world.porteur)})),
        "other_caf": Scope(departments=frozenset({"seine_et_marne"})),
        "caf": Scope(departments=frozenset({"marne"})),
    }
    counts = {}
    engine = create_engine(caf.app.extensions["clas"].settings.database_url)
    assert engine.dialect.name == kind
    for who, scope in seen.items():
        with Session(engine) as session:
            open_session(session, scope)
            tables = (Message, ComplementRequest, InternalNote, Examination)
            counts[who] = [len(session.scalars(select(table)).all()) for table in tables]
    engine.dispose()
    assert counts == {"porteur": [1, 1, 0, 0], "other_caf": [0, 0, 0, 0], "caf": [1, 1, 1, 1]}
