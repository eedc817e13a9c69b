"""The call of a next year: what may hold still is carried and marked, no day is carried, and it is read as it is."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clas_core.departments import campaign_of_text
from clas_core.departments.next_year import TO_CONFIRM, next_year_of
from clas_core.years import SchoolYear

ROOT = Path(__file__).parents[2]
CALLS = {
    "marne": "plugins/marne/clas_marne/2025-2026.toml",
    "seine_et_marne": "plugins/seine_et_marne/clas_seine_et_marne/2024-2025.toml",
    "ardennes": "tests/core/sown/clas_ardennes/2025-2026.toml",
    "essai": "tests/core/essai/2025-2026.toml",
}
TODAY = date(2026, 11, 29)
YEAR = SchoolYear(2026)


def _days(value: Any) -> Iterator[date]:
    if isinstance(value, date):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _days(each)


@pytest.mark.parametrize(("slug", "file"), CALLS.items(), ids=CALLS)
def test_no_day_is_carried_and_the_new_call_is_read(slug: str, file: str) -> None:
    made = next_year_of((ROOT / file).read_text(encoding="utf-8"), YEAR, TODAY)
    call = campaign_of_text(made.text, slug, name="2026-2027.toml")
    assert (call.school_year, call.checked_on, call.calendar.closes) == (YEAR, TODAY, None)
    assert set(_days(tomllib.loads(made.text))) == {TODAY}
    assert call.bilan is None or call.bilan.about == SchoolYear(2025)
    assert made.text.count(TO_CONFIRM) >= made.to_confirm > 10


def test_each_value_that_is_carried_is_marked_on_its_line() -> None:
    made = next_year_of((ROOT / CALLS["ardennes"]).read_text(encoding="utf-8"), YEAR, TODAY)
    lines = made.text.split("\n")
    for written in ("quorum = 2", 'name = "Camille Durand"', "amount = 150.50", "members = [", "least = 1", "min = 3"):
        line = next(each for each in lines if each.startswith(written))
        assert line.endswith(f"# {TO_CONFIRM}"), line
    for again in ("# closes = 2025-06-30", "# [[calendar.events]]", "# on = 2025-11-15", "# [[approved]]"):
        assert any(line.startswith(again) and TO_CONFIRM in line for line in lines), again
    assert 'standing = "expected"' in lines
    assert 'standing = "published"' not in lines


def test_what_is_below_a_table_that_is_not_carried_is_not_carried_either() -> None:
    text = (
        '[[calendar.events]]\nwhen = 2025-09-01\n\n[calendar.events.more]\nplace = "Reims"\n\n[deposit]\nonly = true\n'
    )
    made = next_year_of(text, YEAR, TODAY)
    assert tomllib.loads(made.text) == {"deposit": {"only": True}}
