"""``clas remind``: what it wrote, once, in words and in JSON."""

from collections.abc import Callable
from datetime import date

from flask import Flask

from tests.api.cli.conftest import Ran
from tests.casts import SMALL
from tests.stages import Stages, World


def _asked(world: World) -> None:
    asked = {"text": "Les statuts.", "due_on": "2025-07-03"}
    version = world.ask("agent51", "GET", f"/dossiers/{world.deposited}").headers["ETag"]
    answer = world.ask(
        "agent51", "POST", f"/dossiers/{world.deposited}/complements", asked, headers={"If-Match": version}
    )
    assert answer.status_code == 201, answer.text


def test_a_reminder_is_written_once(
    clas: Callable[..., Ran],
    make_app: Callable[..., Flask],
    stages: Stages,
    lend_database: Callable[[str], str],
) -> None:
    url = lend_database("sqlite")
    _asked(stages.put_back(make_app(database_url=url, today=date(2025, 7, 1)), "deposited", SMALL))
    setting = {"CLAS_DATABASE_URL": url, "CLAS_TODAY": "2025-07-02"}
    first = clas("remind", **setting)
    assert (first.status, first.errors) == (0, "")
    assert (
        first.output
        == "Rappels écrits : 0 pour des brouillons, 1 pour des compléments, 0 pour des bilans, 0 pour des séances. "
        "De ce qui est arrivé : 1 à des agents.\n"
    )
    assert clas("remind", **setting).output == "Aucun rappel à écrire.\n"
    nothing = {"drafts": 0, "complements": 0, "bilans": 0, "sessions": 0, "arrivals": 0, "consultations": 0}
    assert clas("remind", "--json", **setting).json == nothing
