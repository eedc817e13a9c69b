"""The impact of rules on groups, as one JSON document: the same whatever ran it, but for `engine` and `elapsed`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clas_core.eligibility import LEVELS
from clas_core.money import amount_text, write_euros
from clas_core.porteurs import NATURES
from clas_core.simulation.classes import BOUNDS
from clas_core.simulation.columns import REASONS
from clas_core.simulation.eligibility_columns import is_answered
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.tally import AFTER, BEFORE, Line, Tally
from clas_core.simulation.texts import SEVERAL
from clas_core.simulation.twice import Twice

Uncertainty = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What groups come to under two sets of rules. `examples` are refused rows, by reason; `envelopes` what each
    department may pay, in cents, by department then by ``ps`` or ``bonuses``."""

    before: RuleSet
    after: RuleSet
    tally: Tally
    columns: Sequence[str]
    by: Sequence[str] = ()
    files: Sequence[str] = ()
    examples: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    departments: Mapping[str, str] = field(default_factory=dict)
    envelopes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    uncertainty: Uncertainty = field(default_factory=dict)
    twice: Twice = field(default_factory=lambda: Twice(searched=False))
    remarks: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the document."""
        tally, whole = self.tally, self.tally.whole
        told = {
            "rules": _named(self.after),
            "against": _named(self.before),
            "files": list(self.files),
            "rows": tally.rows,
            "groups": whole.groups,
            "refused": self._refused(),
            "total": _totals(whole.total(BEFORE), whole.total(AFTER)),
            "ps": _totals(whole.ps[BEFORE], whole.ps[AFTER]),
            "eligible": {"before": whole.eligible[BEFORE], "after": whole.eligible[AFTER]},
            "by": {each: self._lines(each) for each in self.by},
            "winners": {"groups": whole.winners, "amount": amount_text(whole.won)},
            "losers": {"groups": whole.losers, "amount": amount_text(whole.lost)},
            "unchanged": {"groups": whole.groups - whole.winners - whole.losers},
            "distribution": self._distribution(),
            "becomes_ineligible": self._turned("ineligible", self.after, tally.becomes_ineligible),
            "becomes_eligible": self._turned("eligible", self.before, tally.becomes_eligible),
            "not_known": [
                {"criterion": each.id, "label": each.label, "groups": self._unknown(each.id)}
                for each in self.after.criteria
                if self._unknown(each.id)
            ],
            "not_replayed": _not_replayed(self.after),
            "bonuses": self._bonuses(),
            "envelopes": self._envelopes(),
            "duplicates": self.twice.as_json(),
            "uncertainty": dict(self.uncertainty),
            "remarks": list(self.remarks),
        }
        return dict(sorted(told.items()))

    def _unknown(self, criterion: str) -> int:
        found = next(each for each in self.after.criteria if each.id == criterion)
        if not is_answered(found, self.columns):
            return self.tally.whole.eligible[AFTER]
        return self.tally.unknown[criterion]

    def _refused(self) -> list[dict[str, Any]]:
        return [
            {
                "reason": each,
                "message": said,
                "rows": self.tally.refused[each],
                "examples": list(self.examples.get(each, ())),
            }
            for each, said in REASONS.items()
            if self.tally.refused[each]
        ]

    def _lines(self, by: str) -> list[dict[str, Any]]:
        lines = self.tally.by.get(by, {})
        if by == "department":
            merged: dict[str, Line] = {}
            for key, line in lines.items():
                merged.setdefault(self.departments.get(key, key), Line()).add(line)
            lines = merged
        return [{by: key, **_line(lines[key])} for key in sorted(lines, key=_order(by))]

    def _distribution(self) -> list[dict[str, Any]]:
        starts = (None, *BOUNDS)
        ends = (*(each - 1 for each in BOUNDS), None)
        return [
            {
                "from": None if start is None else amount_text(start),
                "to": None if end is None else amount_text(end),
                "label": class_label(start, end),
                "groups": self.tally.classes[place],
                "amount": amount_text(self.tally.amounts[place]),
            }
            for place, (start, end) in enumerate(zip(starts, ends, strict=True))
        ]

    def _turned(self, word: str, rules: RuleSet, found: Mapping[str, int]) -> dict[str, Any]:
        because = [
            {"criterion": each.id, "message": each.message, "expected": each.expected, "groups": found[each.id]}
            for each in rules.criteria
            if found.get(each.id)
        ]
        return {"groups": self.tally.turned[word], "because": because}

    def _bonuses(self) -> dict[str, Any]:
        """Return each bonus as it is asked for, and what the total would be without any and with all of them."""
        whole, sets = self.tally.whole, {BEFORE: self.before, AFTER: self.after}
        known = dict.fromkeys((*self.before.bonuses, *self.after.bonuses))
        each_one = [
            {
                "bonus": bonus,
                "asked": self.tally.asked[bonus, "asked"],
                **{when: self._granted(bonus, when, rules.bonuses.get(bonus)) for when, rules in sets.items()},
            }
            for bonus in known
        ]
        all_of_them = {
            when: whole.ps[when] + whole.eligible[when] * sum(each or 0 for each in rules.bonuses.values())
            for when, rules in sets.items()
        }
        unpublished = any(worth is None for rules in sets.values() for worth in rules.bonuses.values())
        return {
            "each": each_one,
            "scenarios": {
                "none": _totals(whole.ps[BEFORE], whole.ps[AFTER]),
                "asked": _totals(whole.total(BEFORE), whole.total(AFTER)),
                "all": None if unpublished else _totals(all_of_them[BEFORE], all_of_them[AFTER]),
            },
        }

    def _granted(self, bonus: str, when: str, worth: int | None) -> dict[str, Any] | None:
        """Return what a bonus comes to; nothing where no amount of it is published."""
        if worth is None:
            return None
        groups = self.tally.asked[bonus, when]
        return {"groups": groups, "amount": amount_text(groups * worth)}

    def _envelopes(self) -> list[dict[str, Any]]:
        """Return the envelopes that are exceeded under the new rules."""
        found: dict[str, Line] = {}
        for key, line in self.tally.by.get("department", {}).items():
            found.setdefault(self.departments.get(key, key), Line()).add(line)
        told = []
        for department in sorted(self.envelopes):
            line = found.get(department, Line())
            for kind, amount in sorted(self.envelopes[department].items()):
                spent = line.ps if kind == "ps" else line.bonuses
                if spent[AFTER] > amount:
                    told.append(
                        {
                            "department": department,
                            "kind": kind,
                            "envelope": amount_text(amount),
                            "before": amount_text(spent[BEFORE]),
                            "after": amount_text(spent[AFTER]),
                            "exceeded_by": amount_text(spent[AFTER] - amount),
                        }
                    )
        return told


def class_label(start: int | None, end: int | None) -> str:
    """Return the name of a class of difference, for whoever reads it."""
    if start is None and end is not None:
        return f"{write_euros(-end)} de moins, ou davantage"
    if end is None and start is not None:
        return f"{write_euros(start)} de plus, ou davantage"
    assert start is not None
    assert end is not None
    if start == end == 0:
        return "sans changement"
    if end < 0:
        return f"de {write_euros(-end)} à {write_euros(-start)} de moins"
    return f"de {write_euros(start)} à {write_euros(end)} de plus"


def _named(rules: RuleSet) -> dict[str, Any]:
    return {**rules.referential.named, "provisional": is_provisional(rules)}


def is_provisional(rules: RuleSet) -> bool:
    """Tell whether the rules are a project, or a figure or a criterion that amounts rest on is expected."""
    figures, criteria = rules.figures.values(), rules.criteria
    standings = {*(each.standing for each in figures), *(each.standing for each in criteria)}
    return rules.referential.is_project or "expected" in standings


def _not_replayed(rules: RuleSet) -> list[dict[str, str]]:
    """Return the national criteria that decide too, and that are not about a group: no column says them."""
    return [
        {"criterion": each.id, "label": each.label}
        for _, each in rules.referential.rules.criteria
        if each.subject != "group" and each.severity == "blocking" and each.decides == "eligibility"
    ]


def _totals(before: int, after: int) -> dict[str, str]:
    return {"before": amount_text(before), "after": amount_text(after), "difference": amount_text(after - before)}


def _line(line: Line) -> dict[str, Any]:
    return {
        "groups": line.groups,
        **_totals(line.total(BEFORE), line.total(AFTER)),
        "eligible": {"before": line.eligible[BEFORE], "after": line.eligible[AFTER]},
        "winners": {"groups": line.winners, "amount": amount_text(line.won)},
        "losers": {"groups": line.losers, "amount": amount_text(line.lost)},
    }


def _order(by: str) -> Any:
    words = {"level": (*LEVELS, SEVERAL), "nature": tuple(NATURES)}.get(by, ())

    def order(key: str) -> tuple[int, int, str]:
        if not key:
            return (2, 0, "")
        if by == "size":
            return (0, int(key), key)
        return (0, words.index(key), key) if key in words else (1, 0, key)

    return order
