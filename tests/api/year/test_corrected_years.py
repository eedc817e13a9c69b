"""Nothing is deposited under rules that are a project; a deposit keeps the rules that it was sealed under, and the next
one is sealed under the corrected rules.

By hand, one group of 9 000,00: 33 % of it is 2 970,00, above the maximum: 2 800,70 as published, 2 790,00 as corrected.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from bench.samples import content
from clas_api.installation import Installation, current_installation
from clas_api.services.rules.recording import record_rules
from clas_api.store.database import database
from clas_core.national import Referential, ReferentialLibrary
from clas_core.years import SchoolYear
from tests.api.year.conftest import Year
from tests.casts import SMALL, unpaid
from tests.certified import certificates
from tests.core.test_corrections_of_a_year import CORRECTION
from tests.stages import Stages

YEAR = SchoolYear(2025)
Serve = Callable[[Referential], None]


@pytest.fixture
def serve(app: Flask) -> Serve:
    """Return a function that serves other national rules of the year, in the same installation."""

    def serve(rules: Referential) -> None:
        installation = app.extensions["clas"]
        others = {each.school_year: each for each in installation.library}
        library = ReferentialLibrary({**others, YEAR: rules})
        app.extensions["clas"] = replace(installation, library=library, _estimators={})
        with app.app_context():
            record_rules(current_installation(), database.session)

    return serve


@pytest.fixture
def begun(app: Flask, stages: Stages) -> Year:
    """Return a year in which a draft is written whole, and may be deposited."""
    world = stages.put_back(app, "deposited", unpaid(SMALL))
    year = Year(app, world, world.draft)
    whole = content()
    (group,) = whole["actions"][0]["groups"]
    whole["actions"][0]["groups"] = [{**group, "running_costs": "9000.00", "bonuses": []}]
    lines = ({"account": "64"}, {"account": "74", "funder": "caf"})
    budget = [{**line, "amount": "9000.00"} for line in lines]
    saved = year.ask("neighbour51", "PATCH", "", {**whole, "common_costs": "0.00", "budget": budget}, match=1)
    assert saved.status_code == 200, saved.text
    return year


@pytest.fixture
def corrected(tmp_path: Any) -> Referential:
    text = CORRECTION[: CORRECTION.index('[changes."criteria')]
    (tmp_path / "2025-2026.correction-1.toml").write_text(text, encoding="utf-8")
    return ReferentialLibrary.load(tmp_path).get(YEAR)


@pytest.mark.parametrize(("status", "words"), [("draft", "en projet"), ("consultation", "en consultation")])
def test_nothing_is_deposited_under_a_project(begun: Year, serve: Serve, status: Any, words: str) -> None:
    serve(replace(ReferentialLibrary.load().get(YEAR), status=status))
    refused = begun.ask("neighbour51", "POST", "/deposit")
    assert refused.status_code == 409, refused.text
    assert f"Les règles nationales de 2025-2026 sont {words} : rien ne se dépose" in refused.get_json()["detail"]
    checked = begun.ask("neighbour51", "GET", "/check").get_json()
    assert checked["estimate"]["provisional"]
    assert checked["estimate"]["referential"]["status"] == status


def test_an_essai_may_be_played_under_a_project(begun: Year, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its database is its own, and each of its pages says so: it is a simulation too."""
    serve(replace(ReferentialLibrary.load().get(YEAR), status="consultation"))
    monkeypatch.setattr(Installation, "is_rehearsal", property(lambda _: True))
    assert begun.ask("neighbour51", "POST", "/deposit").status_code == 201
    assert begun.ask("neighbour51", "GET", "/versions/1").get_json()["estimate"]["provisional"]


def test_a_deposit_keeps_its_amount_after_a_correction_and_the_next_one_uses_it(
    begun: Year, serve: Serve, corrected: Referential
) -> None:
    published = ReferentialLibrary.load().get(YEAR)
    serve(published)
    first = begun.ask("neighbour51", "POST", "/deposit")
    assert first.status_code == 201, first.text
    kept = begun.ask("neighbour51", "GET", "/versions/1").get_json()
    serve(corrected)
    assert begun.ask("neighbour51", "GET", "/versions/1").get_json() == kept
    (made,) = certificates(begun.app, begun.dossier).values()
    assert (made["amount"], "corrections" in made["rules"]) == ("2800.70", False)
    assert (kept["estimate"]["total"], kept["estimate"]["referential"]["digest"]) == ("2800.70", published.digest)
    assert "corrections" not in kept["estimate"]["referential"]
    draft = begun.ask("neighbour51", "GET", "").get_json()
    changed = begun.ask(
        "neighbour51",
        "PATCH",
        "",
        {"contact": {**content()["contact"], "phone": "03 26 47 10 20"}},
        match=draft["revision"],
    )
    assert changed.status_code == 200, changed.text
    assert begun.ask("neighbour51", "POST", "/deposit").status_code == 201
    again = begun.ask("neighbour51", "GET", "/versions/2").get_json()["estimate"]
    assert (again["total"], again["referential"]["digest"]) == ("2790.00", corrected.digest)
    assert [each["number"] for each in again["referential"]["corrections"]] == [1]
    (made,) = certificates(begun.app, begun.dossier).values()
    assert (made["amount"], made["rules"]["corrections"]) == ("2790.00", again["referential"]["corrections"])
