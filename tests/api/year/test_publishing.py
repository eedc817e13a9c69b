"""What a department grants goes public as it was shown, by an act of its head, and by no other way."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from clas_core.departments import DepartmentRegistry
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.v1.conftest import problem
from tests.api.year.conftest import Year
from tests.casts import of_a_year
from tests.stages import Stages

__all__ = ["problem"]

OPEN = '[open_data]\nps = true\nabove = 1000.00\nsource = "note"\n'
CAF = '[[caf.sirets]]\nvalue = "38077860100019"\nsince = 2020-01-01\n'
PATH = "//departments/marne/campaigns/2025-2026/open-data"
PAGE = "/espace/caf/marne/2025-2026/donnees-ouvertes"
JSON = dict[str, Any]


def _app(
    make_app: MakeApp, lend_database: LendDatabase, make_department: MakeDepartment, kind: str, more: str, caf: str
) -> Flask:
    marne = make_department("marne", "51", '"Marne"', more=more, caf=caf)
    app = make_app(registry=DepartmentRegistry([marne]), database_url=lend_database(kind, empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def app(make_app: MakeApp, lend_database: LendDatabase, kind: str, make_department: MakeDepartment) -> Flask:
    """Return an application whose Marne publishes the Ps above 1 000 €, on SQLite, then on PostgreSQL."""
    return _app(make_app, lend_database, make_department, kind, OPEN, CAF)


@pytest.fixture
def told(approved: Year) -> Year:
    """Return the year of a dossier whose approval its porteur has been told."""
    assert approved.step("agent51", "/notification").status_code == 201
    return approved


def preview(year: Year) -> JSON:
    answer = year.ask("head51", "GET", f"{PATH}/preview")
    assert answer.status_code == 200, answer.text
    found: JSON = answer.get_json()
    return found


def publish(year: Year, who: str = "head51", seen: str = "") -> Any:
    return year.ask(who, "POST", PATH, {"seen": seen or preview(year)["seen"]})


def lines(year: Year) -> list[dict[str, str]]:
    answer = year.world.client.get("/open-data/marne/2025-2026/scdl")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))


def test_nothing_is_public_before_it_is_published_then_it_is_as_it_was_shown(told: Year) -> None:
    for address in ("/open-data/marne/2025-2026", "/open-data/marne/2025-2026/scdl"):
        assert told.world.client.get(address).status_code == 404
    (shown,) = [each for each in preview(told)["awards"] if each["receipt"]]
    assert (shown["amount"], shown["standing"]) == ("4944.70", "current")
    published = publish(told)
    assert published.status_code == 201, published.text
    (line,) = lines(told)
    assert (line["montant"], line["idAttribuant"]) == ("4944.70", "38077860100019")
    assert line["referenceDecision"] == shown["reference"]
    assert publish(told).status_code == 200
    assert preview(told)["changes"] is False
    assert told.ask("anonymous", "GET", PATH).get_json()["awards"] == [shown]
    (listed,) = told.ask("anonymous", "GET", "//open-data").get_json()["items"]
    assert (listed["department"], listed["number"], listed["awards"]) == ("marne", 1, 1)


@pytest.mark.parametrize("form", ["scdl", "data-subvention", "360giving", "common-grants"])
def test_each_file_is_there_for_anybody_and_names_nobody(told: Year, form: str) -> None:
    assert publish(told).status_code == 201
    answer = told.world.client.get(f"/open-data/marne/2025-2026/{form}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    assert "Camille Aubry" not in text
    assert "@" not in text


def test_what_is_withheld_says_why(approved: Year) -> None:
    found = preview(approved)
    assert found["awards"] == []
    (withheld,) = found["withheld"]
    assert withheld["reasons"] == ["untold"]
    assert withheld["messages"] == ["La décision n'est pas encore notifiée au porteur."]
    assert publish(approved).status_code == 409


def test_a_correction_shows_once_it_is_told_and_the_first_stays(told: Year) -> None:
    assert publish(told).status_code == 201
    (before,) = lines(told)
    body = {"outcome": "refused", "reason": "Erreur sur le nombre d'enfants."}
    corrected = told.step("head51", "/corrections", body)
    assert corrected.status_code == 201, corrected.text
    assert preview(told)["changes"] is False
    assert told.step("agent51", "/notification").status_code == 201
    assert preview(told)["changes"] is True
    assert publish(told).status_code == 201
    (after,) = lines(told)
    assert (after["referenceDecision"], after["montant"]) == (before["referenceDecision"], "0.00")
    assert after["objet"].endswith("(décision retirée)")
    page = told.world.client.get("/open-data/marne/2025-2026").get_data(as_text=True)
    assert "retirée" in page


def test_what_has_changed_since_it_was_read_is_not_published(told: Year, problem: Callable[..., JSON]) -> None:
    problem(publish(told, seen="sha256:autre"), 412)
    assert told.world.client.get("/open-data/marne/2025-2026").status_code == 404


def test_only_the_head_publishes_and_only_the_caf_previews(told: Year) -> None:
    seen = preview(told)["seen"]
    for who, status in (("agent51", 403), ("head77", 404), ("porteur51", 403), ("anonymous", 401), ("admin", 403)):
        assert publish(told, who, seen).status_code == status, who
    for who, status in (("agent51", 200), ("head77", 404), ("committee51", 403), ("anonymous", 401)):
        assert told.ask(who, "GET", f"{PATH}/preview").status_code == status, who


def test_the_page_shows_what_will_be_public_and_publishes_it(told: Year) -> None:
    agent = told.world.browser("agent51").client.get(PAGE).get_data(as_text=True)
    assert "La personne responsable du service publie." in agent
    head = told.world.browser("head51")
    page = head.client.get(PAGE).get_data(as_text=True)
    assert "question de droit encore ouverte" in page
    assert "Publier ces 1 lignes" not in page
    sent = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]  # type: ignore[index]
        for name in ("csrf_token", "seen", "revision")
    }
    again = head.client.post(PAGE, data={**sent, "seen": "sha256:autre"})
    assert again.status_code == 412
    assert head.client.post(PAGE, data=sent).status_code == 303
    assert "Tout cela est déjà public." in head.client.get(PAGE).get_data(as_text=True)
    assert "4\u202f944,70" in told.world.client.get("/open-data/marne/2025-2026").get_data(as_text=True)


@pytest.mark.parametrize(
    ("more", "caf", "reasons"),
    [("", CAF, ["ps_alone"]), (OPEN, "", ["no_giver"]), (OPEN.replace("above = 1000.00\n", ""), CAF, ["small"])],
    ids=["the Ps is not a grant", "no SIRET of the Caf", "the threshold of the decree"],
)
def test_by_default_and_without_what_a_line_needs_nothing_goes(
    make_app: MakeApp,
    lend_database: LendDatabase,
    make_department: MakeDepartment,
    stages: Stages,
    more: str,
    caf: str,
    reasons: list[str],
) -> None:
    app = _app(make_app, lend_database, make_department, "sqlite", more, caf)
    world = stages.put_back(app, "closed", of_a_year("approved"))
    year = Year(app, world, world.draft)
    assert year.step("agent51", "/notification").status_code == 201
    (withheld,) = preview(year)["withheld"]
    assert withheld["reasons"] == reasons
    assert publish(year).status_code == 409
