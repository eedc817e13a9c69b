"""The stages that tests begin at do not lie: what each keeps is what the same requests to the JSON service reach."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Engine

from bench.filled import siret_of
from bench.samples import content
from clas_api.scenario import STAGES, Cast, Part
from clas_api.scenario.cast import OUTCOMES, TOLD, UNDEPOSITED
from clas_api.scenario.committee import REASONS
from clas_api.scenario.instruction import ADVICE, BONUS, OVER
from clas_api.scenario.year import bilan
from clas_api.store.database import database
from clas_core.committees.decision import RetainedGroup
from tests.api.conftest import LendDatabase, MakeApp
from tests.casts import NOW, SMALL, part
from tests.likeness import differences, likeness
from tests.stages import Stages, World, told_in

ENDS = ("closed", "settled", "notified", "refused", "deferred", "examined", "inadmissible", "withdrawn", "deposited")
EVERY_END = replace(
    SMALL,
    parts=(
        *SMALL.parts,
        *(
            part(end, "porteur51", siret_of(200 + number), content(), end=end, spent=90)
            for number, end in enumerate(ENDS)
        ),
    ),
)
"""The small world, with a dossier of each end that is told otherwise than the others."""

GROUP = RetainedGroup(position=1, retained=True, running_costs=900_000, bonuses={"children": BONUS})
APPROVED = {
    "outcome": "approved",
    "reason": None,
    "groups": [{"position": 1, "retained": True, "running_costs": "9000.00", "bonuses": {"children": BONUS}}],
}


@dataclass
class Requests:
    """The same story, told by requests to the JSON service, a method a stage."""

    world: World
    cast: Cast

    def ask(self, who: str, method: str, path: str, body: Any = None, *, of: str = "", version: Any = None) -> Any:
        if of:
            version = self.ask(who, "GET", of)["revision"]
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        answer = self.world.ask(who, method, path, body, headers=headers)
        assert answer.status_code < 300, f"{method} {path}: {answer.text}"
        return answer.get_json()

    def caf(self, method: str, path: str, body: Any = None, *, of: str = "", version: Any = None) -> Any:
        return self.ask(self.cast.agent, method, path, body, of=of, version=version)

    def parts(self, *ends: str) -> Iterator[tuple[Part, str]]:
        """Yield the dossiers that end so, with the address of each."""
        return ((each, f"/dossiers/{self.world.dossier(each.key)}") for each in self.cast.parts if each.end in ends)

    def drafts(self) -> None:
        made = self.world.made
        for each in self.cast.parts:
            made.porteurs[each.siret] = self.ask(each.who, "POST", "/porteurs", dict(each.organisation))["id"]
            if each.end == "described":
                continue
            call = {"department": "marne", "school_year": self.cast.year, "porteur": made.porteurs[each.siret]}
            made.dossiers[each.key] = self.ask(each.who, "POST", "/dossiers", call)["id"]
            for sections in each.evenings:
                path = f"/dossiers/{made.dossiers[each.key]}"
                self.ask(each.who, "PATCH", path, dict(sections), of=path)

    def deposited(self) -> None:
        for each, path in self.parts(*{each.end for each in self.cast.parts} - set(UNDEPOSITED)):
            self.ask(each.who, "POST", f"{path}/deposit")
            if each.end == "withdrawn":
                self.ask(each.who, "POST", f"{path}/withdrawal", of=path)

    def instructed(self) -> None:
        for each, path in self.parts("inadmissible", "examined", *OUTCOMES):
            if each.end == "inadmissible":
                self.caf("POST", f"{path}/admissibility", {"verdict": "not_met", "reason": OVER}, of=path)
                continue
            self.caf("POST", f"{path}/admissibility", {"verdict": "met"}, of=path)
            self.caf("POST", f"{path}/study", {"proposal": APPROVED, "advice": ADVICE}, of=path)

    def session_planned(self) -> None:
        made, sitting = self.world.made, self.cast.sitting
        asked = {"school_year": self.cast.year, "body": sitting.body, "held_on": "2025-07-01", "place": sitting.place}
        made.session = self.caf("POST", "/departments/marne/sessions", asked)["id"]
        dossiers = [self.world.dossier(each.key) for each, _ in self.parts(*OUTCOMES)]
        told = self.caf("PUT", f"{self._session}/agenda", {"dossiers": dossiers}, of=self._session)
        made.items = {
            each.key: item["id"] for (each, _), item in zip(self.parts(*OUTCOMES), told["items"], strict=True)
        }
        seats = [
            {"institution": each.institution, "presides": each.presides}
            | ({"account": str(self.world.accounts[each.who])} if each.who else {"name": each.name})
            for each in self.cast.seats
        ]
        told = self.caf("PUT", f"{self._session}/seats", {"seats": seats}, of=self._session)
        made.seats = {each["name"]: each["id"] for each in told["seats"]}

    @property
    def _session(self) -> str:
        return f"/sessions/{self.world.made.session}"

    def session_open(self) -> None:
        present = list(self.world.made.seats.values())
        self.caf("PUT", f"{self._session}/attendance", {"present": present}, of=self._session)
        self.caf("POST", f"{self._session}/opening", of=self._session)

    def voted(self) -> None:
        for each, _ in self.parts(*OUTCOMES):
            item, outcome = f"{self._session}/items/{self.world.made.items[each.key]}", OUTCOMES[each.end]
            choice = "for" if outcome == "approved" else "against"
            seats = self.world.made.seats.values()
            votes = [{"seat": seat, "choice": choice, "revision": 0} for seat in seats]
            self.caf("PUT", f"{item}/votes", {"votes": votes})
            decision = APPROVED if outcome == "approved" else {"outcome": outcome, "reason": REASONS[outcome]}
            self.caf("PUT", f"{item}/decision", decision, of=item)

    def closed(self) -> None:
        self.caf("POST", f"{self._session}/closing", of=self._session)

    def notified(self) -> None:
        for _, path in self.parts(*TOLD):
            self.caf("POST", f"{path}/notification", of=path)

    def year_begun(self) -> None:
        for _, path in self.parts(*TOLD[1:]):
            self.caf("POST", f"{path}/beginning", {"signed_on": "2025-07-01"}, of=path)

    def bilan_filed(self) -> None:
        for each, path in self.parts(*TOLD[2:]):
            self.ask(each.who, "PATCH", f"{path}/bilan", bilan([GROUP], each.spent), of=f"{path}/bilan")
            self.ask(each.who, "POST", f"{path}/bilan/filing", of=f"{path}/bilan")

    def settled(self) -> None:
        for _, path in self.parts(*TOLD[3:]):
            self.caf("POST", f"{path}/settlement", of=path)

    def over(self) -> None:
        for each, path in self.parts(*TOLD[4:]):
            for payment in self.caf("GET", f"{path}/payments")["payments"]:
                paid = {"reference": f"VIR-51-{self.cast.parts.index(each) + 1:04d}", "paid_on": "2025-07-01"}
                self.caf("PATCH", f"/payments/{payment['id']}", paid, version=payment["revision"])
            self.caf("POST", f"{path}/closing", of=path)


def _engine(world: World) -> Engine:
    with world.app.app_context():
        return database.engine


@pytest.fixture
def put(stages: Stages, make_app: MakeApp, lend_database: LendDatabase, kind: str) -> Callable[[str], World]:
    """Return a function that puts a stage into a database of its own."""

    def put(stage: str) -> World:
        app = make_app(database_url=lend_database(kind, empty=False), today=NOW)
        app.config["RATELIMIT_ENABLED"] = False
        return stages.put_back(app, stage, EVERY_END)

    return put


def test_each_stage_is_what_the_same_requests_reach(put: Callable[[str], World]) -> None:
    requests, kept = Requests(put("people"), EVERY_END), put("people")
    for stage in list(STAGES)[1:-1]:  # the next year is told in `year/test_next_year`, where there is a call of it
        getattr(requests, stage.replace(" ", "_"))()
        kept = kept.to(stage)
        assert differences(likeness(_engine(requests.world)), likeness(_engine(kept))) == [], stage


def test_a_story_that_is_told_at_once_comes_to_the_same(
    put: Callable[[str], World], make_app: MakeApp, lend_database: LendDatabase, kind: str
) -> None:
    at_once = told_in(make_app(database_url=lend_database(kind), today=NOW), "over", EVERY_END)
    assert differences(likeness(_engine(at_once)), likeness(_engine(put("over")))) == []


def test_what_differs_is_told(put: Callable[[str], World]) -> None:
    one, other = put("deposited"), put("instructed")
    told = differences(likeness(_engine(one)), likeness(_engine(other)))
    assert any(each.startswith("only in the second: examinations") for each in told)
    assert any(each.startswith("only in the first: dossiers") for each in told)
