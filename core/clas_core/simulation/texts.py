"""The words of a column, judged once each rather than on every row, where there are few of them.

A department and the levels of a group are written in a few ways over millions of rows: whoever runs a simulation may
ask a file for them first. Without that, or where there are too many, expressions judge each row, with the same result.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from clas_core.eligibility import LEVELS, Criterion

MOST = 500
"""How many ways of writing are judged apart: beyond, a column is judged row by row."""

JUDGED = ("department", "levels")
"""The columns of which the words may be judged apart."""

_FIRST = 50_000
"""How many rows say most of the ways of writing; the others are then looked for, and not counted one by one."""

SEVERAL = "several"
_BETWEEN = "[ ,;/+-]"
"""What stands between two levels: « ce2 cm1 », « CE2-CM1 »."""
_SEPARATORS = re.compile(f"{_BETWEEN}+")
_LEVEL = "|".join(LEVELS)
_LEVELS_PATTERN = rf"(?i)^(?:{_LEVEL})(?:{_BETWEEN}+(?:{_LEVEL}))*$"
_COMPARED = 6
"""How many words are compared one by one, which is faster than looking them up."""

Texts = Mapping[str, Collection[str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A column of words: its `value`, missing where nothing is said, and where it is `wrong`."""

    value: nw.Expr
    wrong: nw.Expr


def ways_of_writing(
    frame: Any, column: str, rows: Callable[[Any], Sequence[tuple[Any, ...]]]
) -> Collection[str | None]:
    """Return the ways in which a column of words is written, one more at least than are judged apart where there are
    too many. `rows` runs a lazy frame. Parquet tells without being read whole that no row says anything else."""
    words = nw.from_native(frame).select(nw.col(column).cast(nw.String()))
    found: set[str | None] = {row[0] for row in rows(words.head(_FIRST).unique().head(MOST + 1).to_native())}
    if len(found) > MOST:
        return found
    known = [each for each in found if each is not None]
    others = words.filter(nw.col(column).is_null() | ~nw.col(column).is_in(known))
    return found.union(row[0] for row in rows(others.unique().head(MOST + 1).to_native()))


def departments_read(column: nw.Expr, known: Collection[str], texts: Collection[str | None] | None) -> Words:
    if texts is None:
        stripped = column.str.strip_chars()
        return Words(value=stripped, wrong=stripped.is_null() | ~stripped.is_in(list(known)))
    wrong = among(column, [each for each in texts if each is not None and each.strip() not in known])
    return Words(value=column, wrong=wrong | column.is_null() if None in texts else wrong)


def levels_read(column: nw.Expr, texts: Collection[str | None] | None) -> Words:
    if texts is None:
        stripped = column.str.strip_chars()
        value: nw.Expr = nw.when(stripped != "").then(stripped)
        return Words(value=value, wrong=~value.str.contains(_LEVELS_PATTERN))
    blank = [each for each in texts if each is not None and not each.strip()]
    wrong = [each for each in texts if each and each.strip() and not re.match(_LEVELS_PATTERN, each.strip())]
    said: nw.Expr = nw.when(~among(column, blank)).then(column) if blank else column
    return Words(value=said, wrong=among(column, wrong))


def levels_not_met(criterion: Criterion, texts: Collection[str | None] | None) -> nw.Expr:
    """Return where a criterion on levels is not met: missing where no level is said."""
    column = nw.col("levels")
    if texts is not None:
        refused = [each for each in texts if each and each.strip() and not criterion.is_met_by(levels_of(each))]
        return among(column, refused) if refused else nw.when(~column.is_null()).then(nw.lit(False))
    words = [f"(?:{each})" for each in criterion.options]
    if criterion.kind == "one_of":
        alone = "|".join(words)
        return ~column.str.contains(rf"(?i)^(?:{alone})(?:{_BETWEEN}+(?:{alone}))*$")
    missed: nw.Expr = nw.lit(False)
    for word in words:
        missed = missed | ~column.str.contains(rf"(?i)(?:^|{_BETWEEN}){word}(?:$|{_BETWEEN})")
    return nw.when(~column.is_null()).then(missed)


def levels_of(text: str) -> tuple[str, ...]:
    """Return the levels that a cell says."""
    return tuple(filter(None, _SEPARATORS.split(text.strip().lower())))


def span_of(text: str) -> str:
    """Return the level that a cell says, ``several`` for more than one, nothing for none."""
    found = levels_of(text)
    return SEVERAL if len(found) > 1 else found[0] if found else ""


def among(column: nw.Expr, words: Collection[str]) -> nw.Expr:
    """Return where a column is one of some words."""
    if not 0 < len(words) <= _COMPARED:
        return column.is_in(list(words)) if words else nw.lit(False)
    first, *others = sorted(words)
    found = column == first
    for each in others:
        found = found | (column == each)
    return found
