"""A porteur that has another name or SIRET after a deposit: both are seen and found, the change is dated and told."""

from typing import Any

from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import OutgoingMail
from tests.api.dossiers.test_siren import OTHER, change
from tests.casts import SIRETS, YEAR
from tests.stages import World

FOREIGN = "78467169500087"
"""Of another SIREN."""
MOVED = {"name": "L’École d’après", "siret": OTHER, "siret_since": "2025-06-01"}


def _errors(answer: Any) -> list[str]:
    return [each["pointer"] for each in answer.get_json()["errors"]]


def _mails(world: World) -> list[OutgoingMail]:
    with world.app.app_context():
        open_session(database.session, EVERYTHING)
        found = database.session.scalars(select(OutgoingMail).where(OutgoingMail.subject.contains("SIREN"))).all()
        database.session.expunge_all()
        database.session.rollback()
    return list(found)


def test_another_siret_is_asked_since_when_once_something_is_deposited(world: World) -> None:
    assert _errors(change(world, "porteur51", world.porteur, {"siret": OTHER})) == ["/siret_since"]
    assert change(world, "porteur51", world.porteur, {"name": "Autre nom"}).status_code == 200


def test_another_siret_of_what_was_never_deposited_is_a_correction(world: World) -> None:
    assert change(world, "neighbour51", world.neighbour, {"siret": FOREIGN}).status_code == 200
    assert _mails(world) == []


def test_another_organism_is_confirmed_and_its_caf_is_told(world: World) -> None:
    asked = {**MOVED, "siret": FOREIGN}
    assert _errors(change(world, "porteur51", world.porteur, asked)) == ["/other_siren"]
    assert _errors(change(world, "porteur51", world.porteur, {"siret": FOREIGN})) == ["/siret_since", "/other_siren"]
    assert change(world, "porteur51", world.porteur, {**asked, "other_siren": True}).status_code == 200
    (mail,) = _mails(world)
    assert mail.recipient == "head51@clas.example"
    for told in (
        "Porteur 732",
        "732\u00a0829\u00a0320\u00a000074",
        "L’École d’après",
        "784\u00a0671\u00a0695\u00a000087",
    ):
        assert told in mail.body


def test_whoever_reads_sees_who_deposited_and_who_it_is_now(world: World) -> None:
    before = world.ask("porteur51", "GET", f"/dossiers/{world.deposited}").get_json()
    assert before["deposited_as"] is None
    assert change(world, "porteur51", world.porteur, MOVED).status_code == 200
    for who in ("porteur51", "agent51", "committee51"):
        seen = world.ask(who, "GET", f"/dossiers/{world.deposited}").get_json()
        assert seen["deposited_as"] == {"name": "Porteur 732", "siret": SIRETS[0]}
        assert (seen["porteur"]["name"], seen["porteur"]["siret"]) == ("L’École d’après", OTHER)
    version = world.ask("agent51", "GET", f"/dossiers/{world.deposited}/versions/1").get_json()
    assert (version["porteur"]["name"], version["porteur"]["siret"]) == ("Porteur 732", SIRETS[0])
    dossier = f"/espace/dossiers/{world.deposited}"
    for who, pages in {
        "agent51": [f"{dossier.replace('/espace', '/espace/caf')}{page}" for page in ("", "/etude", "/suite")],
        "committee51": [f"{dossier}/lecture"],
        "porteur51": [dossier, f"{dossier}/lecture", f"/espace/organismes/{world.porteur}"],
    }.items():
        for page in pages:
            text = world.browser(who).client.get(page, follow_redirects=True).text
            assert "Porteur 732" in text, page
            assert "L’École d’après" in text, page


def test_the_old_and_the_new_name_and_siret_find_it_however_they_are_written(world: World) -> None:
    assert change(world, "porteur51", world.porteur, MOVED).status_code == 200
    for text in (
        "porteur 732",
        "l'ecole d'APRES",
        "L’E\u0301cole",
        "APRÈS école",  # in any order
        SIRETS[0],
        "732 829 320 00082",
        "732\u00a0829\u00a0320",
    ):
        for place in ("/dossiers", "/porteurs"):
            found = world.client.get(
                f"/api/v1{place}",
                query_string={"q": text, **({"department": "marne", "school_year": YEAR} if "doss" in place else {})},
                headers={"Authorization": f"Bearer {world.keys['agent51']}"},
            )
            assert len(found.get_json()["items"]) == 1, (text, place, found.get_json())
    for siret in (SIRETS[0], OTHER):
        assert len(world.ask("agent51", "GET", f"/porteurs?siret={siret}").get_json()["items"]) == 1
    assert world.ask("agent51", "GET", "/porteurs?q=29320").get_json()["items"] == []
