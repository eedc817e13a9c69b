"""Groups under two sets of rules, counted in one pass: a plan that stays lazy until whoever asks runs it.

What becomes of a row (which criteria it meets under each set, its bonuses, the class of its difference) is one small
number, its `state`. Rows of one state are alike in everything but their costs, so that a count and two sums for each
state tell the whole impact; `impact.py` reads them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import narwhals as nw

from clas_core.calculation.batch import ps_expression
from clas_core.eligibility import LEVELS, Criterion
from clas_core.errors import InvalidInput
from clas_core.simulation.classes import BOUNDS, SAME, class_of, scaled, span_of_ps
from clas_core.simulation.columns import BONUS, REASONS, SAID_BY, ReadColumns, as_words, check_columns, read_columns
from clas_core.simulation.eligibility_columns import (
    NOT_MET,
    UNKNOWN,
    Condition,
    conditions_of,
    not_met,
)
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.texts import JUDGED, MOST, SEVERAL, Texts, span_of, ways_of_writing

_WHOLE: Mapping[int, nw.dtypes.DType] = MappingProxyType({2**15: nw.Int16(), 2**31: nw.Int32(), 2**63: nw.Int64()})
"""Whole numbers, by what is too large for them: the smaller they are, the more a processor takes at once."""

BY = ("department", "level", "size", "nature")
SUMS = ("ps_before", "ps_after")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a state says: a refusal alone, or what is known of its rows."""

    reason: str = ""
    verdicts: Mapping[Condition, int] = field(default_factory=dict)
    bonuses: frozenset[str] = frozenset()
    class_: int = SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Two sets of rules, `before` and `after`, made ready for the columns of one file.

    `costs_change` is what running costs are multiplied by under `after`: what porteurs may do once rules change.
    """

    before: RuleSet
    after: RuleSet
    schema: Mapping[str, nw.dtypes.DType]
    departments: Collection[str]
    bonuses: Sequence[str]
    texts: Texts = field(default_factory=dict)
    costs_change: Fraction = Fraction(1)
    read: ReadColumns = field(init=False)
    conditions: Mapping[Condition, Criterion] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "read", read_columns(self.schema, self.departments, self.bonuses, self.texts))
        found = conditions_of((self.before.criteria, self.after.criteria), self.read.values)
        object.__setattr__(self, "conditions", found)

    @classmethod
    def of(cls, frame: Any, before: RuleSet, after: RuleSet, *, file: str = "groups", **options: Any) -> "Replay":
        """Return the replay of a frame. Raises `InvalidInput` with all that is wrong with its columns."""
        schema = schema_of(frame, file, options.get("bonuses", ()))
        return cls(before=before, after=after, schema=schema, **options)

    def counted(self, frame: Any, by: str | None = None) -> Any:
        """Return a lazy frame: rows counted and summed `by` one of `BY`, and by state."""
        marked = self.marked(frame)
        keys = ["state"]
        if by is not None:
            marked = marked.with_columns(self._key(by).alias("key"))
            keys.append("key")
        sums = (nw.col("ps_before").sum(), nw.col("ps_after").sum())
        return marked.group_by(keys).agg(nw.len().alias("groups"), *sums).select(*keys, "groups", *SUMS).to_native()

    def marked(self, frame: Any) -> Any:
        """Return a frame of Narwhals: the state of each row, and its Ps under each set, eligible or not."""
        native = nw.from_native(frame)
        read = native.select(
            *(each.alias(name) for name, each in self.read.values.items()), self._reason().alias("reason")
        )
        changed = nw.col("cents") if self.costs_change == 1 else scaled(nw.col("cents"), self.costs_change)
        judged = read.with_columns(
            ps_expression(self.before.rule, "cents").alias("ps_before"),
            self.after.rule.ps(changed, _smaller).alias("ps_after"),
            *(
                not_met(each, self.texts).alias(f"missed_{place}")
                for place, each in enumerate(self.conditions.values())
            ),
        )
        return judged.with_columns(self._difference().alias("more")).with_columns(self._state().alias("state"))

    def _state(self) -> nw.Expr:
        """Return the state of a row, as `state_of` reads it, in the smallest whole numbers that hold it."""
        weights = [len(BOUNDS) + 1]
        for base in (*(2 for _ in self.bonuses), *(3 for _ in self.conditions)):
            weights.append(weights[-1] * base)
        whole = next(dtype for most, dtype in _WHOLE.items() if weights[-1] < most)

        def digit(condition: nw.Expr, worth: int, otherwise: int | nw.Expr = 0) -> nw.Expr:
            other = nw.lit(otherwise, whole) if isinstance(otherwise, int) else otherwise
            chosen: nw.Expr = nw.when(condition).then(nw.lit(worth, whole)).otherwise(other)
            return chosen

        found = class_of(nw.col("more"), self._span(), whole)
        for weight, bonus in zip(weights, self.bonuses, strict=False):
            found = found + digit(nw.col(BONUS + bonus), weight)
        for place, weight in enumerate(weights[len(self.bonuses) : -1]):
            missed = nw.col(f"missed_{place}")
            found = found + digit(missed.is_null(), UNKNOWN * weight, digit(missed, NOT_MET * weight))
        reason = nw.col("reason")
        state: nw.Expr = nw.when(reason > 0).then(-reason.cast(whole)).otherwise(found)
        return state

    def with_texts_of(self, frame: Any, rows: Callable[[Any], Sequence[tuple[Any, ...]]]) -> "Replay":
        """Return the same replay, that judges each word of a frame once, where they are few. `rows` runs a frame."""
        texts = {name: ways_of_writing(frame, name, rows) for name in JUDGED}
        return replace(self, texts={name: frozenset(each) for name, each in texts.items() if len(each) <= MOST})

    def key_of(self, by: str, written: str) -> str:
        """Return what a key that was counted by stands for."""
        return span_of(written) if by == "level" and written != SEVERAL else written.strip()

    def state_of(self, number: int) -> State:
        """Return what a state says."""
        if number < 0:
            return State(reason=tuple(REASONS)[-number - 1])
        number, class_ = divmod(number, len(BOUNDS) + 1)
        asked = set()
        for bonus in self.bonuses:
            number, flag = divmod(number, 2)
            if flag:
                asked.add(bonus)
        verdicts = {}
        for condition in self.conditions:
            number, verdicts[condition] = divmod(number, 3)
        alike = self._asked_by(self.before) & self._asked_by(self.after)
        if any(verdict == NOT_MET and place in alike for place, verdict in enumerate(verdicts.values())):
            class_ = SAME  # nothing before, nothing after
        return State(verdicts=verdicts, bonuses=frozenset(asked), class_=class_)

    def refused(self, frame: Any, reason: str, most: int) -> Any:
        """Return a lazy frame of the first rows, by their names, that are refused for a reason."""
        places = ("department", "dossier", "group", "value")
        names = [self._written(each) for each in places[:3]]
        value = self._value(reason)
        found = nw.from_native(frame).with_columns(self._reason().alias("reason_of_refusal"))
        found = found.filter(nw.col("reason_of_refusal") == _code(reason))
        chosen = found.select(*(each.alias(place) for place, each in zip(places, (*names, value), strict=True)))
        return chosen.sort(*places).head(most).to_native()

    def _value(self, reason: str) -> nw.Expr:
        """Return what the columns say that a reason is about."""
        if reason.startswith(BONUS.rstrip("_")):
            said = [self._written(BONUS + each) for each in self.bonuses if BONUS + each in self.schema]
            return nw.concat_str(said, separator=" / ")
        return self._written(SAID_BY.get(reason, reason))

    def _written(self, name: str) -> nw.Expr:
        """Return what a column says, as it is shown."""
        return as_words(name, self.schema[name]).fill_null("")

    def _reason(self) -> nw.Expr:
        """Return the first reason for which a row is refused, by its rank from 1; 0 for none."""
        conditions = dict[str, nw.Expr]()
        for reason, condition in (*self.read.refusals, *self._unpublished()):
            conditions[reason] = conditions[reason] | condition if reason in conditions else condition
        found: nw.Expr = nw.lit(0, nw.Int8())
        for reason in reversed(tuple(REASONS)):
            if reason in conditions:
                found = nw.when(conditions[reason]).then(nw.lit(_code(reason), nw.Int8())).otherwise(found)
        return found

    def _unpublished(self) -> Iterator[tuple[str, nw.Expr]]:
        for bonus in self.bonuses:
            if self.before.bonuses.get(bonus) is None or self.after.bonuses.get(bonus) is None:
                yield "bonus_unpublished", self.read.values[BONUS + bonus]

    def _difference(self) -> nw.Expr:
        """Return how much more a group is paid where it meets what both sets ask alike; `state_of` knows where."""
        old, new = (self._asked_by(each) for each in (self.before, self.after))
        if old == new and self._worth(self.before) == self._worth(self.after):
            return nw.col("ps_after") - nw.col("ps_before")
        return self._total(self.after, "ps_after", new - old) - self._total(self.before, "ps_before", old - new)

    def _span(self) -> tuple[int, int]:
        """Return the least and the most that a difference can be, in cents."""
        old, new = (self._asked_by(each) for each in (self.before, self.after))
        before, after = (self._worth(each) for each in (self.before, self.after))
        if old != new:
            least, most = (rules.rule.maximum for rules in (self.before, self.after))
            return -least - sum(before.values()), most + sum(after.values())
        low, high = span_of_ps(self.before, self.after, self.costs_change)
        changes = [after[bonus] - before[bonus] for bonus in self.bonuses]
        return low + sum(min(each, 0) for each in changes), high + sum(max(each, 0) for each in changes)

    def _total(self, rules: RuleSet, ps: str, places: Collection[int]) -> nw.Expr:
        """Return what a group is paid: nothing where a criterion of those at `places` is not met."""
        paid = nw.col(ps)
        for bonus, worth in self._worth(rules).items():
            if worth:
                paid = paid + nw.col(BONUS + bonus).cast(nw.Int64()) * worth
        return _where_met(paid, places)

    def _worth(self, rules: RuleSet) -> Mapping[str, int]:
        return {bonus: rules.bonuses.get(bonus) or 0 for bonus in self.bonuses}

    def _asked_by(self, rules: RuleSet) -> frozenset[int]:
        """Return the places of the conditions that a set of rules asks."""
        asked = {Condition.of(each) for each in rules.criteria}
        return frozenset(place for place, each in enumerate(self.conditions) if each in asked)

    def _key(self, by: str) -> nw.Expr:
        if by == "size":
            return nw.col("children").cast(nw.String()).fill_null("")
        if by == "level" and "levels" in self.texts:
            return nw.col("levels").fill_null("")  # `key_of` reads it
        if by == "level":
            levels = nw.col("levels").str.to_lowercase()
            alone = levels.is_in(list(LEVELS))
            return (
                nw.when(alone)
                .then(levels)
                .otherwise(nw.when(levels.is_null()).then(nw.lit("")).otherwise(nw.lit(SEVERAL)))
            )
        if by not in self.read.values:
            return nw.lit("")
        return nw.col(by).fill_null("")


def schema_of(frame: Any, file: str, bonuses: Collection[str] = ()) -> Mapping[str, nw.dtypes.DType]:
    """Return the types of the columns of a frame. Raises `InvalidInput` with all that is wrong with them."""
    schema = dict(nw.from_native(frame).collect_schema())
    if problems := check_columns(schema, file=file, bonuses=bonuses):
        raise InvalidInput(problems, f"{file} est à corriger.")
    return schema


def _where_met(amount: nw.Expr, places: Collection[int]) -> nw.Expr:
    """Return an amount, nothing where the condition of one of some places is not met."""
    for place in sorted(places):
        amount = nw.when(nw.col(f"missed_{place}")).then(nw.lit(0, nw.Int64())).otherwise(amount)
    return amount


def _smaller(share: Any, maximum: Any) -> Any:
    return share.clip(upper_bound=maximum)


def _code(reason: str) -> int:
    return list(REASONS).index(reason) + 1
