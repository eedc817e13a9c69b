"""``clas users``: the first administrator, and accounts looked after from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.conftest import Ran, clas, shell

__all__ = ["clas", "shell"]

Users = Callable[..., Ran]
JSON = dict[str, Any]


@pytest.fixture
def users(clas: Callable[..., Ran], database_url: str) -> Users:
    """Return a function that runs ``clas users`` on each database."""

    def run(*arguments: str | Path, **environment: str) -> Ran:
        return clas("users", *arguments, CLAS_DATABASE_URL=database_url, **environment)

    return run


def test_the_first_administrator_is_invited_by_the_link_that_is_shown(
    users: Users, make_app: Callable[..., Any], database_url: str
) -> None:
    done = users("invite", "Chef@caf.fr", "--name", "La Cheffe", "--role", "admin", "--json")
    assert done.status == 0, done.errors
    invited = done.json
    assert [role["kind"] for role in invited["roles"]] == ["admin"]
    client = make_app(database_url=database_url, today=None).test_client()
    chosen = {"token": invited["link"].rsplit("/", 1)[1], "password": "quatre mots qui se suivent"}
    assert client.post("/api/v1/accounts/passwords", json=chosen).status_code == 200
    signed_in = client.post("/api/v1/session", json={"email": "chef@caf.fr", "password": chosen["password"]})
    key = {"Authorization": f"Bearer {signed_in.get_json()['token']}"}
    assert client.get("/api/v1/accounts", headers=key).get_json()["items"][0]["email"] == "chef@caf.fr"


def test_the_link_is_not_shown_when_mails_leave(users: Users) -> None:
    asked = ("invite", "chef@caf.fr", "--name", "La Cheffe", "--role", "admin")
    assert "/mot-de-passe/" not in users(*asked, CLAS_SMTP_URL="smtp://127.0.0.1:1").output
    assert "/mot-de-passe/" in users("reset", "chef@caf.fr").output


def test_accounts_are_listed_with_their_roles(users: Users) -> None:
    users("invite", "chef@caf.fr", "--name", "La Cheffe", "--role", "admin")
    users("invite", "nora@caf.fr", "--name", "Nora", "--role", "agent:marne", "--role", "committee:marne:caf")
    listed = users("list").output.splitlines()
    assert listed[1].split("  ")[0] == "chef@caf.fr"
    assert "agent de la Caf (marne), membre du comité (marne:caf)" in listed[2]
    assert [each["email"] for each in users("list", "--json").json] == ["chef@caf.fr", "nora@caf.fr"]


def test_an_account_is_granted_a_role_closed_and_opened_again(users: Users) -> None:
    users("invite", "chef@caf.fr", "--name", "La Cheffe", "--role", "admin")
    users("invite", "nora@caf.fr", "--name", "Nora", "--role", "agent:marne")
    granted = users("grant", "nora@caf.fr", "--role", "head:marne", "--json").json
    assert {role["kind"] for role in granted["roles"]} == {"agent", "head"}
    assert users("disable", "nora@caf.fr", "--json").json["disabled"] is True
    assert "fermé" in users("list").output
    assert users("enable", "nora@caf.fr", "--json").json["disabled"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("invite", "nora@caf.fr", "--name", "Nora", "--role", "agent:marnne"), "Vouliez-vous dire « marne » ?"),
        (("invite", "nora@caf.fr", "--name", "Nora", "--role", "agent"), "roles[0].department"),
        (("invite", "nora", "--name", "Nora", "--role", "admin"), "email"),
        (("grant", "personne@caf.fr", "--role", "admin"), "n'existe pas"),
        (("disable", "chef@caf.fr"), "dernier administrateur"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(users: Users, arguments: tuple[str, ...], said: str) -> None:
    users("invite", "chef@caf.fr", "--name", "La Cheffe", "--role", "admin")
    before = users("list").output
    done = users(*arguments)
    assert done.status == 2
    assert said in done.errors
    assert users("list").output == before
