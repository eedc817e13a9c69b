"""Allowed acts never compose into a right: thousands of steps of everybody, judged by a second, naive model."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from tests.api.conftest import LendDatabase, MakeApp
from tests.api.rights.caf_acts import CafActs
from tests.api.rights.place import Place
from tests.api.rights.porteur_acts import PorteurActs
from tests.casts import at_a_committee
from tests.databases import Databases
from tests.stages import Stages

BEGINNINGS = ("anything", "a tie", "a closing")
RUNS, STEPS = 8, 60
REFUSED = {401, 403, 404}


class Acts(PorteurActs, CafActs):
    """What everybody may do, one after the other. After each step some look at what they may see, and may not."""

    # What everybody reads.

    @invariant()
    def look(self) -> None:
        """After each act somebody else reads what they may see, or may not: a list, or some address."""
        self.turn += 1
        if self.turn % 4 == 0:
            self._lists(self.readers[self.turn // 4 % len(self.readers)])
        else:
            who = self.readers[self.turn % len(self.readers)]
            told = list(self.rights.readings(who).items())
            self._read(who, *told[self.turn * 37 % len(told)])

    def _read(self, who: str, path: str, may: bool) -> None:
        answer = self._ask(who, "GET", path)
        if may and path.count("/") == 2:
            assert answer.status_code == 200, f"{who} may read {path}: {answer.text}"
        if not may:
            assert answer.status_code in REFUSED, f"{who} may not read {path}: {answer.text}"
        self._tells_no_draft(who, path, answer.text)

    def _tells_no_draft(self, who: str, path: str, text: str) -> None:
        """What is not deposited is told to its porteur alone; before the first deposit, to its Caf too, but by the
        trace."""
        for dossier, words in self.rights.unsent.items():
            hidden = dossier in self.rights.deposited or path.endswith("/audit")
            if not self.rights.writes(who, dossier) and (hidden or not self.rights.reads(who, dossier)):
                assert words not in text, f"{who} reads in {path} what is not deposited yet"

    def _lists(self, who: str) -> None:
        """The lists hold what somebody may see: all of it, and nothing else."""
        for path, seen in (
            ("/dossiers", {key for key in self.rights.dossiers if self.rights.reads(who, key)}),
            ("/porteurs", {key for key in self.sirets if self.rights.knows(who, key)}),
        ):
            answer = self._ask(who, "GET", f"{path}?limit=100")
            listed = {each["id"] for each in answer.get_json()["items"]} if answer.status_code == 200 else set()
            assert listed == seen, f"{who} in {path}: too many {listed - seen}, too few {seen - listed}"
            self._tells_no_draft(who, path, answer.text)

    def teardown(self) -> None:
        """At the end everybody looks at the lists, and at some addresses."""
        for index, who in enumerate(self.readers):
            self._lists(who)
            for path, may in list(self.rights.readings(who).items())[index * 7 % 60 :: 60]:
                self._read(who, path, may)


def test_allowed_acts_never_compose_into_a_right(
    make_app: MakeApp, lend_database: LendDatabase, stages: Stages, databases_of: Callable[[str], Databases]
) -> None:
    url = lend_database("sqlite", empty=False)
    app = make_app(database_url=url)
    app.config["RATELIMIT_ENABLED"] = False
    world = stages.put_back(app, "session open", at_a_committee(1))
    there = Place(world, databases_of("sqlite"), Path(url.removeprefix("sqlite:///")))
    done: Counter[str] = Counter()
    for first in BEGINNINGS:
        run_state_machine_as_test(
            type("ActsThere", (Acts,), {"place": there, "done": done, "first": first}),
            settings=settings(
                max_examples=RUNS,
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                phases=[Phase.generate],  # a run is told step by step; to shorten it would take minutes
                suppress_health_check=list(HealthCheck),
            ),
        )
    assert {"POST confirmation", "POST closing", "POST handover", "PUT decision", "PUT recusals"} <= set(done), done
