"""A grant is given up before its year begins with a reason, never closed away; what ends a dossier is kept and told."""

from typing import Any

import pytest
from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AuditEntry, OutgoingMail
from clas_core.committees.decision import Decision
from tests.api.year.conftest import Year
from tests.decided import decide, otherwise

WHY = {"reason": "Notre animatrice est partie."}


def mails(year: Year, subject: str) -> list[str]:
    """Return the mails of a subject, each as one text."""
    with year.app.app_context():
        open_session(database.session, EVERYTHING)
        found = database.session.scalars(select(OutgoingMail).where(OutgoingMail.subject.contains(subject))).all()
        return [f"{each.recipient}\n{each.body}" for each in found]


def notified(year: Year, decision: Decision | None = None) -> None:
    decide(year.world, year.dossier, decision)
    assert year.step("agent51", "/notification").status_code == 201


def test_an_approved_dossier_is_not_closed_before_it_is_settled(deposited: Year) -> None:
    notified(deposited)
    refused = deposited.step("head51", "/closing", WHY)
    assert refused.status_code == 409, refused.text
    assert "Commencez l'année, ou enregistrez que le porteur abandonne" in refused.get_json()["detail"]
    assert deposited.ask("agent51", "GET").get_json()["state"] == "notified"
    deposited.step("agent51", "/beginning", {})
    refused = deposited.step("head51", "/closing", WHY)
    assert "une fois soldé" in refused.get_json()["detail"]


@pytest.mark.parametrize(("who", "below"), [("agent51", "/giving-up"), ("neighbour51", "/withdrawal")])
def test_giving_up_a_grant_asks_for_a_reason_keeps_it_and_tells_the_porteur(
    deposited: Year, who: str, below: str
) -> None:
    notified(deposited)
    for body in ({}, {"reason": " "}):
        refused = deposited.step(who, below, body)
        assert refused.status_code == 422, refused.text
        assert refused.get_json()["errors"][0]["pointer"] == "/reason"
    assert mails(deposited, "abandonné") == []
    given = deposited.step(who, below, WHY)
    assert given.status_code == 200, given.text
    shown = deposited.ask("neighbour51", "GET").get_json()
    assert (shown["state"], shown["granted"]) == ("withdrawn", "0.00")
    side = "caf" if who == "agent51" else "porteur"
    assert shown["ending"].pop("ended_at").startswith("2025-07-01T")
    assert shown["ending"] == {"given_up": True, "side": side, "reason": WHY["reason"]}
    (decision,) = deposited.ask("neighbour51", "GET", "/decisions").get_json()["decisions"]
    assert (decision["granted"], decision["standing"]) == ("4944.70", "0.00")
    told = mails(deposited, "agrément abandonné")
    assert any(each.startswith("neighbour51@clas.example\n") for each in told)
    assert any(each.startswith("head51@clas.example\n") for each in told) == (side == "porteur")
    assert all(WHY["reason"] in each and "4\u202f944,70" in each for each in told)
    with deposited.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(AuditEntry).where(AuditEntry.subject == deposited.dossier).order_by(AuditEntry.number)
        last = database.session.scalars(query).all()[-1]
    assert ("dossier.given_up" if side == "caf" else "dossier.withdrawn") in last.entry
    assert WHY["reason"] in (last.told or "")


def test_the_caf_records_a_giving_up_of_nothing_else_than_a_grant_that_was_told(deposited: Year) -> None:
    assert deposited.step("agent51", "/giving-up", WHY).status_code == 409
    notified(deposited)
    assert deposited.step("neighbour51", "/giving-up", WHY).status_code == 403
    deposited.step("agent51", "/beginning", {})
    assert deposited.step("agent51", "/giving-up", WHY).status_code == 409


def test_a_deposit_that_nobody_has_granted_is_withdrawn_with_a_reason_or_without(deposited: Year) -> None:
    withdrawn = deposited.step("neighbour51", "/withdrawal")
    assert withdrawn.status_code == 200, withdrawn.text
    assert withdrawn.get_json()["ending"]["reason"] is None
    assert withdrawn.get_json()["granted"] is None
    assert len(mails(deposited, "dossier retiré")) >= 1


@pytest.mark.parametrize("outcome", ["reserve", "deferred"])
def test_closing_what_could_be_decided_again_takes_a_reason_that_the_porteur_is_told(
    deposited: Year, outcome: Any
) -> None:
    notified(deposited, otherwise(outcome, "Faute de crédits."))
    assert deposited.step("agent51", "/closing").status_code == 422
    assert deposited.step("agent51", "/closing", WHY).status_code == 200
    assert deposited.ask("neighbour51", "GET").get_json()["ending"]["reason"] == WHY["reason"]
    told = mails(deposited, "dossier clos")
    assert told
    assert all(WHY["reason"] in each for each in told)


def test_closing_a_refusal_takes_no_reason_and_is_told(deposited: Year) -> None:
    notified(deposited, otherwise("refused", "Un axe manque."))
    assert deposited.step("agent51", "/closing").status_code == 200
    assert mails(deposited, "dossier clos")


def test_a_settled_dossier_is_closed_once_its_balance_is_paid_and_nobody_is_written_to(approved: Year) -> None:
    approved.begin()
    approved.file("8500.00", "5500.00")
    assert approved.step("agent51", "/settlement").status_code == 201
    refused = approved.step("agent51", "/closing")
    assert refused.status_code == 409
    assert "4\u202f944,70" in refused.get_json()["detail"].replace("\xa0", " ")
    approved.pay()
    assert approved.step("agent51", "/closing").status_code == 200
    assert mails(approved, "dossier clos") == []


def test_a_dossier_that_was_withdrawn_is_closed_beside_the_one_that_took_its_place(deposited: Year) -> None:
    deposited.step("neighbour51", "/withdrawal")
    call = {"department": "marne", "school_year": "2025-2026", "porteur": deposited.world.neighbour}
    started = deposited.ask("neighbour51", "POST", "//dossiers", call)
    assert started.status_code == 201, started.text
    assert deposited.step("agent51", "/closing").status_code == 200
    found = deposited.ask("agent51", "GET", "//departments/marne/statistics/2025-2026").get_json()
    assert found["total"]["dossiers"] == 1
