"""A deposit is weighed, decided and settled by the call that it was sealed under, its local rules and its aid, whatever
the file or the code of its department has become.

By hand, one group of 8 000,00 with the aid of the call, 1,00: 33 % of 8 000,00 = 2 640,00, so 2 641,00 granted. It
really costs 7 000,00: 33 % of it is 2 310,00, and 2 311,00 are due.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from bench.samples import content
from clas_api.context import Context
from clas_api.installation import current_installation
from clas_api.security.principal import SYSTEM
from clas_api.services.committees.closing import decision_row, group_rows
from clas_api.services.committees.deliberating import Deliberation, deliberate, demand_of
from clas_api.services.instruction.weighing import weigh
from clas_api.services.rules.recording import record_rules
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow, DossierVersion, KeptRules
from clas_core.committees.decision_schemas import read_decision
from clas_core.departments import DepartmentPlugin, DepartmentRegistry, LocalAid
from tests.api.year.conftest import MORE, Year
from tests.casts import NOW, SMALL, unpaid
from tests.certified import certified_amounts
from tests.decided import decide
from tests.stages import Stages

AID = '[[supplements]]\nid = "caf"\nlabel = "Aide de la Caf"\namount = {amount}\nsource = "note"\n'
ADULTS = """
[[criteria]]
id = "marne.adults"
subject = "group"
kind = "at_least"
field = "adults"
min = {least}
severity = "blocking"
label = "adultes"
message = "Ici, {least} adultes encadrent chaque groupe."
source = "note"
standing = "published"
checked_on = 2026-11-21
"""
CALL = MORE + AID.format(amount="1.00") + ADULTS.format(least=3)
AID_RAISED = MORE + AID.format(amount="150.50") + ADULTS.format(least=3)
AID_DROPPED = MORE + ADULTS.format(least=3)
ADULTS_RAISED = MORE + AID.format(amount="1.00") + ADULTS.format(least=4)

WHOLE = {
    "outcome": "approved",
    "reason": None,
    "groups": [{"position": 1, "retained": True, "running_costs": "8000.00", "bonuses": {}}],
}

Serve = Callable[..., None]


def of_one_group() -> dict[str, Any]:
    """Return a dossier of one group of 8 000,00, with three adults and no bonus."""
    whole = content()
    (group,) = whole["actions"][0]["groups"]
    whole["actions"][0]["groups"] = [{**group, "paid_adults": 2, "bonuses": []}]
    lines = ({"account": "64"}, {"account": "74", "funder": "caf"})
    return {**whole, "common_costs": "0.00", "budget": [{**line, "amount": "8000.00"} for line in lines]}


@pytest.fixture
def serve(app: Flask, make_department: Callable[..., DepartmentPlugin]) -> Serve:
    """Return a function that serves another file or other code of Marne, in the same installation."""

    def serve(more: str, **hooks: Callable[..., Any]) -> None:
        marne = make_department("marne", "51", '"Marne"', more=more, **hooks)
        installation = app.extensions["clas"]
        app.extensions["clas"] = replace(installation, registry=DepartmentRegistry([marne]), _estimators={})

    return serve


@pytest.fixture
def deposit(app: Flask, serve: Serve, stages: Stages) -> Callable[..., Year]:
    """Return a function that deposits a dossier under the call of the tests, whose text is kept or not."""

    def deposit(more: str = CALL, *, kept: bool = True, **hooks: Callable[..., Any]) -> Year:
        serve(more, **hooks)
        world = stages.put_back(app, "deposited", unpaid(SMALL))
        if kept:
            with app.app_context():
                record_rules(current_installation(), database.session)
        year = Year(app, world, world.draft)
        saved = year.ask("neighbour51", "PATCH", "", of_one_group(), match=1)
        assert saved.status_code == 200, saved.text
        assert year.ask("neighbour51", "POST", "/deposit").status_code == 201
        return year

    return deposit


def _filed(year: Year, costs: str = "7000.00") -> None:
    decide(year.world, year.dossier)
    year.begin()
    told = year.told(costs)
    told["groups"][0]["paid_adults"] = 2
    saved = year.ask("neighbour51", "PATCH", "/bilan", told, match=1)
    filed = year.ask("neighbour51", "POST", "/bilan/filing", match=saved.get_json()["revision"])
    assert filed.status_code == 200, filed.text


def _sealed(year: Year) -> tuple[str, str]:
    with year.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(DossierVersion.referential_digest, DossierVersion.campaign_digest)
        found = database.session.execute(query.where(DossierVersion.dossier_id == UUID(year.dossier))).one()
        return found.referential_digest, found.campaign_digest


@pytest.mark.parametrize("later", [AID_RAISED, AID_DROPPED, ADULTS_RAISED])
def test_a_call_that_changes_later_settles_the_same(deposit: Callable[..., Year], serve: Serve, later: str) -> None:
    year = deposit()
    _filed(year)
    serve(later)
    live = year.ask("agent51", "GET", "/settlement").get_json()
    made = year.step("agent51", "/settlement").get_json()
    assert (live["due"], made["due"], made["granted"], made["balance"]) == ("2311.00", "2311.00", "2641.00", "2311.00")
    assert (made["referential"]["digest"], made["campaign"]["digest"]) == _sealed(year)
    (group,) = made["groups"]
    assert [(part["id"], part["granted"], part["actual"], part["due"]) for part in group["parts"]] == [
        ("ps", "2640.00", "2310.00", "2310.00"),
        ("supplement.caf", "1.00", "1.00", "1.00"),
    ]
    assert [step["result"] for step in group["steps"]] == ["2310.00", "1.00", "2311.00"]
    assert certified_amounts(year.app, year.dossier) == {
        "estimated": "2641.00",
        "granted": "2641.00",
        "settled": "2311.00",
    }


def test_the_minimum_of_the_sealed_call_still_holds(deposit: Callable[..., Year], serve: Serve) -> None:
    year = deposit()
    decide(year.world, year.dossier)
    year.begin()
    year.file("7000.00")  # two adults: the call of the deposit asks for three, the one that is served for none
    serve(MORE)
    made = year.step("agent51", "/settlement").get_json()
    assert made["due"] == "0.00"
    assert certified_amounts(year.app, year.dossier) == {
        "estimated": "2641.00",
        "granted": "2641.00",
        "settled": "0.00",
    }
    assert made["groups"][0]["actual"]["reasons"][0]["message"] == "Ici, 3 adultes encadrent chaque groupe."


def test_a_call_whose_text_was_not_kept_is_not_replaced_by_another(deposit: Callable[..., Year], serve: Serve) -> None:
    year = deposit(kept=False)
    _filed(year)
    serve(AID_RAISED)
    refused = year.step("agent51", "/settlement")
    assert refused.status_code == 409
    assert "Les règles locales 2025-2026 du dépôt" in refused.get_json()["detail"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("school_year = ", "ne sait plus les lire"), (None, "ne sont plus dans cette installation")],
    ids=["unreadable", "another text"],
)
def test_a_kept_text_that_is_not_that_of_its_digest_is_not_used(
    deposit: Callable[..., Year], serve: Serve, make_department: Callable[..., DepartmentPlugin], text: str, said: str
) -> None:
    year = deposit(kept=False)
    _filed(year)
    (other,) = make_department(more=AID_RAISED.replace("marne.", "essai.")).department.campaigns.values()
    with year.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        kept = other.text.replace("essai.", "marne.") if text is None else text
        database.session.add(KeptRules(digest=_sealed(year)[1], call="2025-2026", text=kept))
        database.session.commit()
    serve(AID_RAISED)
    refused = year.step("agent51", "/settlement")
    assert refused.status_code == 409
    assert said in refused.get_json()["detail"]


def _deliberated(year: Year) -> Deliberation:
    with year.app.app_context():
        context = Context(year.app.extensions["clas"], database.session, SYSTEM, NOW)
        context.open_wholly()
        row = database.session.get_one(DossierRow, UUID(year.dossier))
        weighed = weigh(context, row)
        assert weighed.not_eligible == frozenset()
        assert weighed.check.total == 264_100
        found = deliberate(demand_of(context, weighed.version), read_decision(WHOLE))
        decision = decision_row(context, row, found, 1, session=None)
        (kept,) = group_rows(decision, found)
        assert (kept.supplement_cents, [each["amount"] for each in kept.supplements]) == (100, ["1.00"])
        database.session.rollback()
        return found


@pytest.mark.parametrize("later", [AID_RAISED, ADULTS_RAISED])
def test_a_deposit_is_weighed_and_decided_by_its_own_call(
    deposit: Callable[..., Year], serve: Serve, later: str
) -> None:
    year = deposit()
    serve(later)
    found = _deliberated(year)
    assert (found.problems, found.granted) == ((), 264_100)


def test_code_is_not_asked_again_for_what_it_granted(deposit: Callable[..., Year], serve: Serve) -> None:
    def one_euro(school_year: object, group: object, ps: int) -> list[LocalAid]:
        return [LocalAid(id="code", label="Aide calculée", amount=Decimal(ps // 2640) / 100, source="délibération")]

    def broken(school_year: object, group: object, ps: int) -> list[LocalAid]:
        raise RuntimeError("panne du greffon")

    # The code gives the Ps divided by 2 640: 1,00 at the decision. The Ps is 2 310,00 at the settlement.
    year = deposit(MORE, clas_supplements=one_euro)
    _filed(year)
    serve(MORE, clas_supplements=broken)
    made = year.step("agent51", "/settlement").get_json()
    assert (made["granted"], made["due"]) == ("2641.00", "2311.00")
    assert made["groups"][0]["actual"]["supplements"][0]["label"] == "Aide calculée"


def test_a_deposit_is_worth_the_aid_of_code_that_is_gone(app: Flask, deposit: Callable[..., Year]) -> None:
    def clas_supplements(school_year: Any, group: Any, ps: Any) -> list[LocalAid]:
        return [LocalAid(id="code", label="Aide du code", amount=Decimal("12.50"), source="Délibération")]

    year = deposit(clas_supplements=clas_supplements)
    before = year.ask("neighbour51", "GET", "/check").get_json()["estimate"]
    assert before["total"] == "2653.50"  # 2 640,00 + 1,00 of the call + 12,50 of the code
    installation = app.extensions["clas"]
    app.extensions["clas"] = replace(installation, registry=DepartmentRegistry([]), _estimators={})
    after = year.ask("neighbour51", "GET", "/check").get_json()["estimate"]
    assert (after["total"], after["groups"][0]["supplements"]) == ("2653.50", before["groups"][0]["supplements"])
