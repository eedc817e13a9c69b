"""A year in force does not change by a leaf: neither one that was enacted, nor one that came with the release."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from clas_core.errors import InvalidFile
from clas_core.national import ReferentialLibrary, library
from clas_core.national.files import read_referential
from clas_core.national.life import check_unchanged
from clas_core.national.shipped import SHIPPED
from clas_core.reading import digest_of, parse_toml
from tests.core.test_life_of_a_year import CLOSED, ENACTED, QUESTIONS

DATA = files("clas_core.national") / "data"

Place = tuple[str | int, ...]


def leaves(tables: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield each value of a file that is no table and no list, with its place."""
    items = tables.items() if isinstance(tables, Mapping) else enumerate(tables) if isinstance(tables, list) else ()
    if not isinstance(tables, Mapping | list):
        yield place, tables
    for key, each in items:
        yield from leaves(each, (*place, key))


def other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case Decimal():
            return value + Decimal("0.01")
        case date():
            return value + timedelta(days=1)
    return value + "."


def altered(tables: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield a copy of the tables for each leaf of them, that leaf alone altered; then without each table of a list."""
    changed = deepcopy(tables)
    for place, value in leaves(tables):
        at: Any = changed
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] = other(value)
        yield place, changed
        at[place[-1]] = value


@pytest.mark.parametrize("text", [ENACTED, CLOSED])
def test_each_leaf_of_a_year_that_was_enacted_is_sealed_with_its_steps(text: str) -> None:
    tables = parse_toml(text.rstrip("\n") + "\n\n" + QUESTIONS, name="r")
    assert list(check_unchanged(tables)) == []
    seen = [(place, bool(list(check_unchanged(each)))) for place, each in altered(tables)]
    free = {place for place, refused in seen if not refused}
    # What comes after the entry into force is no part of it, and the status is the last step by another check.
    assert (
        {("status",)} <= free <= {("status",), ("life", 1, "step"), *(("life", 2, key) for key in ("step", "on", "by"))}
    )
    assert len(seen) > 800


@pytest.mark.parametrize("year", sorted(SHIPPED))
def test_each_leaf_of_a_year_of_the_release_is_the_one_that_was_shipped(year: str) -> None:
    tables = parse_toml(read_referential(DATA / f"{year}.toml").text, name=year)
    assert digest_of(tables) == SHIPPED[year]
    silent = [place for place, each in altered(tables) if digest_of(each) == SHIPPED[year]]
    assert silent == []


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the release's years, that the library takes for them."""
    folder = tmp_path / "data"
    (folder / "questions").mkdir(parents=True)
    for year in SHIPPED:
        for name in (f"{year}.toml", f"questions/{year}.toml"):
            if (DATA / name).is_file():
                (folder / name).write_bytes((DATA / name).read_bytes())
    monkeypatch.setattr(library, "files", lambda _: tmp_path)
    return folder


@pytest.mark.parametrize(
    ("name", "written", "instead"),
    [
        ("2025-2026.toml", "value = 8487", "value = 8488"),
        ("2025-2026.toml", 'status = "in_force"', 'status = "closed"'),
        ("2004-2005.toml", "value = 1680", "value = 1679.70"),
        ("questions/2025-2026.toml", 'label = "', 'label = "Votre '),
    ],
)
def test_a_year_of_the_release_that_was_edited_is_refused_at_load(
    shipped: Path, name: str, written: str, instead: str
) -> None:
    assert len(ReferentialLibrary.load().years) == len(SHIPPED)
    text = (shipped / name).read_text(encoding="utf-8")
    (shipped / name).write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(
        InvalidFile, match="n'est plus celle qui a été livrée : elle ne se modifie pas, elle se corrige"
    ):
        ReferentialLibrary.load()


@pytest.mark.parametrize(("written", "instead"), [("# Le réf", "# relu : le réf"), ("2800.70\n", "2800.700 # lu\n")])
def test_a_comment_or_another_spelling_changes_no_rule(shipped: Path, written: str, instead: str) -> None:
    file = shipped / "2025-2026.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(written, instead, 1), encoding="utf-8")
    assert len(ReferentialLibrary.load().years) == len(SHIPPED)


def test_a_draft_of_the_release_may_still_change(shipped: Path) -> None:
    text = (shipped / "2025-2026.toml").read_text(encoding="utf-8")
    draft = text.replace('"2025-2026"\nstatus = "in_force"', '"2026-2027"\nstatus = "draft"', 1)
    (shipped / "2026-2027.toml").write_text(draft, encoding="utf-8")
    (shipped / "questions" / "2026-2027.toml").write_text(QUESTIONS, encoding="utf-8")
    assert ReferentialLibrary.load().years[-1].start == 2026
