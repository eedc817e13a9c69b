"""A query keeps its answers within one reading, by the values that it was asked with, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, bindparam, create_engine, event, select
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import ReceiptRank
from clas_api.store.reading import Query, commanding, end
from tests.databases import upgrade_url

_OF_YEAR = select(ReceiptRank).where(ReceiptRank.school_year == bindparam("year")).order_by(ReceiptRank.department)
WHOLE = Query(_OF_YEAR)
LAST = Query(_OF_YEAR.with_only_columns(ReceiptRank.last))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'clas.sqlite3'}"
    upgrade_url(url)
    engine = create_engine(url)
    with Session(engine) as session:
        session.add(ReceiptRank(department="marne", school_year="2025-2026", last=7))
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def asked(engine: Engine) -> list[str]:
    statements: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    return statements


@pytest.mark.parametrize("query", [WHOLE, LAST], ids=["rows", "columns"])
def test_it_is_asked_once_of_a_reading_with_the_same_values(
    engine: Engine, asked: list[str], query: Query[Any]
) -> None:
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        first = query.first(session, year="2025-2026")
        assert getattr(first, "last", first) == 7
        assert query.first(session, year="2025-2026") is first
        assert len(asked) == 1
        assert query.all(session, year="2024-2025") == []
        assert len(asked) == 2
        end(session)
        open_session(session, EVERYTHING)
        query.first(session, year="2025-2026")
        assert len(asked) == 3


@pytest.mark.parametrize("query", [WHOLE, LAST], ids=["rows", "columns"])
def test_what_writes_sees_what_it_has_written(engine: Engine, query: Query[Any]) -> None:
    with Session(engine) as session, commanding(session):
        open_session(session, EVERYTHING, writing=True)
        assert query.first(session, year="2024-2025") is None
        session.add(ReceiptRank(department="marne", school_year="2024-2025", last=3))
        found = query.first(session, year="2024-2025")
        assert getattr(found, "last", found) == 3
