"""What counted rows come to: the only place that reads states, so that every engine tells the same."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from clas_core.simulation.classes import SAME
from clas_core.simulation.eligibility_columns import NOT_MET, UNKNOWN, Condition
from clas_core.simulation.replay import Replay, State
from clas_core.simulation.rule_set import RuleSet

BEFORE, AFTER = "before", "after"


@dataclass(slots=True)
class Line:
    """What some of the groups come to, in cents, under the rules of before and of after."""

    groups: int = 0
    ps: Counter[str] = field(default_factory=Counter)
    bonuses: Counter[str] = field(default_factory=Counter)
    eligible: Counter[str] = field(default_factory=Counter)
    winners: int = 0
    won: int = 0
    losers: int = 0
    lost: int = 0

    def total(self, when: str) -> int:
        return self.ps[when] + self.bonuses[when]

    def count(self, said: "_Said", groups: int, ps_before: int, ps_after: int) -> None:
        """Add as many groups of one state, with the sums of their Ps under each set of rules, eligible or not."""
        self.groups += groups
        more = 0
        for when, ps, sign in ((BEFORE, ps_before, -1), (AFTER, ps_after, 1)):
            if not said.missed[when]:
                paid, bonuses = int(ps or 0), groups * said.bonuses[when]
                self.eligible[when] += groups
                self.ps[when] += paid
                self.bonuses[when] += bonuses
                more += sign * (paid + bonuses)
        if said.state.class_ > SAME:
            self.winners += groups
            self.won += more
        elif said.state.class_ < SAME:
            self.losers += groups
            self.lost -= more

    def add(self, other: "Line") -> None:
        self.groups += other.groups
        for mine, theirs in ((self.ps, other.ps), (self.bonuses, other.bonuses), (self.eligible, other.eligible)):
            mine.update(theirs)
        self.winners += other.winners
        self.won += other.won
        self.losers += other.losers
        self.lost += other.lost


@dataclass(slots=True)
class Tally:
    """What is counted of all the groups, whatever the number of files that they come from."""

    whole: Line = field(default_factory=Line)
    refused: Counter[str] = field(default_factory=Counter)
    classes: Counter[int] = field(default_factory=Counter)
    amounts: Counter[int] = field(default_factory=Counter)
    becomes_ineligible: Counter[str] = field(default_factory=Counter)
    becomes_eligible: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    turned: Counter[str] = field(default_factory=Counter)
    by: dict[str, dict[str, Line]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows were taken, those that could not be computed among them."""
        return self.whole.groups + self.refused.total()

    def take(self, replay: Replay, rows: Iterable[tuple[int, int, int, int]]) -> None:
        """Add what `Replay.counted` gave of a file."""
        judged = _Judged(replay)
        for number, groups, ps_before, ps_after in _by_state(rows):
            said = judged.of(number)
            if said.state.reason:
                self.refused[said.state.reason] += groups
                continue
            line = Line()
            line.count(said, groups, ps_before, ps_after)
            self.whole.add(line)
            self.classes[said.state.class_] += groups
            self.amounts[said.state.class_] += line.total(AFTER) - line.total(BEFORE)
            self._explain(said, groups)

    def take_by(self, by: str, replay: Replay, rows: Iterable[tuple[int, str, int, int, int]]) -> None:
        """Add what `Replay.counted` gave of a file, `by` one of its columns."""
        judged = _Judged(replay)
        lines = self.by.setdefault(by, {})
        for number, key, groups, ps_before, ps_after in rows:
            said = judged.of(number)
            if not said.state.reason:
                name = replay.key_of(by, key)
                if name not in lines:
                    lines[name] = Line()
                lines[name].count(said, groups, ps_before, ps_after)

    def _explain(self, said: "_Said", groups: int) -> None:
        before, after = (not said.missed[when] for when in (BEFORE, AFTER))
        if before and not after:
            self.turned["ineligible"] += groups
            self.becomes_ineligible.update(dict.fromkeys(said.missed[AFTER], groups))
        if after and not before:
            self.turned["eligible"] += groups
            self.becomes_eligible.update(dict.fromkeys(said.missed[BEFORE], groups))
        if after:
            self.unknown.update(dict.fromkeys(said.unknown, groups))
        for bonus in said.state.bonuses:
            self.asked[bonus, "asked"] += groups
            self.asked[bonus, BEFORE] += groups * before
            self.asked[bonus, AFTER] += groups * after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a state comes to under each set of rules: the criteria that it misses, and its bonuses, in cents."""

    state: State
    missed: Mapping[str, Sequence[str]]
    bonuses: Mapping[str, int]
    unknown: Sequence[str]


class _Judged:
    """The states of one replay, each read once: there are few of them, for as many keys as there may be."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.sets = {BEFORE: replay.before, AFTER: replay.after}
        self.known: dict[int, _Said] = {}

    def of(self, number: int) -> _Said:
        said = self.known.get(number)
        if said is None:
            state = self.replay.state_of(number)
            said = self.known[number] = _Said(
                state=state,
                missed={when: _judged(state, rules, NOT_MET) for when, rules in self.sets.items()},
                bonuses={
                    when: sum(rules.bonuses.get(each) or 0 for each in state.bonuses)
                    for when, rules in self.sets.items()
                },
                unknown=_judged(state, self.replay.after, UNKNOWN),
            )
        return said


def _judged(state: State, rules: RuleSet, verdict: int) -> Sequence[str]:
    """Return the criteria of a set of rules of which a state says this verdict."""
    return tuple(each.id for each in rules.criteria if state.verdicts.get(Condition.of(each)) == verdict)


def _by_state(rows: Iterable[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the rows of each state together, whatever else they were counted by."""
    found: dict[int, list[int]] = {}
    for number, groups, ps_before, ps_after in rows:
        sums = found.setdefault(number, [0, 0, 0])
        sums[0] += groups
        sums[1] += ps_before or 0
        sums[2] += ps_after or 0
    for number, (groups, ps_before, ps_after) in found.items():
        yield number, groups, ps_before, ps_after
