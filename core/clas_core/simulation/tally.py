"""What counted rows come to: the only place that reads states, so that every engine tells the same."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from clas_core.simulation.eligibility_columns import NOT_MET, UNKNOWN, Condition
from clas_core.simulation.replay import SAME, Replay, State
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
        for state, groups, ps_before, ps_after in rows:
            said = replay.state_of(state)
            if said.reason:
                self.refused[said.reason] += groups
                continue
            line = judged.line(said, groups, ps_before, ps_after)
            self.whole.add(line)
            self.classes[said.class_] += groups
            self.amounts[said.class_] += line.total(AFTER) - line.total(BEFORE)
            self._explain(judged, said, groups, line)

    def take_by(self, by: str, replay: Replay, rows: Iterable[tuple[int, str, int, int, int]]) -> None:
        """Add what `Replay.counted` gave of a file, `by` one of its columns."""
        judged = _Judged(replay)
        lines = self.by.setdefault(by, {})
        for state, key, groups, ps_before, ps_after in rows:
            said = replay.state_of(state)
            if not said.reason:
                lines.setdefault(replay.key_of(by, key), Line()).add(judged.line(said, groups, ps_before, ps_after))

    def _explain(self, judged: "_Judged", state: State, groups: int, line: Line) -> None:
        before, after = bool(line.eligible[BEFORE]), bool(line.eligible[AFTER])
        if before and not after:
            self.turned["ineligible"] += groups
            self.becomes_ineligible.update(dict.fromkeys(judged.missed(state, judged.replay.after), groups))
        if after and not before:
            self.turned["eligible"] += groups
            self.becomes_eligible.update(dict.fromkeys(judged.missed(state, judged.replay.before), groups))
        if after:
            self.unknown.update(dict.fromkeys(judged.unknown(state), groups))
        for bonus in state.bonuses:
            self.asked[bonus, "asked"] += groups
            self.asked[bonus, BEFORE] += groups * before
            self.asked[bonus, AFTER] += groups * after


class _Judged:
    """The states of one replay, by its two sets of rules."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.sets = {BEFORE: replay.before, AFTER: replay.after}

    def line(self, state: State, groups: int, ps_before: int, ps_after: int) -> Line:
        line = Line(groups=groups)
        for (when, rules), ps in zip(self.sets.items(), (ps_before, ps_after), strict=True):
            if not any(True for _ in self.missed(state, rules)):
                line.eligible[when] = groups
                line.ps[when] = int(ps or 0)
                line.bonuses[when] = groups * sum(rules.bonuses.get(each) or 0 for each in state.bonuses)
        more = line.total(AFTER) - line.total(BEFORE)
        if state.class_ > SAME:
            line.winners, line.won = groups, more
        elif state.class_ < SAME:
            line.losers, line.lost = groups, -more
        return line

    def missed(self, state: State, rules: RuleSet) -> Iterator[str]:
        return self._of(state, rules, NOT_MET)

    def unknown(self, state: State) -> Iterator[str]:
        return self._of(state, self.replay.after, UNKNOWN)

    def _of(self, state: State, rules: RuleSet, verdict: int) -> Iterator[str]:
        for criterion in rules.criteria:
            if state.verdicts.get(Condition.of(criterion)) == verdict:
                yield criterion.id
