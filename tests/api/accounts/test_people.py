"""The people of a porteur: added by one of them or by their Caf, never all removed."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from clas_api.store.models import RoleRow
from tests.api.accounts.conftest import PASSWORD, House, agent, head

JSON = dict[str, Any]
Problem = Callable[..., JSON]
NEW = {"email": "Lou@exemple.fr", "name": "Lou"}


@pytest.fixture
def porteur(house: House) -> UUID:
    """Make a porteur that has applied in Marne, with one of its people: Ann."""
    porteur = house.porteur("73282932000074", "marne")
    house.person("ann@exemple.fr", {"kind": "porteur", "porteur_id": porteur})
    return porteur


def test_one_of_its_people_adds_another_who_gets_an_account(house: House, porteur: UUID) -> None:
    key, path = house.key("ann@exemple.fr"), f"/porteurs/{porteur}/people"
    added = house.ask("POST", path, key, json=NEW)
    assert added.status_code == 201
    assert [each["name"] for each in house.ask("GET", path, key).get_json()["items"]] == ["Ann", "Lou"]
    assert "« Les Tilleuls »" in house.mails()[0].body
    house.ask("POST", "/accounts/passwords", json={"token": house.link(), "password": PASSWORD})
    me = house.ask("GET", "/me", house.key("lou@exemple.fr")).get_json()
    assert [(role["kind"], role["porteur"]) for role in me["roles"]] == [("porteur", str(porteur))]


def test_somebody_with_an_account_is_told_and_gets_no_link(house: House, porteur: UUID, problem: Problem) -> None:
    house.person("lou@exemple.fr")
    key, path = house.key("ann@exemple.fr"), f"/porteurs/{porteur}/people"
    assert house.ask("POST", path, key, json=NEW).status_code == 201
    assert "/mot-de-passe/" not in house.mails()[0].body
    problem(house.ask("POST", path, key, json=NEW), 409)
    assert len(house.mails()) == 1


@pytest.mark.parametrize("role", [agent(), head()], ids=["agent", "head"])
def test_the_caf_where_it_applied_manages_its_people(house: House, porteur: UUID, role: JSON) -> None:
    house.person("caf@caf.fr", role)
    key, path = house.key("caf@caf.fr"), f"/porteurs/{porteur}/people"
    added = house.ask("POST", path, key, json=NEW).get_json()
    assert house.ask("DELETE", f"{path}/{added['id']}", key).status_code == 204
    assert [each["name"] for each in house.ask("GET", path, key).get_json()["items"]] == ["Ann"]


@pytest.mark.parametrize("who", ["another porteur", "another Caf", "nothing yet"])
def test_the_porteur_of_others_is_not_there(house: House, porteur: UUID, problem: Problem, who: str) -> None:
    roles: dict[str, tuple[JSON, ...]] = {
        "another porteur": ({"kind": "porteur", "porteur_id": house.porteur("55203253400646", "marne")},),
        "another Caf": (agent("seine_et_marne"),),
        "nothing yet": (),
    }
    house.person("bob@exemple.fr", *roles[who])
    key, path = house.key("bob@exemple.fr"), f"/porteurs/{porteur}/people"
    expected = 403 if who == "nothing yet" else 404
    problem(house.ask("GET", path, key), expected)
    problem(house.ask("POST", path, key, json=NEW), expected)
    problem(house.ask("DELETE", f"{path}/{uuid4()}", key), expected)
    problem(house.ask("GET", path), 401)


def test_what_is_no_porteur_or_no_person_of_it_is_not_there(house: House, porteur: UUID, problem: Problem) -> None:
    key = house.key("ann@exemple.fr")
    for path in (f"/porteurs/{uuid4()}/people", "/porteurs/x/people"):
        problem(house.ask("GET", path, key), 404)
    other = house.person("bob@exemple.fr")
    problem(house.ask("DELETE", f"/porteurs/{porteur}/people/{other}", key), 404)
    problem(house.ask("DELETE", f"/porteurs/{porteur}/people/x", key), 404)


def test_the_last_one_stays(house: House, porteur: UUID, problem: Problem) -> None:
    key, path = house.key("ann@exemple.fr"), f"/porteurs/{porteur}/people"
    (ann,) = house.ask("GET", path, key).get_json()["items"]
    problem(house.ask("DELETE", f"{path}/{ann['id']}", key), 409)
    house.ask("POST", path, key, json=NEW)
    assert house.ask("DELETE", f"{path}/{ann['id']}", key).status_code == 204
    problem(house.ask("GET", path, key), 403)
    actions = [action for chain, action in house.traced() if action.startswith("role.")]
    assert actions == ["role.grant", "role.take_away"]


def test_the_last_two_do_not_remove_one_another_at_once(house: House, porteur: UUID) -> None:
    house.person("lou@exemple.fr", {"kind": "porteur", "porteur_id": porteur})
    keys = [house.key("ann@exemple.fr"), house.key("lou@exemple.fr")]
    people = [each["id"] for each in house.ask("GET", f"/porteurs/{porteur}/people", keys[0]).get_json()["items"]]
    start, statuses = Barrier(2), []

    def remove(key: str, other: str) -> None:
        client, headers = house.app.test_client(), {"Authorization": f"Bearer {key}"}
        start.wait()
        path = f"/api/v1/porteurs/{porteur}/people/{other}"
        statuses.append(client.delete(path, headers=headers).status_code)

    threads = [Thread(target=remove, args=pair) for pair in zip(keys, reversed(people), strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(house.rows(select(RoleRow).where(RoleRow.porteur_id == porteur))) == 1
    assert statuses.count(204) == 1
