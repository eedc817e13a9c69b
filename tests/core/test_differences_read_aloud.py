"""What differs of a shipped year is told leaf by leaf in words that a lawyer signs: no key, no identifier, no TOML."""

import re
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from clas_core.eligibility import Rules
from clas_core.errors import InvalidInput
from clas_core.national import Change, Referential, ReferentialLibrary, read_referential
from clas_core.national.difference import differences
from clas_core.national.files import _named
from clas_core.reading import parse_toml, read_tables
from clas_core.tables import parts_of, schema_of
from tests.core.test_years_that_do_not_change import leaves

TEXT = read_referential(files("clas_core.national") / "data" / "2025-2026.toml").text
TABLES = parse_toml(TEXT, name="r")
CODED = re.compile(r"[a-z]+_[a-z]|`|\bNone\b|\bnull\b|\bTrue\b|\bFalse\b|answers/|sha256|Decimal|\[\]|\{")
"""What only programs write."""

AUTREMENT = "autrement dit"


def made(tables: dict[str, Any]) -> Referential:
    data = _named(read_tables(tables, TEXT, schema_of(Referential), (), name="r"))
    said = parts_of(Referential, data)
    rules = Rules.of(said.pop("rules", ()), origin="national").named(said.get("questions", ()))
    return Referential(**said, rules=rules, digest="", text="")


def others(key: str, value: Any) -> list[Any]:
    """Return other values that the key may have, the first of which that is read is taken."""
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, value - 1]
        case Decimal():
            return [value + Decimal("0.01")]
        case date():
            return [value + timedelta(days=40)]
    words = {
        "standing": ["expected", "published"],
        "severity": ["warning"],
        "axis": ["school"],
        "since": ["sent"],
        "fate": ["kept", "erased"],
        "source": ["caf-fr", "decret-2001-495"],
        "unit": ["euro_per_year", "euro_per_group_and_year"],
        "kind": ["at_least", "text", "narrative"],
        "status": ["closed"],
        "page": ["contact", "group"],
    }
    return [each for each in words.get(key, [f"{value} {AUTREMENT}"]) if each != value]


def told(place: tuple[str | int, ...], value: Any) -> tuple[Any, tuple[Change, ...]] | None:
    """Return another value of a leaf and the differences that it makes; nothing for what is not read alone."""
    key = next(str(each) for each in reversed(place) if isinstance(each, str))
    for other in others(key, value):
        changed = deepcopy(TABLES)
        at: Any = changed
        for each in place[:-1]:
            at = at[each]
        at[place[-1]] = other
        try:
            return other, differences(made(TABLES), made(changed))
        except (InvalidInput, KeyError, AttributeError, TypeError, ValueError):
            continue
    return None


NAMES = sorted({str(place[0]) for place, _ in leaves(TABLES)} - {"school_year"})


@pytest.mark.parametrize("name", NAMES)
def test_each_leaf_that_differs_is_told_in_words(name: str) -> None:
    silent, coded, read = [], [], 0
    seen: dict[tuple[str, ...], int] = {}
    for place, value in leaves(TABLES):
        shape = tuple(each for each in place if isinstance(each, str))
        if place[0] != name or place[-1] in ("id", "field", "question") or (name, place[-1]) == ("ps", "unit"):
            continue  # an identifier is what a thing is found by, and not what is said of it
        seen[shape] = seen.get(shape, 0) + 1
        if seen[shape] > 3 or (found := told(place, value)) is None:
            continue
        read += 1
        other, changes = found
        said = " ".join(each.sentence for each in changes)
        if not changes or (
            isinstance(other, str) and AUTREMENT in other and AUTREMENT not in said and place[-1] != "value"
        ):
            silent.append((place, other))
        if CODED.search(said):
            coded.append((place, CODED.findall(said), said[:200]))
    assert (silent, coded) == ([], [])
    assert read


def test_the_differences_of_every_pair_of_years_are_words(library: ReferentialLibrary) -> None:
    for older in library:
        for newer in library:
            for each in differences(older, newer):
                said = " ".join((each.sentence, each.name, each.before or "", each.after or ""))
                assert not CODED.search(said), said
                assert "(s)" not in said, said
