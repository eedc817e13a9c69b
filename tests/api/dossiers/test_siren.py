"""Two porteurs of one SIREN are two on purpose: when described, and when changed."""

from typing import Any

from clas_core.identifiers import write_siret
from tests.casts import SIRETS, described
from tests.stages import World

OTHER = "73282932000082"
"""Another establishment of the SIREN of `SIRETS[0]`."""


def change(world: World, who: str, porteur: str, changes: dict[str, Any]) -> Any:
    tag = world.ask(who, "GET", f"/porteurs/{porteur}").headers["ETag"]
    return world.ask(who, "PATCH", f"/porteurs/{porteur}", changes, headers={"If-Match": tag})


def test_a_porteur_does_not_take_the_siren_of_another_silently(world: World) -> None:
    refused = change(world, "neighbour51", world.neighbour, {"siret": OTHER})
    assert refused.status_code == 409
    assert refused.get_json()["type"] == "urn:clas:problem:duplicate"
    (error,) = refused.get_json()["errors"]
    assert error["pointer"] == "/siret"
    assert write_siret(SIRETS[0]) in error["detail"]
    assert world.ask("neighbour51", "GET", f"/porteurs/{world.neighbour}").get_json()["siret"] == SIRETS[1]
    confirmed = change(world, "neighbour51", world.neighbour, {"siret": OTHER, "same_siren": True})
    assert confirmed.status_code == 200
    assert confirmed.get_json()["siret"] == OTHER


def test_a_porteur_does_not_take_the_siret_of_another_even_confirmed(world: World) -> None:
    refused = change(world, "neighbour51", world.neighbour, {"siret": SIRETS[0], "same_siren": True})
    assert refused.status_code == 409
    assert [each["pointer"] for each in refused.get_json()["errors"]] == ["/siret"]


def test_a_porteur_moves_to_another_establishment_of_its_own(world: World) -> None:
    moved = {"siret": OTHER, "siret_since": "2025-06-01"}
    assert change(world, "porteur51", world.porteur, moved).status_code == 200


def test_a_duplicate_names_its_field(world: World) -> None:
    for siret in (SIRETS[0], OTHER):
        refused = world.ask("applicant", "POST", "/porteurs", described(siret))
        assert refused.status_code == 409
        assert [each["pointer"] for each in refused.get_json()["errors"]] == ["/siret"]
