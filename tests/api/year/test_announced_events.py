"""Whatever happens to a dossier is announced to the programs of its department, in the transaction of the act."""

import json
from typing import Any

from sqlalchemy import select

from bench.samples import content
from clas_api.services.announcing import NAMES
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Webhook, WebhookDelivery
from clas_api.store.reading import commanding
from tests.api.year.conftest import Year
from tests.casts import NOW


def _register(year: Year, who: str, department: str, *events: str) -> None:
    asked = {"label": who, "department": department, "url": "https://exemple.fr/clas", "events": list(events)}
    assert year.world.ask(who, "POST", "/webhooks", asked).status_code == 201


def _told(year: Year, department: str = "marne") -> list[dict[str, Any]]:
    """Return what the programs of a department are told, but for that they are registered."""
    with year.app.app_context():
        open_session(database.session, EVERYTHING)
        query = select(WebhookDelivery).where(WebhookDelivery.department == department)
        rows = database.session.scalars(query.order_by(WebhookDelivery.created_at, WebhookDelivery.id))
        told = [json.loads(each.body) for each in rows]
    return [each for each in told if each["type"] != "webhook.registered"]


def test_a_year_is_told_event_by_event_and_by_keys_alone(approved: Year) -> None:
    _register(approved, "head51", "marne", *NAMES)
    assert approved.step("agent51", "/notification").status_code == 201
    assert approved.step("agent51", "/beginning", {}).status_code == 200
    approved.pay()
    approved.file("8500.00", "5500.00")
    assert approved.step("agent51", "/settlement").status_code == 201
    told = _told(approved)
    assert sorted(each["type"] for each in told) == [
        "bilan.filed",
        "decision.notified",
        "dossier.settled",
        "payment.made",
        "payment.made",
    ]
    assert {each["data"]["dossier"] for each in told} == {approved.dossier}
    assert {each["links"]["dossier"].rpartition("/api/v1/")[2] for each in told} == {f"dossiers/{approved.dossier}"}
    paid = [each["data"]["payment"] for each in told if each["type"] == "payment.made"]
    assert approved.ask("agent51", "GET", "/payments").status_code == 200
    assert len(set(paid)) == 2
    allowed = {"version", "id", "type", "timestamp", "department", "data", "links"}
    assert all(set(each) == allowed for each in told)


def test_a_deposit_of_a_porteur_is_told_to_its_department_alone(deposited: Year) -> None:
    _register(deposited, "head51", "marne", "dossier.deposited")
    with deposited.app.app_context(), commanding(database.session):
        open_session(database.session, EVERYTHING, writing=True)
        elsewhere = Webhook(
            department="seine_et_marne",
            label="Ailleurs",
            url="https://exemple.fr/ailleurs",
            events=list(NAMES),
            secret="x",
            registered_by="system",
            created_at=NOW,
        )
        database.session.add(elsewhere)
        database.session.commit()
    actions = content()["actions"]
    actions[0]["description"] = "Trois soirs par semaine."
    patched = deposited.ask("neighbour51", "PATCH", "", {"actions": actions}, match=deposited.revision())
    assert patched.status_code == 200, patched.text
    assert deposited.step("neighbour51", "/deposit").status_code == 201
    (told,) = _told(deposited)
    assert (told["type"], told["department"]) == ("dossier.deposited", "marne")
    assert _told(deposited, "seine_et_marne") == []


def test_an_act_that_is_refused_announces_nothing_nor_one_that_nobody_listens_to(approved: Year) -> None:
    _register(approved, "head51", "marne", "dossier.settled")
    assert approved.step("agent51", "/settlement").status_code == 409
    assert approved.step("agent51", "/notification").status_code == 201
    assert _told(approved) == []
