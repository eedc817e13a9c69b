"""Who sees which account, gives which role, and closes what: the head of a service in its own department alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from clas_api.store.models import RoleRow
from tests.api.accounts.conftest import ADMIN, NOW, House, agent, head

JSON = dict[str, Any]
Problem = Callable[..., JSON]


@pytest.fixture
def people(house: House) -> dict[str, UUID]:
    """Make an administrator, two heads of service and three agents, one of both departments."""
    roles: dict[str, tuple[JSON, ...]] = {
        "admin": (ADMIN,),
        "head51": (head(),),
        "head77": (head("seine_et_marne"),),
        "agent51": (agent(),),
        "agent77": (agent("seine_et_marne"),),
        "both": (agent(), agent("seine_et_marne")),
        "nobody": (),
    }
    return {name: house.person(f"{name}@caf.fr", *each) for name, each in roles.items()}


def _listed(house: House, key: str, query: str = "") -> list[str]:
    response = house.ask("GET", f"/accounts{query}", key)
    assert response.status_code == 200, response.get_data(as_text=True)
    return [each["email"].split("@")[0] for each in response.get_json()["items"]]


def test_an_administrator_sees_every_account_and_a_head_those_of_its_department(
    house: House, people: dict[str, UUID]
) -> None:
    assert set(_listed(house, house.key("admin@caf.fr"))) == set(people)
    assert _listed(house, house.key("head51@caf.fr")) == ["agent51", "both", "head51"]


def test_a_head_sees_the_roles_of_its_department_alone(house: House, people: dict[str, UUID]) -> None:
    items = house.ask("GET", "/accounts", house.key("head51@caf.fr")).get_json()["items"]
    assert {role["department"] for each in items for role in each["roles"]} == {"marne"}


@pytest.mark.parametrize("who", ["agent51", "nobody"])
def test_others_see_no_account(house: House, people: dict[str, UUID], problem: Problem, who: str) -> None:
    key = house.key(f"{who}@caf.fr")
    problem(house.ask("GET", "/accounts", key), 403)
    problem(house.ask("PATCH", f"/accounts/{people['agent51']}", key, json={"disabled": True}), 403)
    problem(house.ask("POST", f"/accounts/{people['agent51']}/roles", key, json=agent()), 403)
    problem(house.ask("DELETE", f"/accounts/{people['agent51']}/roles/{uuid4()}", key), 403)


def test_pages_of_the_list_follow_one_another_without_a_hole(house: House, people: dict[str, UUID]) -> None:
    key, seen, query = house.key("admin@caf.fr"), [], "?limit=3"
    for _ in range(3):
        page = house.ask("GET", f"/accounts{query}", key).get_json()
        seen += [each["email"] for each in page["items"]]
        query = f"?limit=3&after={page['next']}"
    assert page["next"] is None
    assert seen == sorted(f"{name}@caf.fr" for name in people)


@pytest.mark.parametrize("after", ["x", "WzFd", "W10=", "bnVsbA=="])
def test_a_page_that_does_not_exist_is_refused(
    house: House, people: dict[str, UUID], errors: Callable[..., dict[str, str]], after: str
) -> None:
    assert list(errors(house.ask("GET", f"/accounts?after={after}", house.key("admin@caf.fr")))) == ["/after"]


def test_a_head_gives_and_takes_away_the_roles_of_its_department(
    house: House, people: dict[str, UUID], problem: Problem
) -> None:
    key, account = house.key("head51@caf.fr"), people["agent51"]
    given = house.ask("POST", f"/accounts/{account}/roles", key, json=head())
    assert given.status_code == 201
    assert {role["kind"] for role in given.get_json()["roles"]} == {"agent", "head"}
    again = house.ask("POST", f"/accounts/{account}/roles", key, json=head())
    assert again.get_json() == given.get_json()
    role = next(each["id"] for each in given.get_json()["roles"] if each["kind"] == "head")
    assert house.ask("DELETE", f"/accounts/{account}/roles/{role}", key).status_code == 204
    problem(house.ask("DELETE", f"/accounts/{account}/roles/{role}", key), 404)
    assert house.traced()[0:2] == [("marne", "role.grant"), ("marne", "role.take_away")]


def test_what_is_elsewhere_is_not_there(house: House, people: dict[str, UUID], problem: Problem) -> None:
    key = house.key("head51@caf.fr")
    for account in (people["agent77"], people["nobody"], uuid4(), "pas-une-clé"):
        problem(house.ask("PATCH", f"/accounts/{account}", key, json={"disabled": True}), 404)
        problem(house.ask("POST", f"/accounts/{account}/roles", key, json=agent()), 404)
        problem(house.ask("DELETE", f"/accounts/{account}/roles/{uuid4()}", key), 404)
    (elsewhere,) = (
        each.id
        for each in house.rows(select(RoleRow))
        if (each.account_id, each.department) == (people["both"], "seine_et_marne")
    )
    problem(house.ask("DELETE", f"/accounts/{people['both']}/roles/{elsewhere}", key), 404)


def test_a_head_gives_no_role_beyond_its_department(house: House, people: dict[str, UUID], problem: Problem) -> None:
    key = house.key("head51@caf.fr")
    for role in (agent("seine_et_marne"), ADMIN, {"kind": "national"}):
        problem(house.ask("POST", f"/accounts/{people['agent51']}/roles", key, json=role), 403)
        problem(house.ask("POST", f"/accounts/{people['head51']}/roles", key, json=role), 403)


def test_an_account_is_closed_at_once_and_opened_again(house: House, people: dict[str, UUID], problem: Problem) -> None:
    key, closed = house.key("head51@caf.fr"), house.key("agent51@caf.fr")
    path = f"/accounts/{people['agent51']}"
    done = house.ask("PATCH", path, key, json={"disabled": True}, version=1)
    assert (done.get_json()["disabled"], done.headers["ETag"]) == (True, '"2"')
    problem(house.ask("GET", "/me", closed), 401)
    problem(house.sign_in("agent51@caf.fr"), 401)
    problem(house.ask("PATCH", path, key, json={"disabled": False}), 428)
    done = house.ask("PATCH", path, key, json={"disabled": False}, version=2)
    assert done.get_json()["disabled"] is False
    problem(house.ask("GET", "/me", closed), 401)
    assert house.key("agent51@caf.fr")
    actions = [action for _, action in house.traced() if action.startswith("account.")]
    assert actions == ["account.disable", "account.enable"]


def test_a_head_closes_no_account_that_has_a_role_elsewhere(
    house: House, people: dict[str, UUID], problem: Problem
) -> None:
    path = f"/accounts/{people['both']}"
    problem(house.ask("PATCH", path, house.key("head51@caf.fr"), json={"disabled": True}), 403)
    closing: dict[str, Any] = {"json": {"disabled": True}, "version": 1}
    assert house.ask("PATCH", path, house.key("admin@caf.fr"), **closing).status_code == 200
    (shown,) = [
        each
        for each in house.ask("GET", "/accounts", house.key("admin@caf.fr")).get_json()["items"]
        if each["id"] == str(people["both"])
    ]
    assert (shown["disabled"], shown["revision"]) == (True, 2)
    stale = problem(house.ask("PATCH", path, house.key("admin@caf.fr"), **closing), 412)
    assert "Entre-temps : compte fermé, le " in stale["detail"]


def test_nobody_closes_their_own_account(house: House, people: dict[str, UUID], problem: Problem) -> None:
    key = house.key("head51@caf.fr")
    problem(house.ask("PATCH", f"/accounts/{people['head51']}", key, json={"disabled": True}, version=1), 409)


def test_the_last_administrator_stays(house: House, people: dict[str, UUID], problem: Problem) -> None:
    key = house.key("admin@caf.fr")
    (role,) = (each.id for each in house.rows(select(RoleRow)) if each.kind == "admin")
    problem(house.ask("DELETE", f"/accounts/{people['admin']}/roles/{role}", key), 409)
    house.ask("POST", f"/accounts/{people['nobody']}/roles", key, json=ADMIN)
    assert house.ask("DELETE", f"/accounts/{people['admin']}/roles/{role}", key).status_code == 204
    problem(house.ask("GET", "/accounts", key), 403)


def test_a_role_of_a_porteur_is_not_an_administrators_to_take(
    house: House, people: dict[str, UUID], problem: Problem
) -> None:
    account = house.person("ann@exemple.fr", {"kind": "porteur", "porteur_id": house.porteur()})
    (role,) = (each.id for each in house.rows(select(RoleRow)) if each.account_id == account)
    problem(house.ask("DELETE", f"/accounts/{account}/roles/{role}", house.key("admin@caf.fr")), 403)


LATER = NOW + timedelta(days=1)


def _given_a_role(house: House) -> tuple[House, UUID]:
    """Let a head give a role to an address that has an account of its own, whose name she does not know."""
    account = house.person("lou@exemple.fr", name="Lou Dubreuil")
    house.person("head51@caf.fr", head())
    later = house.at(LATER)
    body = {"email": "lou@exemple.fr", "name": "Quelqu'un", "roles": [agent()]}
    answer = later.ask("POST", "/accounts/invitations", later.key("head51@caf.fr"), json=body)
    assert answer.status_code == 201
    assert answer.get_json()["name"] == "lou@exemple.fr"
    return later, account


def test_a_head_learns_nobodys_name_by_giving_a_role_to_an_address(house: House) -> None:
    house, _ = _given_a_role(house)
    key = house.key("head51@caf.fr")

    def told() -> set[str]:
        lists = (("/accounts", "items"), ("/departments/marne/agents", "agents"))
        return {each["name"] for path, name in lists for each in house.ask("GET", path, key).get_json()[name]}

    assert told() == {"Head51", "lou@exemple.fr"}
    everybody = house.ask("GET", "/accounts", _admin(house)).get_json()["items"]
    assert "Lou Dubreuil" in {each["name"] for each in everybody}
    house.key("lou@exemple.fr")  # they come, knowing that they have a role there
    assert told() == {"Head51", "Lou Dubreuil"}


def test_a_head_takes_nobodys_account_away_by_giving_it_a_role(house: House, problem: Problem) -> None:
    house, account = _given_a_role(house)
    closing: dict[str, Any] = {"json": {"disabled": True}, "version": 1}
    refusal = problem(house.ask("PATCH", f"/accounts/{account}", house.key("head51@caf.fr"), **closing), 403)
    assert "avait un compte avant" in refusal["detail"]
    assert house.key("lou@exemple.fr")
    assert house.ask("PATCH", f"/accounts/{account}", _admin(house), **closing).status_code == 200


def _admin(house: House) -> str:
    house.person(f"admin{len(house.mails())}@clas.fr", ADMIN)
    return house.key(f"admin{len(house.mails())}@clas.fr")
