"""Whoever is only halfway in is nobody: every page and every operation answers them as it answers a stranger."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from clas_api.pages.admin.account import ACTS as ADMIN_ACTS
from clas_api.pages.caf.acts import ACTS
from clas_api.security.passwords import hash_password
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account, Token
from tests.api.accounts.phones import WRONG, give_phone, password_given
from tests.api.test_every_page import NOTHING
from tests.api.test_every_route import PROBES
from tests.browsing import signed_in
from tests.casts import NOW
from tests.contract.stages import CAST
from tests.stages import Stages, World

PASSWORD = "quatre chevaux verts"
STEPS = ("/connexion", "/mon-compte/second-facteur")
"""Where the other half of the way is; whatever else begins by a page of an account is a stranger's there."""
NO_PAGES = ("/api/", "/health", "/metrics", "/static")


@pytest.fixture
def world(stages: Stages, make_app: Callable[..., Flask], lend_database: Callable[..., str], kind: str) -> World:
    """Return an installation that demands a second factor, at the end of a year."""
    app = make_app(database_url=lend_database(kind, empty=False), second_factor="required")
    app.config["RATELIMIT_ENABLED"] = False
    return stages.put_back(app, "settled", CAST)


def halfway(world: World, name: str, *, enrolled: bool) -> FlaskClient:
    """Return the browser of somebody who has given a password, and owes a code or a phone."""
    account = world.accounts[name]
    with world.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        changed = update(Account).where(Account.id == account).values(password_hash=hash_password(PASSWORD))
        database.session.execute(changed)
        database.session.commit()
    if enrolled:
        give_phone(world.app, account, NOW)
    client = world.app.test_client()
    page = password_given(client, f"{name}@clas.example", PASSWORD)
    assert page.address == ("/connexion/code" if enrolled else "/mon-compte/second-facteur")
    return client


def addresses(app: Flask, world: World, method: str) -> Iterator[str]:
    """Yield the address of every page, for what is there."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.rule.startswith(NO_PAGES):
            continue
        acts = ADMIN_ACTS if rule.endpoint.startswith("admin.") else ACTS
        for act in acts if "act" in rule.arguments else ("",):
            place = {name: value for name, value in _values(world, rule.rule, act).items() if name in rule.arguments}
            yield adapter.build(rule.endpoint, place, method=method)


def _values(world: World, rule: str, act: str) -> Mapping[str, Any]:
    key = world.session if "/seances/" in rule else world.porteur if "/organismes/" in rule else world.deposited
    slug = "contact" if "<uuid:key>/<slug>" in rule else "budget" if "/bilan/<slug>" in rule else "marne"
    known = {"slug": slug, "year": "2025-2026", "key": key, "item": world.item, "act": act, "form": "html", "number": 1}
    known |= {"amount": "demande", "older": "2024-2025", "newer": "2025-2026"}
    known |= {"funder": "ville", "way": "activation", "name": "porteur", "rank": 1}
    known |= {
        "account": NOTHING,
        "role": NOTHING,
        "person": NOTHING,
        "template": NOTHING,
        "webhook": NOTHING,
        "comment": NOTHING,
        "place": "ps.maximum",
        "part": "regles",
        "stage": "cloture",
        "delivery": NOTHING,
        "job": NOTHING,
        "draft": NOTHING,
        "letter": NOTHING,
        "secret": "x",
    }
    return {**known, "payment": NOTHING, "seat": world.seat, "document": NOTHING, "token": "x"}


def told(answer: TestResponse) -> tuple[int, str, str]:
    """Return what an answer says, what is drawn by lot apart."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "…", answer.get_data(as_text=True))
    return answer.status_code, answer.headers.get("Location", ""), text


@pytest.mark.parametrize("enrolled", [True, False], ids=["owes a code", "owes a phone"])
def test_no_page_is_another_than_a_strangers(world: World, enrolled: bool) -> None:
    client, stranger, inside = halfway(world, "agent51", enrolled=enrolled), world.app.test_client(), world.app
    shown = [each for each in addresses(inside, world, "GET") if not each.startswith(STEPS)]
    wrong = [each for each in shown if told(client.get(each)) != told(stranger.get(each))]
    assert wrong == []
    private = [each for each in shown if each.startswith("/espace")]
    assert len(private) >= 40
    step = "/connexion/code" if enrolled else "/mon-compte/second-facteur"
    for each in private:
        answer = client.get(each, follow_redirects=True)
        assert (answer.status_code, answer.request.path) == (200, step), each


def test_the_pages_that_are_tried_are_there_for_whoever_is_wholly_in(world: World) -> None:
    """Or a stranger's answer would be everybody's."""
    client = signed_in(world.app, world.accounts["agent51"])
    with world.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        database.session.execute(update(Token).values(proved_by="code").execution_options(synchronize_session=False))
        database.session.commit()
    found = [client.get(each).status_code for each in addresses(world.app, world, "GET") if each.startswith("/espace")]
    assert found.count(200) >= 25, found


@pytest.mark.parametrize("enrolled", [True, False], ids=["owes a code", "owes a phone"])
def test_no_form_does_anything(world: World, enrolled: bool) -> None:
    client = halfway(world, "agent51", enrolled=enrolled)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/mot-de-passe").get_data(as_text=True))
    assert token
    sent = {"csrf_token": token[1], "code": WRONG, "revision": "1", "action": "save"}
    tried = 0
    for each in addresses(world.app, world, "POST"):
        if each.startswith(("/espace", "/mon-compte")) and each != "/mon-compte/second-facteur":
            answer = client.post(each, data=sent)
            tried += 1
            assert answer.status_code in (303, 404), (each, answer.status_code)
            assert answer.status_code == 404 or answer.location.startswith("/connexion") or each.endswith("/fin"), each
    assert tried >= 40
    assert world.ask("head51", "GET", "/me").status_code == 403, "whoever must have one and has none"


def test_no_key_opens_an_operation_without_the_second_factor_that_is_demanded(world: World) -> None:
    """Keys that were opened before it was demanded: what a stranger may not ask is refused with a sentence."""
    unmet = []
    for (method, rule), probe in PROBES.items():
        for name in ("agent51", "head51", "national", "admin"):
            path, body = probe.make(world)
            sent = {"data": body, "content_type": "multipart/form-data"} if "file" in (body or ()) else {"body": body}
            answer = world.ask(name, method, path, **sent)
            says = answer.status_code == 403 and "second facteur" in answer.get_json()["detail"]
            if not says and (probe.answers["anonymous"] == 401 or answer.status_code != probe.answers["anonymous"]):
                unmet.append(f"{method} {rule} by {name}: {answer.status_code}")
    assert unmet == []
