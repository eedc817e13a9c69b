"""Asking for an account, being invited, choosing a password by a link that serves once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from clas_api.store.models import Account, MailedLink
from tests.api.accounts.conftest import ADMIN, NOW, PASSWORD, House, agent, head

JSON = dict[str, Any]


def _register(house: House, email: str = "ann@exemple.fr") -> TestResponse:
    return house.ask("POST", "/accounts", json={"email": email, "name": "Ann"})


def _choose(house: House, token: str, password: str = PASSWORD) -> TestResponse:
    return house.ask("POST", "/accounts/passwords", json={"token": token, "password": password})


def test_somebody_asks_for_an_account_chooses_a_password_and_enters(house: House) -> None:
    assert _register(house, "Ann@Exemple.fr").status_code == 202
    assert [mail.recipient for mail in house.mails()] == ["ann@exemple.fr"]
    assert _choose(house, house.link()).status_code == 200
    me = house.ask("GET", "/me", house.key("ann@exemple.fr")).get_json()
    assert (me["name"], me["email"]) == ("Ann", "ann@exemple.fr")
    assert [role["label"] for role in me["roles"]] == ["compte sans rôle"]
    assert [action for _, action in house.traced()] == [
        "account.create",
        "link.made",
        "account.password",
        "session.open",
    ]


def test_the_answer_does_not_tell_who_has_an_account(house: House) -> None:
    house.person("bob@exemple.fr")
    assert _register(house).get_json() == _register(house, "bob@exemple.fr").get_json()
    resets = [
        house.ask("POST", "/accounts/resets", json={"email": email})
        for email in ("bob@exemple.fr", "personne@exemple.fr")
    ]
    assert resets[0].get_json() == resets[1].get_json()
    assert [each.status_code for each in resets] == [202, 202]
    assert {mail.recipient for mail in house.mails()} == {"ann@exemple.fr", "bob@exemple.fr"}


def test_asking_again_with_an_account_mails_that_there_is_one(house: House) -> None:
    house.person("bob@exemple.fr")
    _register(house, "bob@exemple.fr")
    assert "vous en avez déjà un" in house.mails()[0].body
    assert _choose(house, house.link(), "un tout autre mot de passe").status_code == 200
    assert house.key("bob@exemple.fr", "un tout autre mot de passe")


def test_the_mail_does_not_repeat_what_a_stranger_typed_as_a_name(house: House) -> None:
    house.ask("POST", "/accounts", json={"email": "ann@exemple.fr", "name": "Gagnez https://ailleurs.example"})
    assert "ailleurs" not in house.mails()[0].body


def test_a_link_serves_once(house: House, problem: Callable[..., JSON]) -> None:
    _register(house)
    link = house.link()
    assert _choose(house, link).status_code == 200
    assert "déjà servi" in problem(_choose(house, link, "un tout autre mot de passe"), 409)["detail"]
    assert house.key("ann@exemple.fr")


def test_a_link_still_serves_after_a_password_that_will_not_do(house: House, problem: Callable[..., JSON]) -> None:
    _register(house)
    found = problem(_choose(house, house.link(), "trop court"), 422)
    assert [each["pointer"] for each in found["errors"]] == ["/password"]
    assert _choose(house, house.link()).status_code == 200


def test_every_link_of_an_account_ends_when_one_has_served(house: House, problem: Callable[..., JSON]) -> None:
    _register(house)
    first = house.link()
    later = house.at(NOW + timedelta(hours=2))
    _register(later)
    second = later.mails()[1].body.split("/mot-de-passe/")[1].split()[0]
    assert second != first
    assert _choose(later, second).status_code == 200
    problem(_choose(later, first), 409)


@pytest.mark.parametrize(("purpose", "lasts"), [("invitation", timedelta(days=7)), ("reset", timedelta(hours=2))])
def test_a_link_expires(house: House, problem: Callable[..., JSON], purpose: str, lasts: timedelta) -> None:
    if purpose == "reset":
        house.person("ann@exemple.fr")
    house.ask("POST", "/accounts/resets" if purpose == "reset" else "/accounts", json=_asked(purpose))
    assert [each.purpose for each in house.rows(select(MailedLink))] == [purpose]
    problem(_choose(house.at(NOW + lasts), house.link()), 409)
    assert _choose(house.at(NOW + lasts - timedelta(seconds=1)), house.link()).status_code == 200


def _asked(purpose: str) -> JSON:
    return {"email": "ann@exemple.fr"} if purpose == "reset" else {"email": "ann@exemple.fr", "name": "Ann"}


def test_a_new_password_ends_every_session(house: House, problem: Callable[..., JSON]) -> None:
    house.person("ann@exemple.fr")
    key = house.key("ann@exemple.fr")
    house.ask("POST", "/accounts/resets", json={"email": "ann@exemple.fr"})
    assert house.ask("GET", "/me", key).status_code == 200
    _choose(house, house.link(), "un tout autre mot de passe")
    problem(house.ask("GET", "/me", key), 401)
    assert [each.epoch for each in house.rows(select(Account))] == [2]


def test_a_closed_account_gets_no_link_and_takes_no_password(house: House, problem: Callable[..., JSON]) -> None:
    _register(house)
    house.change(update(Account).values(disabled_at=NOW))
    problem(_choose(house, house.link()), 401)
    house.ask("POST", "/accounts/resets", json={"email": "ann@exemple.fr"})
    assert len(house.mails()) == 2
    assert house.link()  # the one of before: none was added


def test_nobodys_mailbox_is_filled(house: House) -> None:
    for _ in range(8):
        assert _register(house).status_code == 202
    assert len(house.mails()) == 5
    later = house.at(NOW + timedelta(hours=1))
    _register(later)
    assert len(later.mails()) == 6


def test_a_link_is_kept_as_a_hash_alone(house: House) -> None:
    _register(house)
    kept = house.rows(select(MailedLink))
    assert house.link() not in kept[0].token_hash
    assert len(kept[0].token_hash) == 64


def test_the_head_of_a_service_invites_into_its_department(house: House) -> None:
    house.person("cheffe@caf.fr", head())
    key = house.key("cheffe@caf.fr")
    asked = {
        "email": "Nora@caf.fr",
        "name": "Nora",
        "roles": [agent(), {"kind": "committee", "department": "marne", "institution": "caf"}],
    }
    response = house.ask("POST", "/accounts/invitations", key, json=asked)
    assert response.status_code == 201
    assert {role["kind"] for role in response.get_json()["roles"]} == {"agent", "committee"}
    assert "Cheffe vous invite" in house.mails()[0].body
    assert _choose(house, house.link()).status_code == 200
    assert ("marne", "role.grant") in house.traced()


def test_an_account_that_exists_gets_the_roles_and_a_notice(house: House) -> None:
    house.person("admin@caf.fr", ADMIN)
    house.person("bob@exemple.fr", agent("seine_et_marne"))
    asked = {"email": "bob@exemple.fr", "name": "Autre nom", "roles": [agent()]}
    response = house.ask("POST", "/accounts/invitations", house.key("admin@caf.fr"), json=asked)
    assert response.get_json()["name"] == "Bob"
    assert [role["department"] for role in response.get_json()["roles"]] == ["seine_et_marne", "marne"]
    assert "/mot-de-passe/" not in house.mails()[0].body
    again = house.ask("POST", "/accounts/invitations", house.key("admin@caf.fr"), json=asked)
    assert again.get_json() == response.get_json()
    assert len(house.mails()) == 1


@pytest.mark.parametrize(
    "role",
    [agent("seine_et_marne"), {"kind": "admin"}, {"kind": "national"}],
    ids=["elsewhere", "admin", "national"],
)
def test_the_head_of_a_service_gives_no_role_beyond_its_department(
    house: House, problem: Callable[..., JSON], role: JSON
) -> None:
    house.person("cheffe@caf.fr", head())
    asked = {"email": "nora@caf.fr", "name": "Nora", "roles": [agent(), role]}
    problem(house.ask("POST", "/accounts/invitations", house.key("cheffe@caf.fr"), json=asked), 403)
    assert house.mails() == []
    assert [each.email for each in house.rows(select(Account))] == ["cheffe@caf.fr"]


def test_an_agent_and_a_stranger_invite_nobody(house: House, problem: Callable[..., JSON]) -> None:
    house.person("agent@caf.fr", agent())
    asked = {"email": "nora@caf.fr", "name": "Nora", "roles": [agent()]}
    problem(house.ask("POST", "/accounts/invitations", house.key("agent@caf.fr"), json=asked), 403)
    problem(house.ask("POST", "/accounts/invitations", json=asked), 401)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ({"kind": "porteur"}, "/roles/0/kind"),
        ({"kind": "agent"}, "/roles/0/department"),
        (agent("marnne"), "/roles/0/department"),
        ({"kind": "admin", "department": "marne"}, "/roles/0/department"),
        ({"kind": "committee", "department": "marne"}, "/roles/0/institution"),
        ({"kind": "committee", "department": "marne", "institution": "inconnue"}, "/roles/0/institution"),
        ({**agent(), "institution": "caf"}, "/roles/0/institution"),
    ],
)
def test_a_role_that_cannot_be_is_told_at_its_place(
    house: House, errors: Callable[..., dict[str, str]], role: JSON, place: str
) -> None:
    house.person("admin@caf.fr", ADMIN)
    asked = {"email": "nora@caf.fr", "name": "Nora", "roles": [role]}
    assert list(errors(house.ask("POST", "/accounts/invitations", house.key("admin@caf.fr"), json=asked))) == [place]


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@", "é@exemple.fr", "a\x00 @exemple.fr", "a" * 250 + "@b.fr", 3, None]
)
def test_what_is_no_address_is_refused(house: House, errors: Callable[..., dict[str, str]], email: Any) -> None:
    assert list(errors(house.ask("POST", "/accounts", json={"email": email, "name": "Ann"}))) == ["/email"]
