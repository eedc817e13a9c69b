"""Programs told of events: registered by who may, signed, tried again, replayed, disabled; none of ours is called."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from clas_api.calling import Reach
from clas_api.context import asked_by
from clas_api.security.principal import SYSTEM
from clas_api.services.outward.sending_webhooks import DELAYS, DISABLED_AFTER, KEPT, Told, send_webhooks
from clas_api.store.models import Webhook, WebhookDelivery
from tests.api.accounts.conftest import ADMIN, NOW, House, agent, head
from tests.api.outward.conftest import Receiver

JSON = dict[str, Any]
HERE = Reach(loopback=True)
ASKED = {
    "label": "Entrepôt",
    "department": "marne",
    "url": "https://crochets.exemple.fr/clas",
    "events": ["dossier.deposited"],
}


def registered(house: House, receiver: Receiver, **changes: Any) -> JSON:
    """Return a webhook that the head of the Marne has registered, its address being that of this machine since."""
    house.person("cheffe@caf.fr", head())
    made: JSON = house.ask("POST", "/webhooks", house.key("cheffe@caf.fr"), json={**ASKED, **changes}).get_json()
    house.change(update(Webhook).values(url=f"{receiver.address}/clas"))
    return made


def sent(house: House, moment: datetime = NOW, reach: Reach = HERE) -> Told:
    there = house if moment == NOW else house.at(moment)
    with there.app.app_context():
        return send_webhooks(asked_by(SYSTEM, moment), reach)


def test_what_is_sent_is_signed_as_standard_webhooks_says_and_holds_keys(house: House, receiver: Receiver) -> None:
    made = registered(house, receiver)
    assert sent(house) == Told(delivered=1)
    ((path, headers, body),) = receiver.heard
    assert path == "/clas"
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(made["secret"].removeprefix("whsec_"))
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert int(headers["webhook-timestamp"]) == int(NOW.timestamp())
    told = json.loads(body)
    assert told == {
        "version": 1,
        "id": headers["webhook-id"],
        "type": "webhook.registered",
        "timestamp": NOW.isoformat(),
        "department": "marne",
        "data": {"webhook": made["id"]},
        "links": {},
    }
    assert sent(house) == Told()


def test_the_secret_is_shown_once_and_kept_sealed(house: House, receiver: Receiver) -> None:
    made = registered(house, receiver)
    (listed,) = house.ask("GET", "/webhooks", house.key("cheffe@caf.fr")).get_json()["items"]
    assert {**listed, "url": made["url"]} == {name: value for name, value in made.items() if name != "secret"}
    (row,) = house.rows(select(Webhook))
    assert made["secret"].removeprefix("whsec_") not in row.secret
    assert ("marne", "webhook.registered") in house.traced()


def test_an_address_that_fails_is_tried_again_later_and_later_under_the_same_name(
    house: House, receiver: Receiver
) -> None:
    registered(house, receiver)
    receiver.answers = [500, 302, 204]
    assert sent(house) == Told(waiting=1)
    assert sent(house, NOW + timedelta(seconds=30)) == Told()
    later = NOW + DELAYS[0]
    assert sent(house, later) == Told(waiting=1)
    (row,) = house.rows(select(WebhookDelivery))
    assert (row.attempts, row.last_status) == (2, 302)
    assert "redirection" in row.last_error
    assert sent(house, later + DELAYS[1]) == Told(delivered=1)
    assert len({headers["webhook-id"] for _, headers, _ in receiver.heard}) == 1
    assert house.rows(select(Webhook))[0].failing_since is None


def test_an_address_that_never_answers_is_disabled_and_who_registered_it_is_told(
    house: House, receiver: Receiver
) -> None:
    registered(house, receiver)
    receiver.answers = [503]
    sent(house)
    house.change(update(WebhookDelivery).values(attempts=len(DELAYS)))
    assert sent(house, NOW + DISABLED_AFTER) == Told(failed=1)
    (row,) = house.rows(select(Webhook))
    assert row.disabled_because == "L'adresse répond 503."
    (mail,) = [each for each in house.mails() if "webhook" in each.subject]
    assert mail.recipient == "cheffe@caf.fr"
    assert str(row.id) in mail.body
    assert ("marne", "webhook.disabled") in house.traced()


def test_an_address_that_says_it_is_gone_is_disabled_at_once(house: House, receiver: Receiver) -> None:
    registered(house, receiver)
    receiver.answers = [410]
    assert sent(house) == Told(failed=1)
    assert house.rows(select(Webhook))[0].disabled_at == NOW


def test_a_replay_sends_the_same_again_and_enables_what_was_disabled(
    house: House, receiver: Receiver, problem: Callable[..., JSON]
) -> None:
    made = registered(house, receiver)
    receiver.answers = [410, 204]
    sent(house)
    key = house.key("cheffe@caf.fr")
    (failed,) = house.ask("GET", f"/webhooks/{made['id']}/deliveries", key).get_json()["items"]
    assert (failed["state"], failed["last_status"]) == ("failed", 410)
    assert house.ask("POST", f"/deliveries/{failed['id']}/replay", key).get_json()["state"] == "waiting"
    problem(house.ask("POST", f"/deliveries/{failed['id']}/replay", key), 409)
    assert sent(house) == Told(delivered=1)
    first, second = receiver.heard
    assert (first[1]["webhook-id"], first[2]) == (second[1]["webhook-id"], second[2])
    assert house.rows(select(Webhook))[0].disabled_at is None


def test_what_a_sender_left_is_sent_again(house: House, receiver: Receiver) -> None:
    registered(house, receiver)
    house.change(update(WebhookDelivery).values(state="sending", claimed_at=NOW))
    assert sent(house, NOW + timedelta(minutes=5)) == Told()
    assert sent(house, NOW + timedelta(minutes=11)) == Told(delivered=1)


def test_what_is_long_done_with_is_forgotten(house: House, receiver: Receiver) -> None:
    registered(house, receiver)
    sent(house)
    sent(house, NOW + KEPT)
    assert len(house.rows(select(WebhookDelivery))) == 1
    sent(house, NOW + KEPT + timedelta(seconds=1))
    assert house.rows(select(WebhookDelivery)) == []


def test_an_address_that_leads_inside_is_never_called(house: House, receiver: Receiver) -> None:
    """It was accepted by its name, and its name leads here today."""
    registered(house, receiver)
    assert sent(house, reach=Reach()) == Told(waiting=1)
    assert receiver.heard == []
    assert "https://" in house.rows(select(WebhookDelivery))[0].last_error


def test_an_address_that_fails_keeps_no_other_waiting(house: House, receiver: Receiver) -> None:
    registered(house, receiver)
    key = house.key("cheffe@caf.fr")
    house.ask("POST", "/webhooks", key, json={**ASKED, "label": "Autre"})
    house.change(update(Webhook).where(Webhook.label == "Autre").values(url=f"{receiver.address}/autre"))
    house.change(update(Webhook).where(Webhook.label == "Entrepôt").values(url="http://127.0.0.1:9/"))
    assert sent(house) == Told(delivered=1, waiting=1)
    assert [path for path, _, _ in receiver.heard] == ["/autre"]


def test_a_secret_of_another_key_sends_nothing(house: House, receiver: Receiver) -> None:
    registered(house, receiver)
    house.change(update(Webhook).values(secret="x" * 60))
    assert sent(house) == Told(waiting=1)
    assert receiver.heard == []


def test_webhooks_are_of_the_department_of_whoever_asks(
    house: House, receiver: Receiver, problem: Callable[..., JSON]
) -> None:
    made = registered(house, receiver)
    sent(house)
    house.person("chef@caf77.fr", head("seine_et_marne"))
    house.person("agent@caf.fr", agent())
    house.person("admin@caf.fr", ADMIN)
    other = house.key("chef@caf77.fr")
    assert house.ask("GET", "/webhooks", other).get_json()["items"] == []
    problem(house.ask("POST", "/webhooks", other, json=ASKED), 403)
    problem(house.ask("DELETE", f"/webhooks/{made['id']}", other), 404)
    problem(house.ask("GET", f"/webhooks/{made['id']}/deliveries", other), 404)
    (delivery,) = house.rows(select(WebhookDelivery.id))
    problem(house.ask("POST", f"/deliveries/{delivery}/replay", other), 404)
    problem(house.ask("GET", "/webhooks", house.key("agent@caf.fr")), 403)
    problem(house.ask("DELETE", f"/webhooks/{uuid4()}", house.key("cheffe@caf.fr")), 404)
    assert len(house.ask("GET", "/webhooks", house.key("admin@caf.fr")).get_json()["items"]) == 1


def test_one_that_is_removed_takes_what_waited_with_it(house: House, receiver: Receiver) -> None:
    made = registered(house, receiver)
    assert house.ask("DELETE", f"/webhooks/{made['id']}", house.key("cheffe@caf.fr")).status_code == 204
    assert sent(house) == Told()
    assert house.rows(select(func.count()).select_from(WebhookDelivery)) == [0]
    assert ("marne", "webhook.removed") in house.traced()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"url": "http://exemple.fr/"}, "/url"),
        ({"events": ["dossier.lu"]}, "/events/0"),
        ({"events": []}, "/events"),
        ({"department": "nulle_part"}, "/department"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    house: House, errors: Callable[..., Any], changes: JSON, place: str
) -> None:
    house.person("admin@caf.fr", ADMIN)
    answer = house.ask("POST", "/webhooks", house.key("admin@caf.fr"), json={**ASKED, **changes})
    assert place in errors(answer)
