"""The study grid: filled in with the study, by page and by JSON; shown to those who decide; kept and traced."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import AuditEntry
from clas_core.departments import DepartmentRegistry
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.pages.test_sound_html import _faults
from tests.asked import question
from tests.casts import SMALL, of_a_year
from tests.stages import Stages, World

POINTS = 'choices = [{ id = "a", label = "Faible", points = 1 }, { id = "b", label = "Fort", points = 4 }]'
GRID = (
    question("marne.anchored", "study", "one_of", "required = true", "weight = 1.25", POINTS, label="Ancrage"),
    question("marne.partners", "study", "whole", "most = 5", label="Partenariats"),
)
SCORED = {
    "marne.anchored": {"score": "b", "reason": "Deux associations."},
    "marne.partners": {"score": 3, "reason": "Trois conventions."},
}


@pytest.fixture(params=["sqlite", "postgresql"])
def app(
    make_app: MakeApp, lend_database: LendDatabase, request: pytest.FixtureRequest, make_department: MakeDepartment
) -> Flask:
    marne = make_department("marne", "51", '"Marne"', more="\n".join(GRID))
    app = make_app(registry=DepartmentRegistry([marne]), database_url=lend_database(request.param, empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    return app


def key_of(world: World) -> str:
    return f"/dossiers/{world.dossier('deposited')}"


def study(world: World, grid: Any) -> Any:
    dossier = key_of(world)
    revision = world.ask("agent51", "GET", dossier).get_json()["revision"]
    group = {"position": 1, "retained": True, "running_costs": "9000.00", "bonuses": {}}
    body = {
        "proposal": {"outcome": "approved", "reason": "Sans bonus.", "groups": [group]},
        "advice": "Oui.",
        "grid": grid,
    }
    return world.ask("agent51", "POST", f"{dossier}/study", body, headers={"If-Match": f'"{revision}"'})


def admissible(app: Flask, stages: Stages) -> World:
    world = stages.put_back(app, "deposited", SMALL)
    revision = world.ask("agent51", "GET", key_of(world)).get_json()["revision"]
    done = world.ask(
        "agent51", "POST", f"{key_of(world)}/admissibility", {"verdict": "met"}, headers={"If-Match": f'"{revision}"'}
    )
    assert done.status_code == 201, done.text
    return world


def test_a_study_keeps_its_grid_with_the_total_and_the_trace_tells_it(app: Flask, stages: Stages) -> None:
    world = admissible(app, stages)
    done = study(world, SCORED)
    assert done.status_code == 201, done.text
    grid = world.ask("agent51", "GET", f"{key_of(world)}/study").get_json()["study"]["grid"]
    # 1,25 × 4 and 3: 8 of 5 + 5.
    assert (grid["total"], grid["most"]) == ("8", "10")
    assert [(each["text"], each["reason"], each["worth"]) for each in grid["scores"]] == [
        ("Fort", "Deux associations.", "5"),
        ("3", "Trois conventions.", "3"),
    ]
    with app.app_context():
        open_session(database.session, EVERYTHING)
        told = database.session.scalars(select(AuditEntry.told)).all()
        assert any("Trois conventions." in (each or "") for each in told)


def test_what_is_wrong_with_a_grid_is_told_at_once_beside_the_proposal(app: Flask, stages: Stages) -> None:
    world = admissible(app, stages)
    refused = study(world, {"marne.partners": {"score": 9, "reason": ""}, "marne.x": {}})
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.get_json()["errors"]} == {
        "/grid/marne.x",
        "/grid/marne.anchored/score",
        "/grid/marne.partners/score",
        "/grid/marne.partners/reason",
    }
    browser = world.browser("agent51").open(f"/espace/caf/dossiers/{world.dossier('deposited')}/etude")
    assert _faults(browser.response) == []
    browser.submit(
        "study", {"grid/marne.anchored/score": "b", "grid/marne.partners/score": "beaucoup", "outcome": "approved"}
    )
    assert browser.status == 422
    assert 'value="beaucoup"' in browser.html
    browser.submit("study", {"outcome": ""})
    assert "Décision" in browser.html[browser.html.index('id="refus"') :], "all that is wrong at once"
    assert "Ancrage : motif" in browser.text
    fields: dict[str, str | list[str]] = {
        "grid/marne.anchored/reason": "Deux associations.",
        "grid/marne.partners/score": "3",
        "grid/marne.partners/reason": "Trois conventions.",
        "reason": "Sans bonus.",
        "outcome": "approved",
    }
    browser.submit("study", fields)
    assert browser.status == 200, browser.text
    assert "8 sur 10" in browser.text
    assert "Trois conventions." in browser.html
    assert _faults(browser.response) == []


def test_those_who_decide_see_the_grid_and_the_matrix_its_total_and_the_porteur_nothing(
    app: Flask, stages: Stages
) -> None:
    world = stages.put_back(app, "session open", of_a_year("approved"))
    session, item = world.session, world.made.items["draft"]
    page = world.browser("agent51").open(f"/espace/caf/seances/{session}/dossiers/{item}")
    assert "D'après le dossier" in page.text.replace("&#39;", "'"), page.text
    # The story scores what is required, with the first choice: 1,25 of 5.
    assert "1,25 sur 5" in page.text
    assert _faults(page.response) == []
    (row, *_) = world.ask("agent51", "GET", f"/sessions/{session}/matrix.json").get_json()["rows"]
    assert row["score"] == "1,25 sur 5"
    matrix = world.browser("agent51").open(f"/espace/caf/seances/{session}/matrice.html")
    assert "1,25 sur 5" in matrix.text
    porteur = world.browser("neighbour51").open(f"/espace/dossiers/{world.draft}")
    assert "1,25" not in porteur.text
    assert world.ask("neighbour51", "GET", f"/dossiers/{world.draft}/study").status_code == 403
