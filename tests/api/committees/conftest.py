"""A department with a committee of its own, dossiers that were studied, and whoever sits."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from bench.filled import siret_of
from bench.samples import content
from clas_api.scenario import Cast, Seat
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow
from clas_core.departments import DepartmentRegistry
from tests.api.committees.allocated import Told
from tests.api.conftest import LendDatabase, MakeApp
from tests.api.departments import MakeDepartment
from tests.applications import installed
from tests.casts import SMALL, at_a_committee, described
from tests.stages import Stages, World

JSON = dict[str, Any]

COMMITTEE = """
[institutions.education-nationale]
name = "Éducation nationale"
[institutions.msa]
name = "MSA"
[[committees]]
id = "steering"
kind = "steering"
label = "Comité de pilotage"
members = ["caf", "education-nationale", "msa"]
missions = ["Choisir les projets."]
source = "note"
{rules}
"""

GRANTED = {"position": 1, "retained": True, "running_costs": "9000.00", "bonuses": {"children": "Un projet d'un an."}}
APPROVED = {"outcome": "approved", "groups": [GRANTED]}
"""The whole demand of `bench.samples.content`: 2,800.70 € of Ps and 329.00 € of one bonus."""
REFUSED = {"outcome": "refused", "reason": "Le socle n'est pas décrit."}


@dataclass
class Room:
    """A session at work. What is asked must be answered as `expected`; the version of the session is followed."""

    put: Callable[[str, Cast], World]
    heard: list[Any]
    session: str = ""
    seats: dict[str, str] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)
    dossiers: list[str] = field(default_factory=list)
    revision: int = 1
    _world: World | None = None

    @property
    def world(self) -> World:
        """The small world, in which nothing is before a committee yet; or the one in which a session is open."""
        if self._world is None:
            self._world = self.put("deposited", SMALL)
        return self._world

    def ask(
        self, who: str, method: str, path: str, body: Any = None, *, expected: int = 200, version: Any = None
    ) -> JSON:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        answer = self.world.ask(who, method, path, body, headers=headers)
        assert answer.status_code == expected, f"{answer.status_code}: {answer.text}"
        return answer.get_json(silent=True) or {}

    def on_session(
        self, method: str, below: str, body: Any = None, *, who: str = "agent51", expected: int = 200
    ) -> JSON:
        given = self.ask(
            who, method, f"/sessions/{self.session}{below}", body, expected=expected, version=self.revision
        )
        self.revision = given.get("revision", self.revision)
        return given

    def on_item(
        self,
        method: str,
        below: str,
        body: Any = None,
        *,
        who: str = "agent51",
        item: int = 0,
        expected: int = 200,
        version: int | None = None,
    ) -> JSON:
        path = f"/sessions/{self.session}/items/{self.items[item]}{below}"
        return self.ask(who, method, path, body, expected=expected, version=version)

    def decide(self, decision: JSON, *, item: int = 0, expected: int = 200, version: Any = None) -> JSON:
        path = f"/sessions/{self.session}/items/{self.items[item]}"
        version = self.ask("agent51", "GET", path)["revision"] if version is None else version
        return self.ask("agent51", "PUT", f"{path}/decision", decision, expected=expected, version=version)

    def deposit(self, dossier: JSON | None = None) -> str:
        """Deposit a dossier of an organisation of its own, which the Caf has studied."""
        number = 100 + len(self.dossiers)
        porteur = self.ask("porteur51", "POST", "/porteurs", described(siret_of(number)), expected=201)["id"]
        call = {"department": "marne", "school_year": "2025-2026", "porteur": porteur}
        key: str = self.ask("porteur51", "POST", "/dossiers", call, expected=201)["id"]
        self.ask("porteur51", "PATCH", f"/dossiers/{key}", dossier or content(), version=1)
        self.ask("porteur51", "POST", f"/dossiers/{key}/deposit", {}, expected=201)
        self.study(key)
        self.dossiers.append(key)
        return key

    def study(self, key: str, state: str = "examined") -> None:
        with self.world.client.application.app_context():
            open_session(database.session, EVERYTHING, writing=True)
            database.session.execute(update(DossierRow).where(DossierRow.id == UUID(key)).values(state=state))
            database.session.commit()

    def plan(self, **more: Any) -> JSON:
        asked = {"school_year": "2025-2026", "body": "steering", "held_on": "2025-07-01", "place": "Caf", **more}
        given = self.ask("agent51", "POST", "/departments/marne/sessions", asked, expected=201)
        self.session, self.revision = given["id"], given["revision"]
        return given

    def seat(self, *more: JSON) -> JSON:
        """Seat a member with an account, one by name who presides, and `more`."""
        account = str(self.world.accounts["committee51"])
        seats = [
            {"institution": "education-nationale", "account": account},
            {"institution": "caf", "name": "Dominique Roy", "presides": True},
            *more,
        ]
        given = self.on_session("PUT", "/seats", {"seats": seats})
        self.seats = {seat["name"]: seat["id"] for seat in given["seats"]}
        return given

    def enter(self, *names: str) -> JSON:
        present = [self.seats[name] for name in names or self.seats]
        return self.on_session("PUT", "/attendance", {"present": present})

    def inscribe(self, *dossiers: str) -> JSON:
        given = self.on_session("PUT", "/agenda", {"dossiers": dossiers or self.dossiers})
        self.items = [item["id"] for item in given["items"]]
        return given

    def ready(self, count: int = 1, *more: Seat) -> "Room":
        """Open a session on dossiers that were studied, with a member who has an account and one who presides."""
        cast = at_a_committee(count, *more)
        self._world = self.put("session open", cast) if self._world is None else self._world.to("session open", cast)
        made = self._world.made
        self.session = str(made.session)
        self.seats = {who: str(key) for who, key in made.seats.items()}
        self.dossiers = [self._world.dossier(str(each)) for each in range(count)]
        self.items = [str(made.items[str(each)]) for each in range(count)]
        self.revision = self.on_session("GET", "")["revision"]
        return self

    def vote(self, choices: dict[str, str], *, item: int = 0, expected: int = 200) -> JSON:
        known = {each["seat"]: each["revision"] for each in self.on_item("GET", "", item=item)["votes"]}
        seats = {self.seats[name]: choice for name, choice in choices.items()}
        votes = [{"seat": seat, "choice": choice, "revision": known.get(seat, 0)} for seat, choice in seats.items()]
        return self.on_item("PUT", "/votes", {"votes": votes}, item=item, expected=expected)


MakeRoom = Callable[..., Room]


@pytest.fixture
def make_room(
    make_app: MakeApp, make_department: MakeDepartment, lend_database: LendDatabase, stages: Stages, kind: str
) -> MakeRoom:
    """Return a function that makes a room: `rules` are of the committee, `more` of the campaign, `hear` the hook."""

    def make(rules: str = "", more: str = "", hear: Callable[[Any], None] | None = None) -> Room:
        heard: list[Any] = []

        def clas_event(event: Any) -> None:
            heard.append(event)
            if hear is not None:
                hear(event)

        told = COMMITTEE.format(rules=rules) + more
        others = [each for each in installed()[1] if each.slug != "marne"]
        listening = make_department("marne", "51", '"Marne"', more=told, clas_event=clas_event)
        quiet = make_department("marne", "51", '"Marne"', more=told)
        app = make_app(database_url=lend_database(kind, empty=False), registry=DepartmentRegistry([listening, *others]))
        app.config["RATELIMIT_ENABLED"] = False
        told_by = replace(app.extensions["clas"], registry=DepartmentRegistry([quiet, *others]), _estimators={})
        return Room(lambda stage, cast: stages.put_back(app, stage, cast, told_by), heard)

    return make


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room()


@pytest.fixture(params=["sqlite", "postgresql"])
def told(
    request: pytest.FixtureRequest,
    stages: Stages,
    make_app: MakeApp,
    lend_database: LendDatabase,
    make_department: MakeDepartment,
) -> Told:
    """Return a function that tells a session of three dossiers, by a call that says `more`."""

    def tell(more: str) -> World:
        marne = make_department("marne", "51", '"Marne"', more=more)
        kept = [each for each in DepartmentRegistry.load() if each.slug != "marne"]
        app: Flask = make_app(
            registry=DepartmentRegistry([marne, *kept]), database_url=lend_database(request.param, empty=False)
        )
        app.config["RATELIMIT_ENABLED"] = False
        cast = at_a_committee(3)
        seats = (Seat(institution="caf", name="Dominique Roy", presides=True),)
        return stages.put_back(
            app, "session planned", replace(cast, sitting=replace(cast.sitting, body="departmental"), seats=seats)
        )

    return tell
