"""The guide of the files says every key that they may have, as their tables are declared today."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clas_core.documents.file_examples import example_of
from clas_core.documents.files_guide import FILES, guide
from clas_core.tables import TableOf, each_of, schema_of
from tests.core.test_required_keys import is_moment

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "fichiers.md"


def test_the_guide_is_the_one_that_the_declarations_give() -> None:
    assert GUIDE.read_text(encoding="utf-8") == guide(), "python -m clas_core.documents.files_guide"


def _keys(tables: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each key of a file, with how the table that holds it begins; tables with names of their own are no keys."""
    for key, value in tables.items():
        within = f"{place}.{key}" if place else key
        named = key in ("sources", "institutions")
        yield place, key
        if isinstance(value, dict) and not is_moment(value):
            for table in value.values() if named else [value]:
                yield from _keys(table, f"{within}.…" if named else within)
        for each in value if isinstance(value, list) else ():
            if isinstance(each, dict):
                yield from _keys(each, within)


@pytest.mark.parametrize(
    ("file", "section"),
    [
        ("tests/core/essai/department.toml", 1),
        ("tests/core/essai/2025-2026.toml", 2),
        ("tests/core/essai_national/2030-2031.toml", 3),
        ("core/clas_core/national/cases/2025-2026.toml", 5),
    ],
)
def test_the_guide_names_every_key_of_the_files_that_say_everything(file: str, section: int) -> None:
    tables = tomllib.loads((ROOT / file).read_text(encoding="utf-8"))
    shown: set[tuple[str, str]] = set()
    for part in guide().split("\n## ")[section].split("\n### "):
        heading, *lines = part.splitlines()
        places = [each.strip("`[]") for each in heading.split(", ")] if heading.startswith("`[") else [""]
        shown |= {(place, line.split("`")[1]) for place in places for line in lines if line.startswith("| `")}
    assert set(_keys(tables)) - shown == set()


def _every_key(table: type, place: str = "") -> Iterator[tuple[str, Any]]:
    for name, field in schema_of(table).fields.items():
        within = f"{place}{field.data_key or name}"
        yield within, field
        if isinstance(each := each_of(field), TableOf):
            yield from _every_key(each.made, f"{within}.")


@pytest.mark.parametrize("table", [table for _, table in FILES], ids=[table.__name__ for _, table in FILES])
def test_the_example_of_each_key_is_read_by_the_field_of_that_key(table: type) -> None:
    keys = list(_every_key(table))
    assert keys
    for place, field in keys:
        read = tomllib.loads(example_of(field, place), parse_float=Decimal)
        if isinstance(each_of(field), TableOf):
            for part in place.split("."):
                read = read[part][0] if isinstance(read[part], list) else read[part]
            continue
        ((key, value),) = read.items()
        assert place.endswith(key)
        assert field.deserialize(value) is not None, place
