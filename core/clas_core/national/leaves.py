"""Every value of the rules of a year beside that of another year, down to the last: what no sentence of its own tells.

What a file may say is declared once, by the dataclasses of the referential: this walks the declaration, so that a key
that is added there is compared from then on without a word here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from marshmallow.fields import Field

from clas_core.eligibility import FIELDS, Rules
from clas_core.eligibility.criteria import KINDS as CRITERION_KINDS
from clas_core.eligibility.criteria import fact_name
from clas_core.national.life import STEP_WORDS
from clas_core.national.referential import UNITS, Referential
from clas_core.national.retention import EVENTS, FATES
from clas_core.porteurs import NATURES
from clas_core.questions.question import KINDS, SUBJECTS, Condition, Option
from clas_core.sources import Source
from clas_core.tables import Citation, TableOf, each_of, schema_of
from clas_core.years import write_day

NAMED_BY = ("id", "subject", "title", "year", "text")
"""What tells one table of a list from another: the first of these keys that it has."""

_ANSWER = fact_name("")

_NOTE = re.compile(r" : | ; |, pour `")
"""Where the words that declare a key go on for whoever writes a file."""

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "standing": {"published": "publié", "expected": "attendu"},
        "status": STEP_WORDS,
        "severity": {"blocking": "bloquant", "warning": "signalé sans rien refuser"},
        "decides": {"admissibility": "la recevabilité", "eligibility": "l'éligibilité"},
        "axis": {"children": "enfants et jeunes", "parents": "parents", "school": "école", "territory": "territoire"},
        "subject": SUBJECTS,
        "unit": UNITS,
        "since": {str(name): words for name, words in EVENTS.items()},
        "shown_to": {"committee": "le comité"},
        "fate": {str(name): words for name, words in FATES.items()},
        "natures": NATURES,
        "kind": {
            **KINDS,
            **{each: each for each in CRITERION_KINDS},
            "range": "entre deux bornes",
            "at_least": "au moins",
            "at_most": "au plus",
            "one_of": "uniquement parmi",
            "covers": "tout à la fois",
            "required": "oui exigé",
            "before": "avant un jour",
            "within": "dans un territoire",
        },
        "field": {name: each.label for fields in FIELDS.values() for name, each in fields.items()},
    }
)
"""How what a file writes in one word is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A value that differs. `table` is the first key of its `path`; `item` names the table that it stands in, and
    `label` says what the value is; `None` where a year has none."""

    path: tuple[str, ...]
    item: str
    label: str
    before: str | None
    after: str | None
    source: str | None

    @property
    def table(self) -> str:
        return self.path[0]

    @property
    def key(self) -> str:
        return self.path[-1]


def differing_leaves(older: Referential, newer: Referential) -> Iterator[Leaf]:
    """Yield each value that differs, in the order in which the tables are declared; the school years themselves are
    what one compares. What is left to confirm and the steps that were taken are of the file, and not of its rules."""
    walk = _Walk(older, newer)
    for leaf in walk.of_tables(Referential, older, newer, (), "", None):
        if leaf.path != ("school_year",) and leaf.table != "life" and leaf.key != "to_confirm":
            yield leaf


class _Walk:
    """One walk over two years, with the words of both for what a file writes by its identifier."""

    def __init__(self, older: Referential, newer: Referential) -> None:
        asked = [*older.questions, *newer.questions]
        self.questions = {each.id: each.label for each in asked}
        self.answers = {(each.id, choice.id): choice.label for each in asked for choice in each.choices}

    def of_tables(
        self, table: type, older: Any, newer: Any, path: tuple[str, ...], item: str, source: str | None
    ) -> Iterator[Leaf]:
        own = getattr(newer, "source", None) or getattr(older, "source", None)
        source = own.citation if isinstance(own, Source) else source
        for name, field in schema_of(table).fields.items():
            if not hasattr(newer, name) or (name == "id" and path):
                continue  # what is written and not kept has one value alone; an identifier is what tables are found by
            place = (*path, field.data_key or name)
            before, after = _listed(getattr(older, name)), _listed(getattr(newer, name))
            yield from self.of_values(field, before, after, place, item, source)

    def of_values(
        self, field: Field[Any], before: Any, after: Any, path: tuple[str, ...], item: str, source: str | None
    ) -> Iterator[Leaf]:
        inner = each_of(field)
        label = _NOTE.split(str(field.metadata.get("label", "")))[0]
        if isinstance(inner, TableOf) and inner.made not in (Option, Condition):
            if inner is not field:
                yield from self.of_lists(inner.made, before, after, path, label, item)
            elif before is None or after is None:
                if before is not after:
                    told = [None if each is None else _name_of(each) for each in (before, after)]
                    yield Leaf(path=path, item=item, label=label, before=told[0], after=told[1], source=source)
            else:
                own = after.label if isinstance(getattr(after, "label", None), str) else item
                yield from self.of_tables(inner.made, before, after, path, own, source)
        elif isinstance(inner, Citation):
            if before.id != after.id and _content(before) != _content(after):
                told = [each.citation for each in (before, after)]
                yield Leaf(path=path, item=item, label="source", before=told[0], after=told[1], source=after.citation)
        elif before != after:
            told = self.written(path[-1], before, after)
            yield Leaf(path=path, item=item, label=label, before=told[0], after=told[1], source=source)

    def of_lists(
        self, table: type, before: Any, after: Any, path: tuple[str, ...], label: str, item: str
    ) -> Iterator[Leaf]:
        old, new = _by_name(table, before), _by_name(table, after)
        for name in (*old, *(each for each in new if each not in old)):
            one, other = old.get(name), new.get(name)
            if one is not None and other is not None:
                yield from self.of_tables(table, one, other, (*path, name), _name_of(other), None)
                continue
            own = getattr(other if one is None else one, "source", None)
            yield Leaf(
                path=(*path, name),
                item=item,
                label=label,
                before=None if one is None else _name_of(one),
                after=None if other is None else _name_of(other),
                source=own.citation if isinstance(own, Source) else None,
            )

    def written(self, key: str, before: Any, after: Any) -> list[str | None]:
        """Write two values as one reads them; what only identifiers tell apart, with these."""
        told = [self.in_words(key, each) for each in (before, after)]
        if told[0] == told[1] and isinstance(before, Sequence) and isinstance(after, Sequence):
            return [", ".join(getattr(each, "id", str(each)) for each in one) for one in (before, after)]
        return told

    def in_words(self, key: str, value: Any) -> str | None:
        """Write a value, the questions and the answers that it names by their words."""
        if isinstance(value, Condition):
            answers = [self.answers.get((value.question, str(each)), _written(key, each)) for each in value.answers]
            asked = self.questions.get(value.question, value.question)
            return f"après « {asked} » : {' ou '.join(str(each) for each in answers)}"
        if isinstance(value, str) and key in ("question", "paired", "field"):
            value = self.questions.get(value.removeprefix(_ANSWER), value.removeprefix(_ANSWER))
        return _written(key, value)


def _listed(value: Any) -> Any:
    return tuple(each for _, each in value.criteria) if isinstance(value, Rules) else value


def _by_name(table: type, items: Any) -> dict[str, Any]:
    """Return tables by what tells them apart; several of one name, a year of which two things are told, by rank too."""
    if isinstance(items, Mapping):
        return dict(items)
    key = next(each for each in NAMED_BY if each in schema_of(table).fields)
    found: dict[str, Any] = {}
    for each in items:
        name, rank = str(getattr(each, key)), 1
        while (told := name if rank == 1 else f"{name} ({rank})") in found:
            rank += 1
        found[told] = each
    return found


def _name_of(item: Any) -> str:
    """Return the words that name a table of a file to a reader."""
    if isinstance(item, Source):
        return item.citation
    for name in ("label", "question", "title", "text", "name"):
        if isinstance(told := getattr(item, name, None), str):
            return f"{item.year} : {told}" if hasattr(item, "year") else told
    return str(item)


def _content(source: Source) -> tuple[object, ...]:
    return tuple(getattr(source, name) for name in schema_of(Source).fields if name != "id")


def _written(key: str, value: Any) -> str | None:
    """Write a value as one reads it; `None` for what a file leaves out."""
    match value:
        case None | () | date.max:
            return None
        case bool():
            return "oui" if value else "non"
        case date():
            return write_day(value)
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case Option():
            return (
                value.label if value.points is None else f"{value.label} ({value.points} point{_plural(value.points)})"
            )
        case str():
            return _WORDS.get(key, {}).get(value, value)
        case Sequence():
            return ", ".join(_written(key, each) or "" for each in value)
    return str(value)


def _plural(count: Decimal | int) -> str:
    return "s" if count >= 2 else ""
