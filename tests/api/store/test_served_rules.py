"""The service remembers which rules it has served, since which day: what a digest in an old answer is traced by."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text

from clas_api.installation import current_installation
from clas_api.services.rules.recording import record_rules
from clas_api.store import upgrade
from clas_api.store.database import database
from clas_api.store.models import ServedRules
from clas_core.departments import DepartmentPlugin, DepartmentRegistry

MakeApp = Callable[..., Flask]


def _recorded(app: Flask) -> set[tuple[str, str, str, date]]:
    with app.app_context():
        return {
            (each.kind, each.owner, each.school_year, each.served_since)
            for each in database.session.scalars(select(ServedRules))
        }


def _record(app: Flask) -> int:
    with app.app_context():
        upgrade(database.engine)
        return record_rules(current_installation(), database.session)


def test_each_year_and_each_call_is_recorded_with_its_day(make_app: MakeApp) -> None:
    app = make_app(today=date(2025, 7, 1))
    assert _record(app) == 5
    day = date(2025, 7, 1)
    assert _recorded(app) == {
        *(("referential", "national", year, day) for year in ("2004-2005", "2024-2025", "2025-2026")),
        ("campaign", "marne", "2025-2026", day),
        ("campaign", "seine_et_marne", "2024-2025", day),
    }


def test_a_rule_keeps_the_day_on_which_it_was_first_served(make_app: MakeApp) -> None:
    first = make_app(today=date(2025, 7, 1))
    _record(first)
    url = first.extensions["clas"].settings.database_url
    later = make_app(today=date(2025, 9, 1), database_url=url)
    assert _record(later) == 0
    assert {day for *_, day in _recorded(later)} == {date(2025, 7, 1)}


def test_a_call_that_changes_is_recorded_beside_what_it_was(
    make_app: MakeApp, make_department: Callable[..., DepartmentPlugin]
) -> None:
    first = make_app(registry=DepartmentRegistry([make_department(dates="closes = 2025-08-30")]))
    assert _record(first) == 4
    changed = DepartmentRegistry([make_department(dates="closes = 2025-09-15")])
    url = first.extensions["clas"].settings.database_url
    assert _record(make_app(registry=changed, database_url=url)) == 1


def test_the_digest_of_an_answer_is_found_again(make_app: MakeApp) -> None:
    app = make_app()
    _record(app)
    groups = [{"label": "A", "children": 10, "running_costs": "100"}]
    answer = app.test_client().post("/api/v1/estimates", json={"school_year": "2025-2026", "groups": groups})
    with app.app_context():
        found = database.session.get(ServedRules, answer.headers["Clas-Referential-Digest"])
    assert found is not None
    assert (found.owner, found.school_year) == ("national", "2025-2026")


@pytest.mark.usefixtures("careful_sqlite")
def test_an_embedded_database_is_as_careful_as_it_can_be(make_app: MakeApp) -> None:
    with make_app().app_context(), database.engine.connect() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
