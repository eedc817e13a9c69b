"""A porteur is handed over to whom it belongs, once they accept: nobody who was there keeps a right."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.api.accounts.conftest import House, agent, head

JSON = dict[str, Any]
Problem = Callable[..., JSON]
TRUE = {"email": "vraie@exemple.fr", "name": "La Vraie", "reason": "Le procès-verbal de 2025 la nomme."}


@pytest.fixture
def porteur(house: House) -> UUID:
    """Return an organisation that somebody described who was not entitled to, and deposited for in the Marne."""
    key = house.porteur("73282932000074", "marne")
    house.deposit(key, "marne")
    house.person("intrus@exemple.fr", {"kind": "porteur", "porteur_id": key})
    house.person("head@caf.fr", head())
    return key


def _hands_over(house: House, porteur: UUID, who: str = "head@caf.fr", **more: str) -> Any:
    return house.ask("POST", f"/porteurs/{porteur}/handover", house.key(who), json={**TRUE, **more})


def _people(house: House, porteur: UUID, who: str) -> list[str]:
    items = house.ask("GET", f"/porteurs/{porteur}/people", house.key(who)).get_json()["items"]
    return [each["email"] for each in items if each["since"]]


def test_whoever_was_there_is_told_and_keeps_nothing_once_it_is_accepted(house: House, porteur: UUID) -> None:
    assert _hands_over(house, porteur).status_code == 201
    assert _people(house, porteur, "head@caf.fr") == ["intrus@exemple.fr"]  # it is asked first
    (warned,) = [each.body for each in house.mails() if each.recipient == "intrus@exemple.fr"]
    assert TRUE["reason"] in warned
    house.accept("vraie@exemple.fr")
    assert _people(house, porteur, "head@caf.fr") == ["vraie@exemple.fr"]
    assert house.ask("GET", f"/porteurs/{porteur}", house.key("intrus@exemple.fr")).status_code == 404
    told = [each.body for each in house.mails() if each.recipient == "intrus@exemple.fr"]
    assert any("vous n'en faites plus partie" in each for each in told)


def test_a_refusal_changes_nothing(house: House, porteur: UUID) -> None:
    _hands_over(house, porteur)
    house.answer("vraie@exemple.fr", accepts=False)
    assert _people(house, porteur, "head@caf.fr") == ["intrus@exemple.fr"]


def test_never_to_oneself_nor_to_somebody_of_a_caf(house: House, porteur: UUID, problem: Problem) -> None:
    problem(_hands_over(house, porteur, email="head@caf.fr"), 422)
    house.person("agent@caf.fr", agent("seine_et_marne"))
    _hands_over(house, porteur, email="agent@caf.fr")
    with pytest.raises(AssertionError, match="409"):
        house.accept("agent@caf.fr")
    assert _people(house, porteur, "head@caf.fr") == ["intrus@exemple.fr"]


def test_where_it_applies_elsewhere_too_it_is_the_administrators(house: House, porteur: UUID, problem: Problem) -> None:
    house.person("admin@clas.fr", {"kind": "admin"})
    house.person("loin@caf.fr", head("seine_et_marne"))
    problem(_hands_over(house, porteur, "admin@clas.fr"), 409)
    problem(_hands_over(house, porteur, "loin@caf.fr"), 404)
    house.join(porteur, "seine_et_marne")
    problem(_hands_over(house, porteur), 409)
    problem(_hands_over(house, porteur, "loin@caf.fr"), 409)
    assert _hands_over(house, porteur, "admin@clas.fr").status_code == 201
    house.accept("vraie@exemple.fr")
    assert house.ask("GET", f"/porteurs/{porteur}", house.key("intrus@exemple.fr")).status_code == 404


def test_a_caf_where_it_deposited_confirms_it_and_another_name_is_confirmed_again(
    house: House, porteur: UUID, problem: Problem
) -> None:
    house.person("loin@caf.fr", agent("seine_et_marne"))
    path, basis = f"/porteurs/{porteur}/confirmation", {"basis": "Les statuts."}
    problem(house.ask("POST", path, house.key("loin@caf.fr"), json=basis), 404)
    problem(house.ask("POST", path, house.key("intrus@exemple.fr"), json=basis), 403)
    given = [house.ask("POST", path, house.key("head@caf.fr"), json=basis).get_json() for _ in range(2)]
    assert given[0] == given[1]
    assert given[0]["confirmed_basis"] == "Les statuts."
    (told,) = [each.body for each in house.mails() if each.recipient == "intrus@exemple.fr"]
    assert "Les statuts." in told
    intruder, version = house.key("intrus@exemple.fr"), given[0]["revision"]
    changed = house.ask("PATCH", f"/porteurs/{porteur}", intruder, json={"name": "Un autre nom"}, version=version)
    assert changed.get_json()["confirmed_at"] is None


def test_somebody_of_a_caf_who_belongs_to_it_does_not_confirm_it(house: House, porteur: UUID, problem: Problem) -> None:
    house.person("double@caf.fr", agent(), {"kind": "porteur", "porteur_id": porteur})
    key = house.key("double@caf.fr")
    problem(house.ask("POST", f"/porteurs/{porteur}/confirmation", key, json={"basis": "Je la connais."}), 409)


def test_an_agent_hands_nothing_over(house: House, porteur: UUID, problem: Problem) -> None:
    house.person("agent@caf.fr", agent())
    problem(_hands_over(house, porteur, "agent@caf.fr"), 403)
