"""Whoever loses a race is told what has changed since, and by whom only within the Caf."""

import re

from sqlalchemy import select

from clas_api.services.changes import WORDS
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account
from tests.api.instruction.conftest import Caf

MET = {"verdict": "met"}


def _stale(caf: Caf, who: str, method: str, path: str, body: object, version: int) -> str:
    answer = caf.ask(who, method, path, body, version=version)
    assert answer.status_code == 412, answer.text
    return str(answer.get_json()["detail"])


def test_an_agent_is_told_what_was_done_when_and_by_which_agent(caf: Caf) -> None:
    read = caf.revision()
    caf.done("head51", "POST", "/admissibility", MET)
    told = _stale(caf, "agent51", "POST", "/admissibility", MET, read)
    assert re.search(r"Entre-temps : recevabilité déclarée, le 1er juillet 2025 à \d+ h( \d\d)?, par head51\.", told)
    assert "par vous." in _stale(caf, "head51", "POST", "/admissibility", MET, read)


def test_what_does_not_change_the_version_is_not_what_is_told(caf: Caf) -> None:
    read = caf.revision()
    caf.done("head51", "POST", "/admissibility", MET)
    assert caf.ask("agent51", "POST", "/notes", {"text": "À revoir."}).status_code == 201
    assert caf.ask("agent51", "POST", "/messages", {"text": "Bonjour."}).status_code == 201
    assert "recevabilité déclarée" in _stale(caf, "agent51", "POST", "/admissibility", MET, read)


def test_an_inadmissible_dossier_is_not_called_admissible(caf: Caf) -> None:
    read = caf.revision()
    caf.done("head51", "POST", "/admissibility", {"verdict": "not_met", "reason": "Hors délai."})
    assert "irrecevabilité déclarée" in _stale(caf, "agent51", "POST", "/admissibility", MET, read)


def test_a_porteur_is_told_of_nobody_and_not_of_what_is_the_cafs_own(caf: Caf) -> None:
    read = caf.revision()
    caf.done("head51", "PUT", "/assignment", {"account": str(caf.world.accounts["agent51"])})
    told = _stale(caf, "porteur51", "POST", "/withdrawal", None, read)
    assert "Entre-temps : étude du dossier par la Caf, le 1er juillet 2025 à " in told
    assert "head51" not in told
    assert "agent51" not in told
    caf.done("agent51", "POST", "/complements", {"text": "Les statuts.", "due_on": "2025-07-15"})
    told = _stale(caf, "porteur51", "POST", "/withdrawal", None, read)
    assert "Entre-temps : compléments demandés, le 1er juillet 2025 à " in told
    assert "agent51" not in told


def test_two_who_save_one_dossier_are_told_where_they_differ(caf: Caf) -> None:
    path = f"//dossiers/{caf.world.draft}"
    read = caf.ask("neighbour51", "GET", path).get_json()["revision"]
    first = {"axes": {"school": "Avec l'école."}, "common_costs": "120.00"}
    assert caf.ask("neighbour51", "PATCH", path, first, version=read).status_code == 200
    mine = {"axes": {"school": "Avec le collège."}, "common_costs": "120", "beyond_homework": True}
    stale = caf.ask("neighbour51", "PATCH", path, mine, version=read)
    assert stale.status_code == 412
    told = {each["pointer"]: each["detail"] for each in stale.get_json()["errors"]}
    assert told["/axes/school"] == (
        "Enregistré : «\u00a0Avec l'école.\u00a0» ; le vôtre : «\u00a0Avec le collège.\u00a0»."
    )
    assert "/common_costs" not in told, "the same amount, written otherwise"
    assert "Entre-temps : dossier enregistré, le " in stale.get_json()["detail"]
    unreadable = caf.ask("neighbour51", "PATCH", path, {"axes": 3}, version=read)
    assert (unreadable.status_code, unreadable.get_json().get("errors")) == (412, None)


def test_two_who_correct_one_organisation_are_told_where_they_differ(caf: Caf) -> None:
    path = f"//porteurs/{caf.world.porteur}"
    assert caf.ask("porteur51", "PATCH", path, {"name": "Le Relais"}, version=1).status_code == 200
    stale = caf.ask("porteur51", "PATCH", path, {"name": "La Passerelle"}, version=1)
    assert stale.status_code == 412
    (told,) = stale.get_json()["errors"]
    assert told == {
        "pointer": "/name",
        "detail": "Enregistré : «\u00a0Le Relais\u00a0» ; le vôtre : «\u00a0La Passerelle\u00a0».",
    }
    assert "Entre-temps : fiche enregistrée, le " in stale.get_json()["detail"]


def test_a_tag_that_was_never_given_is_no_version(caf: Caf) -> None:
    address = f"/dossiers/{caf.world.deposited}/admissibility"
    answer = caf.world.ask("agent51", "POST", address, MET, headers={"If-Match": "autre"})
    assert answer.status_code == 412


def test_whoever_left_the_caf_is_not_named_any_more(caf: Caf) -> None:
    read = caf.revision()
    caf.done("agent51", "POST", "/admissibility", MET)
    with caf.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        account = database.session.scalars(select(Account).where(Account.name == "agent51")).one()
        account.roles.clear()
        database.session.commit()
    told = _stale(caf, "head51", "POST", "/admissibility", MET, read)
    assert "recevabilité déclarée, le " in told
    assert "agent51" not in told


def test_every_step_of_the_trace_that_changes_a_dossier_has_its_words(caf: Caf) -> None:
    caf.done("head51", "POST", "/admissibility", MET)
    assert {each for each in caf.actions() if each.startswith(("dossier.", "bilan.", "session."))} <= set(WORDS)
