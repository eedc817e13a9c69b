"""Whatever stands in a file, it is read or refused as the file's mistake: nothing else ever escapes.

Every value of the files of the tests is replaced, one after the other, by each of many odd values.
"""

import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clas_core.departments import Campaign, Department
from clas_core.departments.checks import campaign_checks
from clas_core.errors import InvalidFile
from clas_core.national import Referential
from clas_core.national.checks import CHECKS
from clas_core.reading import Check, read_tables
from clas_core.strict import StrictSchema
from clas_core.tables import schema_of

HERE = Path(__file__).parent

ODD: Mapping[str, Any] = {
    "blank text": " ",
    "month zero": "0000-05",
    "last month": "9999-12",
    "huge": 10**30,
    "not a number": Decimal("nan"),
    "infinite": Decimal("-inf"),
    "astronomic": Decimal("1e9999999"),
    "true": True,
    "day": date(2025, 5, 5),
    "moment": datetime(2025, 5, 5, 0, 0),  # noqa: DTZ001  # TOML has moments without an offset
    "moment of the east": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2))),
    "last moment": datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
    "time": time(10),
    "list": ["children", 3, ["x"], {"a": 1}],
    "empty table": {},
    "table": {"id": "x", "source": ["note"], "members": {"caf": 1}},
}

FILES: Mapping[str, tuple[str, StrictSchema, tuple[Check, ...]]] = {
    "department": ("essai/department.toml", schema_of(Department), ()),
    "campaign": ("essai/2025-2026.toml", schema_of(Campaign), campaign_checks("essai")),
    "referential": ("essai_national/2030-2031.toml", schema_of(Referential), CHECKS),
}


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any, Any]]:
    """Yield each place of a tree of tables, with the table or list that holds it and its key there."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield (*path, key), value, key
        yield from _places(below, (*path, key))


@pytest.mark.no_cover  # other tests reach the same lines, and to count them takes three times as long as to run them
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", FILES)
def test_a_file_with_an_odd_value_is_read_or_refused_as_a_file(name: str, odd: str) -> None:
    path, schema, checks = FILES[name]
    tables = tomllib.loads((HERE / path).read_text(encoding="utf-8"), parse_float=Decimal)
    escaped = {}
    for place, holder, key in _places(tables):
        sound, holder[key] = holder[key], deepcopy(ODD[odd])
        try:
            read_tables(tables, "", schema, checks, name=path)
        except InvalidFile:
            pass
        except Exception as error:  # noqa: BLE001  # whatever it is, it should not have escaped
            escaped[".".join(map(str, place))] = type(error).__name__
        holder[key] = sound
    assert escaped == {}


ENDLESS = """
import sys
from pathlib import Path
from clas_core.errors import ClasError
from clas_core.national import read_referential

try:
    read_referential(Path(sys.argv[1]))
except ClasError as error:
    print(error)
"""


@pytest.mark.parametrize("written", ["value = 0.40", "value = 3600.00"])
def test_a_number_of_endless_decimals_is_refused_at_once(tmp_path: Path, written: str) -> None:
    """In a process of its own, which would otherwise count zeros until the memory is full."""
    text = (HERE / "essai_national" / "2030-2031.toml").read_text(encoding="utf-8")
    file = tmp_path / "2030-2031.toml"
    file.write_text(text.replace(written, "value = 1e-999999999999"), encoding="utf-8")
    command = [sys.executable, "-c", ENDLESS, str(file)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert said.startswith("2030-2031.toml:")
    assert ".value: " in said


def test_the_odd_values_are_put_in_every_place() -> None:
    path, schema, checks = FILES["campaign"]
    tables = tomllib.loads((HERE / path).read_text(encoding="utf-8"), parse_float=Decimal)
    read_tables(tables, "", schema, checks, name=path)
    assert len(list(_places(tables))) > 100
