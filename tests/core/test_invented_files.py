"""Files that nobody would write, invented from the declarations of their tables: whatever stands at a key, a check says
what is wrong with it and never ends in a traceback. A key that is declared tomorrow is invented too."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marshmallow.fields import Field

from clas_core import fields
from clas_core.conformance import KINDS, LEVELS
from clas_core.conformance.checking import check_folder
from clas_core.departments import Campaign, Department
from clas_core.departments.amendment import Amendment
from clas_core.fields import Choice
from clas_core.national import ReferentialLibrary
from clas_core.tables import TableOf, each_of, schema_of

SOWN = Path(__file__).parent / "sown"
CALL = "2025-2026.toml"
TODAY = date(2026, 11, 29)

WORDS = st.sampled_from(
    [
        "",
        "note",
        "caf",
        "ville",
        "ardennes.a",
        "08105",
        "2025-2026",
        "2025-09",
        "31 juin 2025",
        "Le 31/02/2025 à 25 h, 15 enfants et 32,5 % de 2 900 € à Reims.",
        "https://www.caf.fr/a",
        "[a](b",
        "**",
        "À compléter",
        "\u202e\u00a0",
        "a" * 3000,
        "maternelle",
        "camille@caf51.caf.fr",
    ]
)
NUMBERS = st.sampled_from(
    [0, 1, -1, 8, 12, 70, 10**12, Decimal("0.7"), Decimal("150.505"), Decimal("-0"), Decimal("1e40")]
)
DAYS = st.one_of(
    st.sampled_from([date(2025, 5, 5), date(1, 1, 1), date(9999, 12, 31)]),
    st.datetimes(),  # as a file says them: without a zone
)
SCALARS = st.one_of(WORDS, NUMBERS, DAYS, st.booleans())
ANYTHING = st.recursive(
    SCALARS,
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.sampled_from(["from", "to", "text", "id", "a", "amount"]), below, max_size=3),
    ),
    max_leaves=5,
)


def _of(field: Field[Any], depth: int = 0) -> st.SearchStrategy[Any]:
    """Return what may stand at a key: what its declaration wants, more or less, or anything else."""
    each = each_of(field)
    if isinstance(each, TableOf):
        one: st.SearchStrategy[Any] = _table(each.schema.fields, depth + 1) if depth < 4 else st.just({})
    elif isinstance(each, Choice):
        one = st.one_of(st.sampled_from(each.choices), WORDS)
    else:
        one = SCALARS
    if isinstance(field, fields.Listing):
        meant: st.SearchStrategy[Any] = st.lists(one, max_size=3)
    elif isinstance(field, fields.Tables):
        meant = st.dictionaries(st.sampled_from(["note", "caf", "msa", "ville"]), one, max_size=3)
    else:
        meant = one
    return st.integers(0, 9).flatmap(lambda chance: ANYTHING if chance == 0 else meant)


def _table(known: Mapping[str, Field[Any]], depth: int = 0) -> st.SearchStrategy[dict[str, Any]]:
    keys = {each.data_key or name: each for name, each in known.items()}
    return st.fixed_dictionaries({}, optional={key: _of(each, depth) for key, each in keys.items()})


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_written(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, str) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _file(tables: Mapping[str, Any]) -> str:
    text = "".join(f"{json.dumps(key)} = {_written(value)}\n" for key, value in tables.items())
    tomllib.loads(text)  # what is invented here is TOML, or it would be told so and no more
    return text


CALLS = _table(schema_of(Campaign).fields)
AMENDMENTS = st.lists(_table(schema_of(Amendment).fields), max_size=2)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    copytree(SOWN, tmp_path / "ardennes", ignore=lambda *_: ["mistakes.toml", "__pycache__"])
    return tmp_path / "ardennes" / "clas_ardennes"


INVENTED = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@INVENTED
@given(tables=CALLS, amendments=AMENDMENTS, sound=st.booleans())
def test_a_call_that_is_invented_is_told_what_is_wrong(
    package: Path, library: ReferentialLibrary, tables: dict[str, Any], amendments: list[Any], sound: bool
) -> None:
    if sound:
        tables |= {"school_year": "2025-2026", "checked_on": TODAY}
    if amendments:
        tables |= {"amendments": amendments}
    (package / CALL).write_text(_file(tables), encoding="utf-8")
    _told(package, library)


@INVENTED
@given(tables=_table(schema_of(Department).fields))
def test_a_department_that_is_invented_is_told_what_is_wrong(
    package: Path, library: ReferentialLibrary, tables: dict[str, Any]
) -> None:
    (package / "department.toml").write_text(_file(tables), encoding="utf-8")
    _told(package, library)


@INVENTED
@given(key=st.sampled_from(sorted(schema_of(Campaign).fields)), data=st.data())
def test_a_sound_call_with_one_key_invented_is_told_what_is_wrong(
    package: Path, library: ReferentialLibrary, key: str, data: st.DataObject
) -> None:
    field = schema_of(Campaign).fields[key]
    text = (SOWN / "clas_ardennes" / CALL).read_text(encoding="utf-8")
    tables = tomllib.loads(text, parse_float=Decimal) | {field.data_key or key: data.draw(_of(field))}
    (package / CALL).write_text(_file(tables), encoding="utf-8")
    _told(package, library)


def _told(package: Path, library: ReferentialLibrary) -> None:
    for each in check_folder(package, library, TODAY).found:
        assert each.kind in KINDS
        assert each.level in LEVELS
        assert each.reason
        assert each.line is None or each.line >= 1
        assert "Traceback" not in each.text
