"""No difference of any key of the national files is silent: each is mutated, and the differences name it."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from marshmallow.fields import Field

from clas_core.eligibility import FIELDS, Rules
from clas_core.fields import Choice, Day, Flag, Listing, Number, Tables, Url, Whole
from clas_core.national import Referential, read_referential
from clas_core.national.difference import differences
from clas_core.national.files import _named
from clas_core.reading import parse_toml, read_tables
from clas_core.tables import Citation, TableOf, each_of, parts_of, schema_of

ESSAI = Path(__file__).parent / "essai_national" / "2030-2031.toml"
TEXT = read_referential(ESSAI).text
TABLES = parse_toml(TEXT, name="essai")
OTHER = '\n[sources.autre]\ntitle = "Autre texte"\nplace = "page 2"\n'
MANY = 2
"""Tables of a list of which every key is mutated."""

Place = tuple[str | int, ...]


def _made(tables: dict[str, Any]) -> Referential:
    data = _named(read_tables(tables, TEXT, schema_of(Referential), (), name="essai"))
    said = parts_of(Referential, data)
    rules = Rules.of(said.pop("rules", ()), origin="national").named(said.get("questions", ()))
    return Referential(**said, rules=rules, digest="", text="")


def _fields(table: type, tables: Any, place: Place = ()) -> Iterator[tuple[Place, Field[Any], Any]]:
    """Yield each value that a file says or may say: where, by which field, and the table that it stands in."""
    for name, field in schema_of(table).fields.items():
        key = field.data_key or name
        inner, there = each_of(field), tables.get(key)
        if not isinstance(inner, TableOf):
            yield (*place, key), field, tables
        elif isinstance(field, Listing):
            for rank, each in enumerate((there or ())[:MANY]):
                yield from _fields(inner.made, each, (*place, key, rank))
        elif isinstance(field, Tables):
            for named, each in list((there or {}).items())[:MANY]:
                yield from _fields(inner.made, each, (*place, key, named))
        elif there is not None:
            yield from _fields(inner.made, there, (*place, key))


def _others(field: Field[Any], key: str, value: Any, table: Any) -> Sequence[Any]:
    """Return other values that the field would read."""
    if isinstance(field, Listing):
        inner = field.inner
        told = _others(inner, key, None, table)
        return [[*(value or ()), each] for each in told]
    if isinstance(field, Citation):
        return ["autre"]
    if key == "field":
        return [each for each in FIELDS[table["subject"]] if each != value]
    if isinstance(field, Choice):
        return [each for each in field.choices if each != value]
    match field:
        case Flag():
            return [not value]
        case Day():
            return [(value or date(2030, 1, 1)) + timedelta(days=1)]
        case Whole():
            return [(value or 0) + 1]
        case Number():
            return [(value or Decimal(0)) + Decimal("0.01")]
        case Url():
            return ["https://example.org/autre"]
    return [
        f"{value or ''}autrement".replace(" ", "") if key in ("id", "value") else f"{value or ''} autrement".strip()
    ]


ALL = [
    each
    for each in _fields(Referential, TABLES)
    if each[0] not in {("school_year",), ("ps", "unit")} and each[0][-1] != "to_confirm"
]
"""What is to be confirmed is told by the check of a draft, and is no difference of rules."""


@pytest.mark.parametrize("name", sorted({str(place[0]) for place, _, _ in ALL}))
def test_no_difference_of_any_key_is_silent(name: str) -> None:
    tables = parse_toml(TEXT + OTHER, name="essai")
    before = _made(tables)
    mutated, silent = 0, []
    for place, field, table in ALL:
        if place[0] != name:
            continue
        key = str(place[-1])
        for other in _others(field, key, table.get(key), table):
            changed = deepcopy({each: tables[each] for each in tables})
            at: Any = changed
            for step in place[:-1]:
                at = at[step]
            at[key] = other
            try:
                after = _made(changed)
            except (KeyError, AttributeError, TypeError, ValueError):
                continue  # a value that goes with another one of its table alone: the next is tried
            mutated += 1
            found = differences(before, after)
            told = " ".join(f"{each.sentence} {each.before} {each.after}" for each in found)
            in_words = isinstance(other, str) and not isinstance(field, Choice | Citation) and key not in _CODED
            if not found or (in_words and other not in told):
                silent.append((place, other, told[:300]))
            break
    assert mutated
    assert silent == []


_CODED = frozenset({"id", "field"})
"""What is written in one word, and told in others."""


def test_what_comes_and_goes_is_told_for_every_list() -> None:
    before = _made(parse_toml(TEXT, name="essai"))
    for name in ("sources", "gaps", "thresholds", "retention", "assumptions", "criteria", "base_actions"):
        tables = deepcopy(dict(parse_toml(TEXT + OTHER, name="essai")))
        if name != "sources":
            tables[name] = tables[name][1:]
        found = differences(before, _made(tables))
        assert [each for each in found if each.family in (name, "figures") or each.subject.startswith(name)], name
