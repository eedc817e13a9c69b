"""Assignment: to an agent of the department, one dossier or many, all or none."""

import re
from uuid import uuid4

from tests.api.instruction.conftest import Caf

MANY = "//departments/marne/assignments"


def test_a_dossier_is_assigned_found_by_its_agent_and_given_back(caf: Caf) -> None:
    agent = str(caf.world.accounts["agent51"])
    assert caf.done("head51", "PUT", "/assignment", {"account": agent})["assigned_to"] == agent
    found = caf.ask("agent51", "GET", f"//dossiers?assigned_to={agent}").get_json()["items"]
    assert [each["id"] for each in found] == [caf.world.deposited]
    free = caf.ask("agent51", "GET", "//dossiers?assigned_to=nobody").get_json()["items"]
    assert [each["id"] for each in free] == [caf.world.draft]
    agents = caf.ask("agent51", "GET", "//departments/marne/agents").get_json()["agents"]
    assert {each["name"]: each["dossiers"] for each in agents} == {"agent51": 1, "head51": 0}
    assert caf.done("head51", "PUT", "/assignment", {"account": None})["assigned_to"] is None
    assert caf.actions().count("dossier.assigned") == 2


def test_nobody_else_than_an_agent_of_the_department_is_assigned_a_dossier(caf: Caf) -> None:
    for name in ("agent77", "committee51", "porteur51", "admin"):
        body = {"account": str(caf.world.accounts[name])}
        answer = caf.ask("head51", "PUT", "/assignment", body, version=caf.revision())
        assert answer.status_code == 422, name
        assert answer.get_json()["errors"][0]["pointer"] == "/account"


def test_many_are_assigned_or_none_with_every_problem(caf: Caf) -> None:
    agent = str(caf.world.accounts["agent51"])
    keys = [caf.world.deposited, str(uuid4()), caf.world.draft, caf.world.deposited]
    answer = caf.ask("head51", "POST", MANY, {"dossiers": keys, "account": agent})
    assert answer.status_code == 422
    pointers = [each["pointer"] for each in answer.get_json()["errors"]]
    assert pointers == ["/dossiers/1", "/dossiers/2", "/dossiers/3"]
    assert caf.ask("agent51", "GET", "").get_json()["assigned_to"] is None
    made = caf.ask("head51", "POST", MANY, {"dossiers": [caf.world.deposited], "account": agent})
    assert [each["assigned_to"] for each in made.get_json()["dossiers"]] == [agent]


def test_of_many_none_is_assigned_when_one_has_changed_since_it_was_read(caf: Caf) -> None:
    agent = str(caf.world.accounts["agent51"])
    read = {"dossier": caf.world.deposited, "revision": caf.revision()}
    caf.done("head51", "POST", "/admissibility", {"verdict": "met"})
    asked = {"dossiers": [caf.world.deposited], "account": agent, "revisions": [read]}
    stale = caf.ask("agent51", "POST", MANY, asked)
    assert stale.status_code == 412
    (told,) = stale.get_json()["errors"]
    assert told["pointer"] == "/dossiers/0"
    assert re.search(r"Entre-temps : recevabilité déclarée, le 1er juillet 2025 à .*, par head51\.$", told["detail"])
    assert caf.ask("agent51", "GET", "").get_json()["assigned_to"] is None
    read["revision"] = caf.revision()
    assert caf.ask("agent51", "POST", MANY, asked).status_code == 200


def test_an_agent_who_is_of_the_porteur_neither_gets_nor_studies_its_dossier(caf: Caf) -> None:
    caf.world.join("porteur51", caf.world.porteur, "agent51")
    body = {"account": str(caf.world.accounts["agent51"])}
    answer = caf.ask("head51", "PUT", "/assignment", body, version=caf.revision())
    assert answer.status_code == 422
    assert "de ce porteur" in answer.get_json()["errors"][0]["detail"]
    answer = caf.ask("agent51", "POST", "/admissibility", {"verdict": "met"}, version=caf.revision())
    assert answer.status_code == 409
    assert caf.ask("agent51", "GET", "/notes").status_code == 404
    many = {"dossiers": [caf.world.deposited], "account": None}
    answer = caf.ask("agent51", "POST", "//departments/marne/assignments", many)
    assert "un autre agent" in answer.get_json()["errors"][0]["detail"]


def test_lists_know_every_state_and_say_it_in_french(caf: Caf) -> None:
    caf.done("agent51", "POST", "/admissibility", {"verdict": "met"})
    found = caf.ask("agent51", "GET", "//dossiers?state=admissible").get_json()["items"]
    assert [(each["id"], each["state_label"]) for each in found] == [(caf.world.deposited, "recevable")]
    assert caf.ask("agent51", "GET", "//dossiers?state=soldé").status_code == 422
    assert caf.ask("agent51", "GET", "//dossiers?assigned_to=moi").status_code == 422
