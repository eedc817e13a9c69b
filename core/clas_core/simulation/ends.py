"""Ranges that are stated, of a figure or of what porteurs may do, and the two ends that they come to.

What is only expected, and of which nobody states a range, leaves the result without a single number.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from clas_core.errors import InvalidInput, Problem, did_you_mean
from clas_core.money import amount_text, cents_of, write_euros, write_percent
from clas_core.simulation.rule_set import RuleSet

AGAINST = "against."
"""What the name of a figure of the rules of before begins with."""

_RANGE = re.compile(r"([a-z_.]{1,60})=(\d{1,7}(?:\.\d{1,4})?)\.\.(\d{1,7}(?:\.\d{1,4})?)", re.ASCII)
_CHANGE = re.compile(r"(costs|groups)=([+-]?\d{1,3}(?:\.\d{1,2})?)%\.\.([+-]?\d{1,3}(?:\.\d{1,2})?)%", re.ASCII)
_SAID = {"costs": "les dépenses de fonctionnement changeraient", "groups": "le nombre de groupes changerait"}

Span = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The least and the most of each figure that has a range, and of what costs and groups are multiplied by."""

    before: Mapping[str, Span] = field(default_factory=dict)
    after: Mapping[str, Span] = field(default_factory=dict)
    changes: Mapping[str, Span] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.before or self.after or self.changes)

    def sets(self, before: RuleSet, after: RuleSet, end: int) -> tuple[RuleSet, RuleSet]:
        """Return both rules at the low end (0) of the difference, or at its high one (1)."""
        return (
            before.with_figures({name: span[1 - end] for name, span in self.before.items()}),
            after.with_figures({name: span[end] for name, span in self.after.items()}),
        )

    def factor(self, what: str, end: int) -> Fraction:
        """Return what costs or groups are multiplied by at an end."""
        span = self.changes.get(what)
        return Fraction(1) if span is None else 1 + Fraction(span[end]) / 100

    def because(self, before: RuleSet, after: RuleSet) -> Iterator[str]:
        """Say what makes a range of the result."""
        for rules, spans in ((after, self.after), (before, self.before)):
            for name, (low, high) in spans.items():
                figure, year = rules.figures[name], rules.referential.school_year
                yield f"{figure.label} ({year}) : de {_written(name, low)} à {_written(name, high)}, fourchette donnée."
        for what, (low, high) in self.changes.items():
            yield (
                f"Fourchette donnée : sous les nouvelles règles, {_SAID[what]} de {low:+f} % à {high:+f} %"
                + (", dans la même proportion partout." if what == "groups" else ", pour chaque groupe.")
            )

    def unstated(self, before: RuleSet, after: RuleSet) -> Iterator[str]:
        """Say which figures are only expected, and have no range."""
        for rules, spans in ((after, self.after), (before, self.before)):
            for name, figure in rules.figures.items():
                if figure.standing == "expected" and name not in spans:
                    year = rules.referential.school_year
                    yield f"{figure.label} ({year}) : {figure.text} est attendu, et pas publié."


def read_ends(ranges: Iterable[str], behaviours: Iterable[str], before: RuleSet, after: RuleSet) -> Ends:
    """Read ranges as they are typed. Raises `InvalidInput` with all that is wrong."""
    problems: list[Problem] = []
    spans: dict[str, dict[str, Span]] = {AGAINST: {}, "": {}}
    changes: dict[str, Span] = {}
    for text in ranges:
        try:
            where, name, span = _range(text, before, after)
            if name in spans[where]:
                raise ValueError(f"« {where}{name} » a deux fourchettes : gardez-en une.")
            spans[where][name] = span
        except ValueError as error:
            problems.append(Problem(("--range",), str(error)))
    for text in behaviours:
        try:
            what, span = _change(text)
            if what in changes:
                raise ValueError(f"« {what} » a deux fourchettes : gardez-en une.")
            changes[what] = span
        except ValueError as error:
            problems.append(Problem(("--behaviour",), str(error)))
    if problems:
        raise InvalidInput(problems, "Des fourchettes sont à corriger.")
    return Ends(before=spans[AGAINST], after=spans[""], changes=changes)


def _range(text: str, before: RuleSet, after: RuleSet) -> tuple[str, str, Span]:
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"« {text[:60]} » : écrivez par exemple « ps.maximum=2750..2850 ».")
    where = AGAINST if match[1].startswith(AGAINST) else ""
    name, rules = match[1].removeprefix(where), before if where else after
    low, high = Decimal(match[2]), Decimal(match[3])
    if name not in rules.figures:
        listed = ", ".join(rules.figures)
        raise ValueError(f"« {name} » n'est pas un chiffre.{did_you_mean(name, rules.figures)} Chiffres : {listed}.")
    if low > high:
        raise ValueError(f"« {text} » : la fourchette est à l'envers, écrivez {name}={high}..{low}.")
    ceiling = rules.referential.ps.price_ceiling
    if name != "ps.rate" and high > ceiling.value:
        what = "le maximum" if name == "ps.maximum" else "ce bonus"
        raise ValueError(f"« {text} » : {what} dépasserait le prix plafond, {ceiling.text}.")
    if name == "ps.rate" and high > 1:
        raise ValueError(f"« {text} » : un taux est une part, 33 % s'écrit 0.33.")
    if name != "ps.rate":
        for each in (low, high):
            if each != round(each, 2):
                raise ValueError(f"« {text} » : {each} n'est pas un montant au centime près, deux décimales au plus.")
    return where, name, (low, high)


def _change(text: str) -> tuple[str, Span]:
    match = _CHANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"« {text[:60]} » : écrivez « costs=+2%..+5% » ou « groups=-3%..+3% ».")
    low, high = Decimal(match[2]), Decimal(match[3])
    if low > high:
        raise ValueError(f"« {text} » : la fourchette est à l'envers, écrivez {match[1]}={high:+f}%..{low:+f}%.")
    if low <= -100:
        raise ValueError(f"« {text} » : il ne resterait rien, donnez plus de -100 %.")
    return match[1], (low, high)


def _written(name: str, value: Decimal) -> str:
    return write_percent(value) if name == "ps.rate" else write_euros(cents_of(value))


def uncertainty(
    because: Sequence[str], unstated: Sequence[str], totals: Sequence[tuple[int, int]], same: bool
) -> dict[str, Any]:
    """Return what is said of certainty: the range of the difference and of the total, from the `totals` before and
    after at each end; nothing in their place where a figure is only expected and no range is stated."""
    ends, low, high = None, None, None
    if not unstated:
        low, high = (amount_text(after - before) for before, after in totals)
        ends = dict(zip(("low", "high"), (amount_text(after) for _, after in totals), strict=True))
    elif same:
        low = high = amount_text(0)
    said = [*because, *unstated]
    if unstated:
        said.append("Aucun nombre seul ne vaut tant que ces chiffres ne sont pas publiés : donnez une fourchette.")
    return {"low": low, "high": high, "total": ends, "because": said}
