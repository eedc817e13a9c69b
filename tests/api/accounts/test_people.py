"""The people of a porteur: asked by one of them or by the Caf where it deposited, never all removed."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from clas_api.store.models import RoleRow
from tests.api.accounts.conftest import House, agent, head

JSON = dict[str, Any]
Problem = Callable[..., JSON]
NEW = {"email": "Lou@exemple.fr", "name": "Lou"}


def names(house: House, porteur: UUID, key: str) -> list[str]:
    return [each["name"] for each in house.ask("GET", f"/porteurs/{porteur}/people", key).get_json()["items"]]


@pytest.mark.parametrize("role", [agent(), head()], ids=["agent", "head"])
def test_the_caf_where_it_deposited_asks_and_removes_its_people(house: House, porteur: UUID, role: JSON) -> None:
    house.person("caf@caf.fr", role)
    key, path = house.key("caf@caf.fr"), f"/porteurs/{porteur}/people"
    lou = house.joined("caf@caf.fr", porteur, NEW)
    assert names(house, porteur, key) == ["Ann", "Lou"]
    assert house.ask("DELETE", f"{path}/{lou}", key).status_code == 204
    assert names(house, porteur, key) == ["Ann"]


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
    problem(house.ask("DELETE", f"{path}/{ann['id']}", key), 409)  # whoever was only asked is none of them
    house.accept("lou@exemple.fr")
    assert house.ask("DELETE", f"{path}/{ann['id']}", key).status_code == 204
    problem(house.ask("GET", path, key), 403)
    actions = [action for chain, action in house.traced() if action.startswith(("role.", "person."))]
    assert actions == ["person.invited", "role.grant", "person.answered", "role.take_away"]


def test_each_of_its_people_is_told_of_each_arrival_and_departure(house: House, porteur: UUID) -> None:
    house.person("zoe@exemple.fr", {"kind": "porteur", "porteur_id": porteur})
    lou = house.joined("ann@exemple.fr", porteur, NEW)
    told = [each.recipient for each in house.mails() if "fait maintenant partie" in each.body]
    assert told == ["ann@exemple.fr", "lou@exemple.fr", "zoe@exemple.fr"]
    house.ask("DELETE", f"/porteurs/{porteur}/people/{lou}", house.key("ann@exemple.fr"))
    told = [each.recipient for each in house.mails() if "a retiré Lou (lou@exemple.fr)" in each.body]
    assert told == ["ann@exemple.fr", "lou@exemple.fr", "zoe@exemple.fr"]


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
