"""A second factor that the installation demands: of whom, where they are led, what opens without it, and losing it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from clas_api.security.oidc import Identity, IdentityProvider, Journey, _proves
from clas_api.security.one_time_codes import seal
from clas_api.store.database import database
from clas_api.store.models import AuditEntry, RoleRow, SecondFactor, Token
from tests.api.accounts.conftest import ADMIN, NOW, PASSWORD, House, agent, head
from tests.api.accounts.phones import RECOVERY, give_phone, password_given, read_phone, recovery_codes
from tests.api.cli.conftest import Ran, clas, shell
from tests.browsing import Browser

__all__ = ["clas", "shell"]

NORA = "nora@caf.fr"
OWN = "/mon-compte/second-facteur"
STEP = timedelta(seconds=30)


@pytest.fixture
def demanding(make_app: Callable[..., Flask], database_url: str) -> Iterator[House]:
    """Return an installation that demands a second factor of some roles."""
    made: list[Flask] = []

    def make(moment: date) -> Flask:
        made.append(make_app(database_url=database_url, today=moment, second_factor="required"))
        return made[-1]

    yield House(make, make(NOW))
    for app in made:
        with app.app_context():
            database.engine.dispose()


def inside(page: Browser) -> bool:
    return bool(page.client.get("/mon-compte").status_code == 200)


@pytest.mark.parametrize("role", [agent(), head(), {"kind": "national"}, ADMIN], ids=lambda role: role["kind"])
def test_whoever_must_have_one_is_led_to_put_it_in_place(demanding: House, role: dict[str, Any]) -> None:
    demanding.person(NORA, role)
    page = password_given(demanding.client, NORA, PASSWORD)
    assert (page.address, inside(page)) == (OWN, False)
    assert "password" not in page.form("enrol").names, "it was given just now"
    for elsewhere in ("/espace", "/mon-compte", "/connexion", "/connexion/code"):
        assert page.open(elsewhere).address == OWN
    page.send("enrol", code=read_phone(page).code(NOW))
    assert len(recovery_codes(page)) == 10
    assert inside(page)
    assert "/espace" in page.links


@pytest.mark.parametrize(
    "roles", [[], [{"kind": "committee", "department": "marne", "institution": "caf"}]], ids=["none", "committee"]
)
def test_nobody_else_must(demanding: House, roles: list[dict[str, Any]]) -> None:
    demanding.person(NORA, *roles)
    assert inside(password_given(demanding.client, NORA, PASSWORD))
    assert demanding.sign_in(NORA).status_code == 201


def test_the_form_is_sent_again_where_the_session_began_in_the_meantime(demanding: House) -> None:
    demanding.person(NORA, agent())
    page = password_given(demanding.client, NORA, PASSWORD)
    cookie = demanding.client.get_cookie("clas")
    assert cookie is not None
    typed = {**page.form("enrol").values.to_dict(), "code": read_phone(page).code(NOW)}
    first = recovery_codes(page.shown(demanding.client.post(OWN, data=typed)))
    demanding.client.set_cookie("clas", cookie.value)
    again = page.shown(demanding.client.post(OWN, data=typed))
    assert recovery_codes(again) == first != []
    assert inside(page)


def test_one_that_was_put_in_place_elsewhere_meanwhile_is_neither_shown_nor_replaced(demanding: House) -> None:
    """By somebody who knows the password, and was as far as its person until then."""
    account = demanding.person(NORA, agent())
    page = password_given(demanding.client, NORA, PASSWORD)
    cookie, form, code = demanding.client.get_cookie("clas"), page.form("enrol").values, read_phone(page).code(NOW)
    assert cookie is not None
    give_phone(demanding.app, account, NOW)
    assert page.open(OWN).address == "/connexion"
    demanding.client.set_cookie("clas", cookie.value)
    refused = demanding.client.post(OWN, data={**form.to_dict(), "code": code})
    assert (refused.status_code, refused.location) == (303, "/connexion")
    assert not inside(page)
    assert [each.step for each in demanding.rows(select(SecondFactor))] == [1]


def test_an_invitation_leads_there_too(demanding: House) -> None:
    demanding.person("cheffe@caf.fr", ADMIN)
    give_phone(demanding.app, demanding.account("cheffe@caf.fr"), NOW)
    known = {"email": "cheffe@caf.fr", "password": PASSWORD, "code": RECOVERY[0]}
    key = demanding.ask("POST", "/session", json=known).get_json()["token"]
    asked = {"email": NORA, "name": "Nora", "roles": [{"kind": "agent", "department": "marne"}]}
    assert demanding.ask("POST", "/accounts/invitations", key, json=asked).status_code == 201
    page = Browser(demanding.client).open("/connexion").open(f"/mot-de-passe/{demanding.link()}")
    form = next(each for each in page.forms if "password" in each.names)
    page.shown(
        demanding.client.post(page.address, data={**form.values.to_dict(), "password": PASSWORD}, follow_redirects=True)
    )
    assert (page.address, inside(page)) == (OWN, False)


def test_json_says_where_to_put_it_in_place(demanding: House) -> None:
    demanding.person(NORA, agent())
    refused = demanding.sign_in(NORA)
    assert refused.status_code == 403
    assert "http://127.0.0.1:8000/connexion" in refused.get_json()["detail"]


def test_what_was_open_before_it_was_demanded_opens_nothing(
    demanding: House, make_app: Callable[..., Flask], database_url: str
) -> None:
    demanding.person(NORA, agent())
    before = House(demanding.make, make_app(database_url=database_url, today=NOW, own=True))
    key, page = before.key(NORA), password_given(before.client, NORA, PASSWORD)
    cookie = before.client.get_cookie("clas")
    assert cookie is not None
    assert inside(page)
    demanding.client.set_cookie("clas", cookie.value)
    assert Browser(demanding.client).open("/espace").address == "/connexion"
    refused = demanding.ask("GET", "/me", key)
    assert (refused.status_code, "second facteur" in refused.get_json()["detail"]) == (403, True)


def test_a_role_that_comes_later_asks_for_it_at_once(demanding: House) -> None:
    account = demanding.person(NORA)
    key, page = demanding.key(NORA), password_given(demanding.client, NORA, PASSWORD)
    assert inside(page)
    granted = {"id": account, "account_id": account, "kind": "agent", "department": "marne", "granted_at": NOW}
    demanding.change(insert(RoleRow).values(**granted))
    assert not inside(page)
    assert demanding.ask("GET", "/me", key).status_code == 403


def test_where_it_is_demanded_it_is_not_taken_away_by_its_person(demanding: House) -> None:
    phone = give_phone(demanding.app, demanding.person(NORA, agent()), NOW)
    page = password_given(demanding.client, NORA, PASSWORD).send("code", code=phone.code(NOW)).open(OWN)
    assert "il ne se retire pas" in page.text
    form = page.form("codes").values.to_dict()
    refused = demanding.client.post(f"{OWN}/retrait", data={**form, "code": phone.code(NOW + STEP)})
    assert refused.status_code == 409
    assert len(demanding.rows(select(SecondFactor))) == 1


def test_an_administrator_takes_it_from_who_lost_the_phone_and_all_is_told(
    demanding: House, clas: Callable[..., Ran], database_url: str
) -> None:
    phone = give_phone(demanding.app, demanding.person(NORA, agent()), NOW)
    page = password_given(demanding.client, NORA, PASSWORD).send("code", code=phone.code(NOW))
    assert inside(page)
    asked = ("users", "remove-factor", NORA)
    assert clas(*asked, CLAS_DATABASE_URL=database_url).status == 2
    done = clas(*asked, "--reason", "Téléphone volé, appelée au 03 26.", CLAS_DATABASE_URL=database_url)
    assert (done.status, done.errors) == (0, "")
    assert not inside(page)
    (mail,) = demanding.mails()
    assert "Téléphone volé, appelée au 03 26." in mail.body
    (entry,) = [each for each in demanding.rows(select(AuditEntry)) if "second_factor.remove" in each.entry]
    assert "Téléphone volé, appelée au 03 26." in entry.told
    again = clas(*asked, "--reason", "Encore.", CLAS_DATABASE_URL=database_url)
    assert (again.status, "n'existe pas" in again.errors or "inconnu" in again.errors) == (2, True), again.errors
    assert password_given(demanding.app.test_client(), NORA, PASSWORD).address == OWN


def test_commands_say_who_has_one_and_which_cannot_be_read(
    house: House, clas: Callable[..., Ran], database_url: str
) -> None:
    account = house.person(NORA, agent())
    give_phone(house.app, account, NOW)
    assert "second(s) facteur(s)" not in clas("db", "check", CLAS_DATABASE_URL=database_url).output
    house.person("sans@caf.fr", agent())
    listed = clas("users", "list", "--json", CLAS_DATABASE_URL=database_url).json
    assert {each["email"]: each["second_factor"] for each in listed} == {NORA: True, "sans@caf.fr": False}
    house.change(update(SecondFactor).values(secret=seal("une autre clé", account, "SECRET")))
    told = clas("db", "check", CLAS_DATABASE_URL=database_url)
    assert "1 second(s) facteur(s) ne se lisent pas" in told.output


@pytest.mark.parametrize(
    ("methods", "proves"),
    [
        (["pwd", "mfa"], True),
        (["pwd", "otp"], True),
        (["hwk"], True),
        (["pwd"], False),
        (["eidas1"], False),
        ([], False),
        (None, False),
        ("mfa", False),
        ([["mfa"]], False),
        ({"mfa": True}, False),
    ],
)
def test_what_a_provider_says_that_it_asked_for(methods: Any, proves: bool) -> None:
    assert _proves(methods) == proves


@pytest.mark.parametrize("proved", [True, False])
def test_a_provider_that_asked_for_two_is_believed(
    make_app: Callable[..., Flask], database_url: str, monkeypatch: pytest.MonkeyPatch, proved: bool
) -> None:
    app = make_app(
        database_url=database_url,
        today=NOW,
        second_factor="required",
        oidc_issuer="https://identite.example",
        oidc_client_id="clas",
    )
    house = House(lambda _: app, app)
    house.person(NORA, agent(), issuer="https://identite.example", subject="nora")
    identity = Identity(
        issuer="https://identite.example", subject="nora", email=NORA, name="Nora", siret=None, by_two_factors=proved
    )
    monkeypatch.setattr(IdentityProvider, "begin", lambda *_: ("https://identite.example", Journey.new()))
    monkeypatch.setattr(IdentityProvider, "finish", lambda *_: identity)
    house.client.get("/connexion/oidc")
    page = Browser(house.client).open("/connexion/oidc/retour?code=c")
    assert (page.address, inside(page)) == (("/espace", True) if proved else (OWN, False))
    assert house.rows(select(Token.proved_by)) == (["provider"] if proved else [])
