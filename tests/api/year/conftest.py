"""A department whose call states advances and when the bilan is due, and a dossier of two groups that it approved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from clas_api.store.database import database
from clas_core.departments import DepartmentRegistry
from tests.api.accounts.conftest import NOW
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.api.year.kept_years import Kept
from tests.casts import of_a_year
from tests.stages import Stages, World

MORE = """
[bilan]
about = "2024-2025"
service = "Cette plateforme"
due = 2025-09-30
needed_for_next_deposit = true
source = "note"
[[advances]]
share = 0.5
on = 2025-10-15
source = "note"
[[advances]]
share = 0.333
on = 2026-02-01
source = "note"
"""


@dataclass
class Year:
    """The dossier of `neighbour51`: two groups, of 8 500,00 € with the bonus « children », and of 5 500,00 €.

    By hand: 33 % of 8 500,00 = 2 805,00, above the published maximum: 2 800,70; with 329,00: 3 129,70.
    33 % of 5 500,00 = 1 815,00. In all 4 944,70.
    """

    app: Flask
    world: World
    dossier: str

    def ask(self, who: str, method: str, below: str = "", body: Any = None, *, match: int | None = None) -> Any:
        """Ask for something below the dossier, or at a whole address."""
        path = below if below.startswith("//") else f"/dossiers/{self.dossier}{below}"
        headers = {} if match is None else {"If-Match": f'"{match}"'}
        return self.world.ask(
            who, method, path.removeprefix("/") if path.startswith("//") else path, body, headers=headers
        )

    def revision(self) -> int:
        return int(self.ask("neighbour51", "GET").get_json()["revision"])

    def step(self, who: str, below: str, body: Any = None) -> Any:
        """Take a step on the dossier as it stands."""
        return self.ask(who, "POST", below, body, match=self.revision())

    def begin(self) -> None:
        """Notify the dossier, and begin it: a kept stage, where nothing was done since its decision."""
        if self.world.is_untouched and "draft" in self.world.made.items:
            self.world = self.world.to("year begun", of_a_year("running"))
            return
        assert self.step("agent51", "/notification").status_code == 201
        answer = self.step("agent51", "/beginning", {})
        assert answer.status_code == 200, answer.text

    def pay(self) -> None:
        """Make every advance."""
        for each in self.ask("agent51", "GET", "/payments").get_json()["payments"]:
            body = {"reference": "VIR-1", "paid_on": "2025-07-01"}
            made = self.ask("agent51", "PATCH", f"//payments/{each['id']}", body, match=each["revision"])
            assert made.status_code == 200, made.text

    def told(self, *costs: str, attendance: int = 95) -> dict[str, Any]:
        """Return a whole bilan, the groups having cost `costs`."""
        group = {
            "children": [{"level": "ce2", "girls": 6, "boys": 6}],
            "attendance": attendance,
            "sessions_held": 58,
            "parents": 9,
            "paid_adults": 1,
            "volunteer_adults": 1,
            "bonus_use": "Un atelier de théâtre.",
        }
        return {
            "groups": [{"position": place, "running_costs": cost, **group} for place, cost in enumerate(costs, 1)],
            "schools": 1,
            "axes": dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui a été fait."),
            "budget": [{"account": "64", "amount": "20000.00"}, {"account": "70", "amount": "20000.00"}],
        }

    def file(self, *costs: str, attendance: int = 95) -> None:
        """Write a whole bilan, and file it."""
        revision = self.ask("neighbour51", "GET", "/bilan").get_json()["revision"]
        saved = self.ask("neighbour51", "PATCH", "/bilan", self.told(*costs, attendance=attendance), match=revision)
        assert saved.status_code == 200, saved.text
        filed = self.ask("neighbour51", "POST", "/bilan/filing", match=saved.get_json()["revision"])
        assert filed.status_code == 200, filed.text


@pytest.fixture
def kept(make_app: MakeApp, database_url: str, tmp_path: Path) -> Iterator[Kept]:
    """Return an installation with a folder of added years, on SQLite, then on PostgreSQL."""
    made: list[Flask] = []

    def start(moment: datetime, registry: DepartmentRegistry | None) -> Flask:
        made.append(make_app(database_url=database_url, today=moment, referentials=tmp_path, registry=registry))
        return made[-1]

    yield Kept(start, tmp_path, NOW)
    for each in made:
        with each.app_context():
            database.engine.dispose()


@pytest.fixture
def app(make_app: MakeApp, lend_database: LendDatabase, kind: str, make_department: MakeDepartment) -> Flask:
    """Return an application whose Marne states advances, on SQLite, then on PostgreSQL; a stage is put there."""
    marne = make_department("marne", "51", '"Marne"', more=MORE)
    app = make_app(registry=DepartmentRegistry([marne]), database_url=lend_database(kind, empty=False))
    app.config["RATELIMIT_ENABLED"] = False
    return app


@pytest.fixture
def deposited(app: Flask, stages: Stages) -> Year:
    """Return the year of a dossier that is deposited."""
    world = stages.put_back(app, "deposited", of_a_year("deposited"))
    return Year(app, world, world.draft)


@pytest.fixture
def approved(app: Flask, stages: Stages) -> Year:
    """Return the year of a dossier that is approved as it was asked."""
    world = stages.put_back(app, "closed", of_a_year("approved"))
    return Year(app, world, world.draft)
