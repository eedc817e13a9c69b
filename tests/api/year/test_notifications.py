"""A decision is told, the year begins, advances are paid once."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DecisionRow, DossierRow, OutgoingMail
from tests.api.year.conftest import Year
from tests.casts import NOW
from tests.decided import decide, otherwise


def _mails(year: Year, word: str) -> list[OutgoingMail]:
    with year.app.app_context():
        open_session(database.session, EVERYTHING)
        return [each for each in database.session.scalars(select(OutgoingMail)) if word in each.subject]


def test_a_decision_is_recorded_as_told_and_mailed_to_the_contact_and_the_people(approved: Year) -> None:
    answer = approved.step("agent51", "/notification")
    assert answer.status_code == 201
    told = answer.get_json()
    assert (told["state"], told["recipient"], told["convention"]) == ("notified", "contact@clas.example", False)
    mails = _mails(approved, "décision")
    assert {each.recipient for each in mails} == {"contact@clas.example", "neighbour51@clas.example"}
    assert "4\u202f944,70\u00a0€" in mails[0].body


def test_a_refusal_is_told_with_its_reason_and_does_not_begin(deposited: Year) -> None:
    decide(deposited.world, deposited.dossier, otherwise("refused", "L'axe des parents manque."))
    assert deposited.step("head51", "/notification").status_code == 201
    assert "L'axe des parents manque." in _mails(deposited, "décision")[0].body
    assert deposited.step("agent51", "/beginning", {}).status_code == 409
    closed = deposited.step("agent51", "/closing")
    assert closed.get_json()["state"] == "closed"


@pytest.mark.parametrize(
    ("outcome", "said", "follows"),
    [("reserve", "en liste d'attente", "crédits"), ("deferred", "ajourné", "prochaine séance")],
)
def test_what_the_committee_left_open_is_told_with_its_reason_and_what_follows(
    deposited: Year, outcome: Any, said: str, follows: str
) -> None:
    decide(deposited.world, deposited.dossier, otherwise(outcome, "L'avis de la commune manque."))
    untold = deposited.ask("neighbour51", "GET").get_json()
    assert (untold["state"], untold["outcome"]) == ("examined", None)
    assert deposited.step("agent51", "/notification").status_code == 201
    body = _mails(deposited, "décision")[0].body
    assert all(words in body for words in (said, "L'avis de la commune manque.", "La suite", follows))
    told = deposited.ask("neighbour51", "GET").get_json()
    assert (told["state"], told["outcome"]) == ("notified", outcome)
    assert "L'avis de la commune manque." in deposited.ask("neighbour51", "GET", "/decisions").text
    assert deposited.step("agent51", "/beginning", {}).status_code == 409


def test_a_correction_gives_a_filed_bilan_back_on_the_groups_that_are_approved_now(approved: Year) -> None:
    approved.begin()
    approved.pay()
    approved.file("8500.00", "5500.00")
    group = {"position": 1, "retained": True, "running_costs": "8500.00", "bonuses": {}}
    corrected = {"outcome": "approved", "reason": "Le groupe de 6e n'a pas ouvert.", "groups": [group]}
    answer = approved.step("head51", "/corrections", corrected)
    assert (answer.status_code, answer.get_json().get("granted")) == (201, "2800.70")
    assert approved.step("agent51", "/settlement").status_code == 409
    approved.begin()
    bilan = approved.ask("neighbour51", "GET", "/bilan").get_json()
    (told,) = bilan["content"]["groups"]
    assert (bilan["state"], told["position"], told["running_costs"]) == ("draft", 1, "8500.00")
    assert "corrigée" in str(bilan["return_reason"])
    assert len(_mails(approved, "Bilan à relire")) == 2
    begun = approved.ask("head51", "GET", "//departments/marne/audit").get_json()["items"][0]["entry"]
    assert (begun["action"], begun["after"]["bilan_taken_up"]) == ("dossier.begun", bilan["content"])
    filed = approved.ask("neighbour51", "POST", "/bilan/filing", match=bilan["revision"])
    assert filed.status_code == 200, filed.text
    # Paid: 2 472,35 and 1 646,59, of 4 944,70; due now: 2 800,70.
    settled = approved.step("agent51", "/settlement").get_json()
    assert (settled["paid"], settled["due"], settled["overpayment"]) == ("4118.94", "2800.70", "1318.24")
    refused = approved.step("head51", "/corrections", corrected)
    assert (refused.status_code, "définitif" in refused.get_json()["detail"]) == (409, True)


def test_an_agent_of_the_porteur_neither_notifies_begins_pays_corrects_nor_settles(approved: Year) -> None:
    porteur = approved.ask("agent51", "GET").get_json()["porteur"]["id"]
    for kind in ("agent", "head"):
        approved.world.join("neighbour51", porteur, f"{kind}51")

    def refuse(answer: Any) -> None:
        assert (answer.status_code, "un autre agent" in answer.get_json()["detail"]) == (409, True), answer.text

    for who, below, body in (
        ("agent51", "/notification", None),
        ("agent51", "/beginning", {}),
        ("agent51", "/settlement", None),
        ("agent51", "/closing", None),
        ("agent51", "/notes", {"text": "Une note."}),
        ("head51", "/corrections", {"outcome": "refused", "reason": "Non.", "groups": []}),
    ):
        refuse(approved.step(who, below, body))


def test_an_agent_of_the_porteur_makes_no_payment_to_it(approved: Year) -> None:
    payment = _first_payment(approved)
    porteur = approved.ask("agent51", "GET").get_json()["porteur"]["id"]
    approved.world.join("neighbour51", porteur, "agent51")
    body = {"reference": "VIR-1", "paid_on": "2025-07-01"}
    path = f"//payments/{payment['id']}"
    refused = approved.ask("agent51", "PATCH", path, body, match=payment["revision"])
    assert (refused.status_code, "un autre agent" in refused.get_json()["detail"]) == (409, True)
    assert approved.ask("head51", "PATCH", path, body, match=payment["revision"]).status_code == 200


def test_what_is_not_decided_is_not_told_and_nothing_is_told_twice(deposited: Year) -> None:
    assert deposited.step("agent51", "/notification").status_code == 409
    decide(deposited.world, deposited.dossier)
    assert deposited.step("agent51", "/notification").status_code == 201
    again = deposited.step("agent51", "/notification")
    assert again.status_code == 409
    assert len(_mails(deposited, "décision")) == 2


def test_a_stale_version_is_told_to_nobody(approved: Year) -> None:
    assert approved.ask("agent51", "POST", "/notification", match=approved.revision() + 7).status_code == 412
    assert approved.ask("agent51", "POST", "/notification").status_code == 428
    assert _mails(approved, "décision") == []


def test_advances_are_shares_of_what_was_granted_half_up_to_the_cent(approved: Year) -> None:
    # 50 % of 4 944,70 = 2 472,35; 33,3 % = 1 646,5851, so 1 646,59.
    approved.begin()
    payments = approved.ask("neighbour51", "GET", "/payments").get_json()["payments"]
    assert [(each["kind"], each["amount"], each["due_on"], each["paid_on"]) for each in payments] == [
        ("advance", "2472.35", "2025-10-15", None),
        ("advance", "1646.59", "2026-02-01", None),
    ]


def _grant(year: Year, cents: int) -> None:
    """Make the other dossier of the same porteur one that was granted `cents`."""
    with year.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        row = database.session.get_one(DossierRow, UUID(year.dossier))
        database.session.add(
            DossierRow(
                department="marne",
                call="2025-2026",
                porteur_id=row.porteur_id,
                place=2,
                state="approved",
                outcome="approved",
                content={},
                receipt="51-2025-00099",
                deposited_at=NOW,
                versions=1,
                granted_cents=cents,
                created_at=NOW,
                updated_at=NOW,
            )
        )
        database.session.commit()


def test_above_23000_euros_for_the_porteur_a_convention_is_signed_before_the_year_begins(approved: Year) -> None:
    # 23 000,00 less 4 944,70 is 18 055,30: one cent more of another dossier goes above.
    _grant(approved, 1_805_531)
    assert approved.step("agent51", "/notification").get_json()["convention"] is True
    assert "convention" in _mails(approved, "décision")[0].body
    refused = approved.step("agent51", "/beginning", {})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/signed_on"
    assert approved.step("agent51", "/beginning", {"signed_on": "2025-07-02"}).status_code == 422
    assert approved.step("agent51", "/beginning", {"signed_on": "2025-06-30"}).status_code == 200


def test_23000_euros_themselves_need_none(approved: Year) -> None:
    _grant(approved, 1_805_530)
    assert approved.step("agent51", "/notification").get_json()["convention"] is False


def _first_payment(year: Year) -> dict[str, Any]:
    year.begin()
    payment: dict[str, Any] = year.ask("agent51", "GET", "/payments").get_json()["payments"][0]
    return payment


def test_a_payment_is_made_once(approved: Year) -> None:
    payment = _first_payment(approved)
    path, body = f"//payments/{payment['id']}", {"reference": "VIR-2025-17", "paid_on": "2025-07-01"}
    assert approved.ask("agent51", "PATCH", path, body).status_code == 428
    assert approved.ask("agent51", "PATCH", path, body, match=9).status_code == 412
    later = {**body, "paid_on": "2025-07-02"}
    assert approved.ask("agent51", "PATCH", path, later, match=payment["revision"]).status_code == 422
    made = approved.ask("agent51", "PATCH", path, body, match=payment["revision"])
    assert made.status_code == 200
    assert made.get_json()["reference"] == "VIR-2025-17"
    again = approved.ask("agent51", "PATCH", path, body, match=made.get_json()["revision"])
    assert again.status_code == 409
    assert "VIR-2025-17" in again.get_json()["detail"]


def test_a_porteur_sees_its_payments_and_makes_none(approved: Year) -> None:
    payment = _first_payment(approved)
    body = {"reference": "X", "paid_on": "2025-07-01"}
    assert approved.ask("neighbour51", "PATCH", f"//payments/{payment['id']}", body, match=1).status_code == 403
    assert approved.ask("agent77", "PATCH", f"//payments/{payment['id']}", body, match=1).status_code == 404
    assert approved.ask("porteur51", "GET", "/payments").status_code == 404


def test_a_decision_is_written_once(approved: Year) -> None:
    with approved.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        with pytest.raises(DBAPIError, match="written once"):
            database.session.execute(update(DecisionRow).values(reason="autre"))
