"""A settlement: the same calculation on what was really done, by the rules of the deposit, and the last payment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from clas_api.cli import settlements
from clas_api.context import Context
from clas_api.installation import current_installation
from clas_api.security.principal import SYSTEM
from clas_api.services.rules.recording import record_rules
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AuditEntry, SettlementRow
from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.national import ReferentialLibrary, referential_of_text
from tests.api.year.conftest import MORE, Year
from tests.casts import NOW
from tests.certified import certified_amounts


def _payments(year: Year) -> list[tuple[str, str, bool]]:
    found = year.ask("neighbour51", "GET", "/payments").get_json()["payments"]
    return [(each["kind"], each["amount"], each["paid_on"] is not None) for each in found]


def test_lower_costs_with_both_advances_paid_leave_an_overpayment(approved: Year) -> None:
    # Group 1 cost 4 000,00: 1 320,00 and 329,00 = 1 649,00. Group 2 cost 5 500,00: 1 815,00. Due: 3 464,00.
    # 4 118,94 were paid: 654,94 too much.
    approved.begin()
    approved.pay()
    approved.file("4000.00", "5500.00")
    answer = approved.step("agent51", "/settlement")
    assert answer.status_code == 201, answer.text
    made = answer.get_json()
    assert (made["granted"], made["due"], made["paid"]) == ("4944.70", "3464.00", "4118.94")
    assert (made["balance"], made["overpayment"], made["side"]) == ("0.00", "654.94", "overpayment")
    assert ("recovery", "654.94", False) in _payments(approved)
    whole = {"estimated": "4944.70", "granted": "4944.70", "settled": "3464.00"}
    assert certified_amounts(approved.app, approved.dossier) == whole
    assert approved.ask("neighbour51", "GET").get_json()["state"] == "settled"


def test_higher_costs_are_paid_what_was_granted_and_no_more(approved: Year) -> None:
    # Group 2 cost 9 000,00, worth 2 800,70: 1 815,00 were granted. 4 944,70 less 4 118,94: 825,76.
    approved.begin()
    approved.pay()
    approved.file("9000.00", "9000.00")
    live = approved.ask("neighbour51", "GET", "/settlement").get_json()
    assert (live["state"], live["due"], live["groups"][1]["actual"]["total"]) == ("to_settle", "4944.70", "2800.70")
    made = approved.step("head51", "/settlement").get_json()
    assert (made["due"], made["balance"], made["side"]) == ("4944.70", "825.76", "balance")
    assert ("balance", "825.76", False) in _payments(approved)
    after = approved.ask("neighbour51", "GET", "/settlement").get_json()
    assert {**after, "settled_at": None} == {**made, "settled_at": None}
    assert certified_amounts(approved.app, approved.dossier)["settled"] == "4944.70"


def test_an_advance_that_was_never_paid_is_not_paid_beside_the_balance(approved: Year) -> None:
    approved.begin()
    approved.file("8500.00", "5500.00")
    approved.step("agent51", "/settlement")
    assert _payments(approved) == [("balance", "4944.70", False)]


def test_nothing_is_settled_without_a_filed_bilan_nor_twice(approved: Year) -> None:
    assert approved.step("agent51", "/settlement").status_code == 409
    approved.begin()
    refused = approved.step("agent51", "/settlement")
    assert refused.status_code == 409
    assert "bilan" in refused.get_json()["detail"]
    approved.file("8500.00", "5500.00")
    assert approved.ask("agent51", "POST", "/settlement").status_code == 428
    assert approved.ask("agent51", "POST", "/settlement", match=99).status_code == 412
    assert approved.step("neighbour51", "/settlement").status_code == 403
    assert approved.step("agent51", "/settlement").status_code == 201
    assert approved.step("agent51", "/settlement").status_code == 409
    approved.pay()
    closed = approved.step("agent51", "/closing")
    assert closed.get_json()["state"] == "closed"
    assert approved.ask("neighbour51", "GET", "/settlement").get_json()["state"] == "settled"


def test_the_steps_of_both_sides_are_told(approved: Year) -> None:
    approved.begin()
    approved.file("4000.00", "5500.00")
    group = approved.ask("committee51", "GET", "/settlement").get_json()["groups"][0]
    assert [step["result"] for step in group["forecast"]["steps"]][-1] == "3129.70"
    assert [step["result"] for step in group["actual"]["steps"]][-1] == "1649.00"


def test_every_change_is_in_the_trace(approved: Year) -> None:
    approved.begin()
    approved.file("8500.00", "5500.00")
    approved.step("agent51", "/settlement")
    approved.pay()
    approved.step("agent51", "/closing")
    with approved.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(AuditEntry.entry).where(AuditEntry.subject == approved.dossier).order_by(AuditEntry.number)
        entries = " ".join(database.session.scalars(query))
    actions = ("notified", "begun", "filed", "settled", "closed")
    assert [entries.index(f'.{each}"') for each in actions] == sorted(entries.index(f'.{each}"') for each in actions)


def _corrected(year: Year) -> None:
    """Serve a file of 2025-2026 whose maximum was corrected after the deposit, in the same installation."""
    installation = year.app.extensions["clas"]
    found = {}
    for each in installation.library:
        text = each.text.replace("2800.70", "2000.00") if str(each.school_year) == "2025-2026" else each.text
        found[each.school_year] = referential_of_text(text, name="corrigé")
    year.app.extensions["clas"] = replace(installation, library=ReferentialLibrary(found), _estimators={})


def test_rules_that_are_corrected_later_do_not_change_an_old_settlement(approved: Year) -> None:
    approved.begin()
    with approved.app.app_context():
        record_rules(current_installation(), database.session)
    approved.file("9000.00", "5500.00")
    before = approved.ask("agent51", "GET", "/settlement").get_json()
    _corrected(approved)
    group = {"label": "x", "children": 10, "running_costs": "9000.00"}
    asked = {"school_year": "2025-2026", "groups": [group]}
    assert approved.world.ask("agent51", "POST", "/estimates", asked).get_json()["total"] == "2000.00"
    assert approved.ask("agent51", "GET", "/settlement").get_json() == before
    made = approved.step("agent51", "/settlement").get_json()
    assert (made["due"], made["referential"]) == ("4944.70", before["referential"])


def test_rules_that_were_not_kept_are_not_replaced_by_others(approved: Year) -> None:
    approved.begin()
    approved.file("9000.00", "5500.00")
    _corrected(approved)
    refused = approved.step("agent51", "/settlement")
    assert refused.status_code == 409
    assert "ne sont plus dans cette installation" in refused.get_json()["detail"]


def test_a_call_is_settled_whole_by_one_command(approved: Year, monkeypatch: pytest.MonkeyPatch) -> None:

    approved.begin()
    approved.pay()
    approved.file("4000.00", "5500.00")

    @contextmanager
    def context() -> Iterator[Context]:
        with approved.app.app_context():
            yield Context(approved.app.extensions["clas"], database.session, SYSTEM, NOW)

    monkeypatch.setattr(settlements, "system_context", context)
    done = CliRunner().invoke(settlements.settle, ["marne", "2025-2026", "--json"])
    assert done.exit_code == 0, done.output
    assert '"settled": 1' in done.stdout
    assert ("recovery", "654.94", False) in _payments(approved)
    again = CliRunner().invoke(settlements.settle, ["marne", "2025-2026"])
    assert again.exit_code == 0
    assert "Aucun dossier" in again.stdout


def test_the_department_is_told_after_the_commit_and_its_failure_undoes_nothing(
    approved: Year, make_department: Callable[..., DepartmentPlugin]
) -> None:
    heard: list[Any] = []

    def clas_event(event: Any) -> None:
        heard.append((event.kind, dict(event.details)))
        raise RuntimeError("panne du greffon")

    approved.begin()
    approved.file("8500.00", "5500.00")
    marne = make_department("marne", "51", '"Marne"', more=MORE, clas_event=clas_event)
    installation = approved.app.extensions["clas"]
    approved.app.extensions["clas"] = replace(installation, registry=DepartmentRegistry([marne]), _estimators={})
    assert approved.step("agent51", "/settlement").status_code == 201
    assert heard == [("settlement", {"due": "4944.70", "paid": "0.00"})]
    with approved.app.app_context():
        open_session(database.session, EVERYTHING)
        assert database.session.scalars(select(SettlementRow.due_cents)).all() == [494_470]
