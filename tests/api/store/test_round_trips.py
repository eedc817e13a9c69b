"""What spares PostgreSQL work loses nothing: rows that leave with the commit, readings that end without a rollback,
connections that are not asked whether they live."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.entries import tell
from clas_api.store.models import AuditEntry, OutgoingMail, PorteurRow
from clas_api.store.reading import begin_reading, commanding, end
from clas_api.store.rows import append
from tests.api.conftest import LendDatabase
from tests.databases import PostgresServer

NOW = datetime(2025, 7, 1, tzinfo=UTC)
ENTRY = {"chain": "marne", "number": 1, "subject": "x", "entry": "{}", "digest": "sha256:0"}
MAIL = {"recipient": "a@clas.example", "subject": "x", "body": "x", "created_at": NOW, "next_attempt_at": NOW}


@pytest.fixture
def engine(kind: str, lend_database: LendDatabase) -> Iterator[Engine]:
    engine = create_engine(lend_database(kind))
    yield engine
    engine.dispose()


def _entries(engine: Engine) -> int:
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_rows_leave_with_the_commit(engine: Engine) -> None:
    with Session(engine) as session, commanding(session):
        open_session(session, EVERYTHING, writing=True)
        append(session, AuditEntry, [ENTRY])
        append(session, AuditEntry, [{**ENTRY, "number": 2}, {**ENTRY, "number": 3}])
        append(session, OutgoingMail, [MAIL])
        with session.begin_nested(), pytest.raises(RuntimeError):
            append(session, OutgoingMail, [MAIL])  # a savepoint could not take it back
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0
        session.commit()
        assert session.scalars(select(OutgoingMail.state)).all() == ["waiting"]
    assert _entries(engine) == 3


def test_rows_that_wait_are_forgotten_with_what_is_taken_back(engine: Engine) -> None:
    with Session(engine) as session, commanding(session):
        open_session(session, EVERYTHING, writing=True)
        append(session, AuditEntry, [ENTRY])
        session.rollback()
        open_session(session, EVERYTHING, writing=True)
        session.commit()
    assert _entries(engine) == 0


def test_a_row_that_is_refused_takes_everything_back(engine: Engine) -> None:
    with Session(engine) as session, commanding(session):
        open_session(session, EVERYTHING, writing=True)
        session.add(
            PorteurRow(
                name="Les Tilleuls",
                siret="73282932000074",
                siren="732829320",
                nature="association",
                created_at=NOW,
                updated_at=NOW,
            )
        )
        tell(session, "national", [{"subject": "x"}])
        append(session, AuditEntry, [ENTRY])
        append(session, AuditEntry, [ENTRY])
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
        assert session.scalar(select(func.count()).select_from(PorteurRow)) == 0
    assert _entries(engine) == 0


def test_what_the_server_has_prepared_outlives_a_reading(postgres: PostgresServer) -> None:
    engine = create_engine(postgres.new_database())
    for _ in range(8):
        with Session(engine) as session:
            begin_reading(session)
            session.execute(select(PorteurRow.name)).all()
            end(session)
    with engine.connect() as connection:
        prepared = connection.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert [each for each in prepared if "FROM porteurs" in each]
    engine.dispose()


def test_a_connection_that_the_server_has_closed_is_made_anew(postgres: PostgresServer) -> None:
    engine = create_engine(postgres.new_database())
    with engine.connect() as connection:
        before = connection.scalar(text("SELECT pg_backend_pid()"))
    postgres.order(f"SELECT pg_terminate_backend({before}, 5000)")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != before
    engine.dispose()
