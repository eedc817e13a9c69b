"""A bilan is prefilled, written in pieces, checked with what it is worth, filed whole, returned with a reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.installation import current_installation
from clas_api.security.principal import SYSTEM
from clas_api.services.rules.recording import record_rules
from clas_api.services.year.reminding_bilans import remind_bilans
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AuditEntry, BilanRow, OutgoingMail
from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.years import PARIS
from tests.api.year.conftest import MORE, Year
from tests.decided import decide, second_alone


def test_a_bilan_opens_when_the_dossier_begins_and_not_before(approved: Year) -> None:
    assert approved.ask("neighbour51", "GET", "/bilan").status_code == 409
    approved.begin()
    answer = approved.ask("neighbour51", "GET", "/bilan")
    bilan = answer.get_json()
    assert answer.headers["ETag"] == f'"{bilan["revision"]}"'
    assert (bilan["state"], bilan["due_on"]) == ("draft", "2025-09-30")
    assert bilan["due_text"] == "Le bilan est attendu jusqu'au 30 septembre 2025."
    assert [group["position"] for group in bilan["content"]["groups"]] == [1, 2]
    assert bilan["content"]["groups"][0]["paid_adults"] == 1
    assert bilan["content"]["groups"][0]["attendance"] is None


def test_the_forecast_stands_beside_the_bilan_its_check_and_the_settlement(approved: Year) -> None:
    # Group 1 was approved at 8 500,00 and costs 8 000,00; two sessions a week for 30 weeks were planned, 58 were held.
    approved.begin()
    before = approved.ask("neighbour51", "GET", "/bilan").get_json()["beside_forecast"]
    assert [(line["account"], line["funder"], line["forecast"], line["actual"]) for line in before["budget"]] == [
        ("64", None, "14000.00", None),
        ("74", "caf", "14000.00", None),
    ]
    approved.file("8000.00", "5500.00")
    bilan = approved.ask("neighbour51", "GET", "/bilan").get_json()["beside_forecast"]
    group = bilan["groups"][0]
    assert group["running_costs"] == {"forecast": "8500.00", "actual": "8000.00", "difference": "-500.00"}
    assert group["children"] == {"forecast": 10, "actual": 12, "difference": 2}
    assert group["sessions"] == {"forecast": 60, "actual": 58, "difference": -2}
    assert [(line["account"], line["forecast"], line["actual"]) for line in bilan["budget"]] == [
        ("64", "14000.00", "20000.00"),
        ("74", "14000.00", "0.00"),
        ("70", "0.00", "20000.00"),
    ]
    assert approved.ask("agent51", "GET", "/bilan/check").get_json()["beside_forecast"] == bilan
    assert approved.ask("agent51", "GET", "/settlement").get_json()["beside_forecast"] == bilan
    assert approved.step("agent51", "/settlement").get_json()["beside_forecast"] == bilan
    assert approved.ask("agent51", "GET", "/settlement").get_json()["beside_forecast"] == bilan


def test_only_the_groups_approved_are_told_of(deposited: Year) -> None:
    decide(deposited.world, deposited.dossier, second_alone(550_000))
    deposited.begin()
    bilan = deposited.ask("neighbour51", "GET", "/bilan").get_json()
    assert [group["position"] for group in bilan["content"]["groups"]] == [2]
    body = {"groups": [{"position": 1}]}
    refused = deposited.ask("neighbour51", "PATCH", "/bilan", body, match=bilan["revision"])
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/groups/0/position"


def test_a_bilan_is_saved_in_pieces_and_one_of_two_wins(approved: Year) -> None:
    approved.begin()
    first = approved.ask("neighbour51", "PATCH", "/bilan", {"schools": 3}, match=1)
    assert first.status_code == 200
    stale = approved.ask("neighbour51", "PATCH", "/bilan", {"schools": 4}, match=1)
    assert stale.status_code == 412
    assert "Entre-temps : bilan enregistré, le " in stale.get_json()["detail"]
    told = {"pointer": "/schools", "detail": "Enregistré : «\u00a03\u00a0» ; le vôtre : «\u00a04\u00a0»."}
    assert stale.get_json()["errors"] == [told]
    assert approved.ask("neighbour51", "PATCH", "/bilan", {"schools": 4}).status_code == 428
    whole = approved.ask("neighbour51", "GET", "/bilan").get_json()
    assert whole["content"]["schools"] == 3
    assert len(whole["content"]["groups"]) == 2


def test_a_bilan_being_written_is_for_its_porteur_and_its_caf(approved: Year) -> None:
    approved.begin()
    for who, status in (("agent51", 200), ("committee51", 409), ("program51", 409), ("agent77", 404)):
        assert approved.ask(who, "GET", "/bilan").status_code == status, who
    approved.file("8500.00", "5500.00")
    for who, status in (("committee51", 200), ("program51", 200), ("agent77", 404), ("porteur51", 404)):
        assert approved.ask(who, "GET", "/bilan").status_code == status, who


def test_the_check_says_what_is_missing_and_nothing_of_an_overpayment_before_figures_do(approved: Year) -> None:
    approved.begin()
    approved.pay()
    check = approved.ask("neighbour51", "GET", "/bilan/check").get_json()
    assert check["complete"] is False
    assert check["to_do"] == len([point for point in check["points"] if point["verdict"] != "met"])
    # 2 472,35 and 1 646,59 are paid: 4 118,94, of 4 944,70.
    comparison = check["comparison"]
    assert (comparison["paid"], comparison["balance"], comparison["overpayment"]) == ("4118.94", "825.76", "0.00")
    assert comparison["warnings"] == []


def test_one_figure_is_enough_to_show_what_would_have_to_be_paid_back(approved: Year) -> None:
    # Group 1 cost 3 000,00: 990,00 and 329,00, 1 319,00. With 1 815,00 at best, 3 134,00 less 4 118,94: 984,94.
    approved.begin()
    approved.pay()
    body = {"groups": [{"position": 1, "running_costs": "3000.00"}, {"position": 2}]}
    approved.ask("neighbour51", "PATCH", "/bilan", body, match=1)
    comparison = approved.ask("neighbour51", "GET", "/bilan/check").get_json()["comparison"]
    assert (comparison["due"], comparison["overpayment"]) == ("3134.00", "984.94")
    assert "984,94" in comparison["warnings"][-1]


def test_a_bilan_that_lacks_something_is_refused_with_all_of_it(approved: Year) -> None:
    approved.begin()
    told = approved.told("8500.00", "5500.00")
    del told["schools"], told["groups"][1]["attendance"]
    saved = approved.ask("neighbour51", "PATCH", "/bilan", {**told, "schools": None}, match=1)
    refused = approved.ask("neighbour51", "POST", "/bilan/filing", match=saved.get_json()["revision"])
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.get_json()["errors"]} == {"/schools", "/groups/1/attendance"}
    assert approved.ask("neighbour51", "GET").get_json()["state"] == "running"


def test_a_filed_bilan_stays_until_it_is_returned_with_a_reason(approved: Year) -> None:
    approved.begin()
    approved.file("8500.00", "5500.00")
    filed = approved.ask("agent51", "GET", "/bilan").get_json()
    assert filed["state"] == "filed"
    assert filed["filed_at"] is not None
    assert approved.ask("neighbour51", "PATCH", "/bilan", {"schools": 9}, match=filed["revision"]).status_code == 409
    assert approved.ask("neighbour51", "POST", "/bilan/filing", match=filed["revision"]).status_code == 409
    assert approved.ask("agent51", "POST", "/bilan/return", {}, match=filed["revision"]).status_code == 422
    body = {"reason": "Les dépenses du groupe 2 manquent."}
    returned = approved.ask("agent51", "POST", "/bilan/return", body, match=filed["revision"])
    assert (returned.get_json()["state"], returned.get_json()["return_reason"]) == ("draft", body["reason"])
    with approved.app.app_context():
        open_session(database.session, EVERYTHING)
        texts = database.session.scalars(select(OutgoingMail.body).where(OutgoingMail.subject.contains("corriger")))
        assert all(body["reason"] in text for text in texts)
    approved.file("8500.00", "5400.00")


def test_a_bilan_without_a_day_says_so_and_takes_the_one_that_its_call_states_later(
    deposited: Year, make_department: Callable[..., DepartmentPlugin]
) -> None:
    def serve(more: str) -> None:
        marne = make_department("marne", "51", '"Marne"', more=more)
        installation = deposited.app.extensions["clas"]
        deposited.app.extensions["clas"] = replace(installation, registry=DepartmentRegistry([marne]), _estimators={})

    def remind() -> int:
        with deposited.app.app_context():
            now = datetime(2025, 9, 20, 8, tzinfo=PARIS)
            return remind_bilans(Context(deposited.app.extensions["clas"], database.session, SYSTEM, now))

    with deposited.app.app_context():
        record_rules(current_installation(), database.session)
    decide(deposited.world, deposited.dossier)
    serve(MORE.replace("due = 2025-09-30\n", ""))
    deposited.begin()
    bilan = deposited.ask("neighbour51", "GET", "/bilan").get_json()
    assert bilan["due_on"] is None
    assert bilan["due_text"].startswith("La date n'est pas encore fixée")
    assert remind() == 0
    serve(MORE)
    assert remind() == 1
    assert deposited.ask("neighbour51", "GET", "/bilan").get_json()["due_on"] == "2025-09-30"
    with deposited.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(AuditEntry.entry).where(AuditEntry.subject == deposited.dossier)
        assert any('"bilan.due"' in entry for entry in database.session.scalars(query))


def test_a_bilan_that_is_due_is_called_for_once_in_a_while(approved: Year) -> None:
    approved.begin()
    days = ((9, 15, 0), (9, 16, 1), (9, 29, 0), (9, 30, 1), (10, 14, 1))
    installation = approved.app.extensions["clas"]
    with approved.app.app_context():
        for month, day, reminded in days:
            now = datetime(2025, month, day, 8, tzinfo=PARIS)
            assert remind_bilans(Context(installation, database.session, SYSTEM, now)) == reminded, now
        open_session(database.session, EVERYTHING)
        bilan = database.session.scalars(select(BilanRow).where(BilanRow.dossier_id == UUID(approved.dossier))).one()
        assert bilan.reminded_at == datetime(2025, 10, 14, 8, tzinfo=PARIS)
        mails = database.session.scalars(select(OutgoingMail).where(OutgoingMail.subject.contains("Bilan à déposer")))
        assert len(mails.all()) == 6


def test_what_is_expected_in_a_month_is_told_so_and_late_after_it(
    deposited: Year, make_department: Callable[..., DepartmentPlugin]
) -> None:
    more = MORE.replace("due = 2025-09-30", 'due = "2025-09"')
    more = more.replace("on = 2025-10-15", 'on = { text = "à la rentrée" }').replace(
        "on = 2026-02-01", 'on = "2026-02"'
    )
    marne = make_department("marne", "51", '"Marne"', more=more)
    installation = deposited.app.extensions["clas"]
    served = replace(installation, registry=DepartmentRegistry([marne]), _estimators={})
    with deposited.app.app_context():
        record_rules(current_installation(), database.session)
    decide(deposited.world, deposited.dossier)
    deposited.app.extensions["clas"] = served
    deposited.begin()
    bilan = deposited.ask("neighbour51", "GET", "/bilan").get_json()
    assert (bilan["due_on"], bilan["due_text"]) == (None, "Le bilan est attendu en septembre 2025.")
    payments = deposited.ask("agent51", "GET", "/payments").get_json()["payments"]
    said = [(each["due_on"], each["due_text"]) for each in payments]
    assert said == [(None, "en février 2026"), (None, "« à la rentrée »")]
    for who, address in (("agent51", f"caf/dossiers/{deposited.dossier}/suite"), ("neighbour51", "")):
        page = deposited.world.browser(who).open(f"/espace/{address or f'dossiers/{deposited.dossier}'}").text
        assert "septembre 2025" in page, who
        assert "28 février" not in page, who
        assert "à la rentrée" in page, who
    for day, reminded in ((15, 0), (16, 1)):
        with deposited.app.app_context():
            now = datetime(2025, 9, day, 8, tzinfo=PARIS)
            assert remind_bilans(Context(served, database.session, SYSTEM, now)) == reminded
    with deposited.app.app_context():
        open_session(database.session, EVERYTHING)
        (text,) = [each.body for each in database.session.scalars(select(OutgoingMail)) if "Bilan à" in each.subject][
            :1
        ]
        assert "est attendu en septembre 2025" in text
