"""On PostgreSQL a query that forgets its filter still sees one department; what is written once stays."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, Scope, open_session
from clas_api.store.models import AuditEntry, DossierRow, OutgoingMail, PorteurRow
from tests.databases import PostgresServer

NOW = datetime(2025, 7, 1, tzinfo=UTC)


def _fill(engine: Engine) -> UUID:
    """Put a dossier of one porteur into each of two departments; return the porteur."""
    with Session(engine) as session:
        open_session(session, EVERYTHING, writing=True)
        porteur = PorteurRow(
            name="Les Tilleuls",
            siret="73282932000074",
            siren="732829320",
            nature="association",
            created_at=NOW,
            updated_at=NOW,
        )
        session.add(porteur)
        session.flush()
        for slug in ("marne", "seine_et_marne"):
            session.add(
                DossierRow(
                    department=slug,
                    call="2025-2026",
                    porteur_id=porteur.id,
                    content={},
                    created_at=NOW,
                    updated_at=NOW,
                )
            )
            session.add(AuditEntry(chain=slug, number=1, subject="x", entry="{}", digest="sha256:0"))
        session.commit()
        return porteur.id


def _seen(engine: Engine, scope: Scope | None) -> tuple[set[str], int]:
    with Session(engine) as session:
        if scope is not None:
            open_session(session, scope)
        return (
            set(session.scalars(select(DossierRow.department))),
            session.scalar(select(func.count()).select_from(AuditEntry)) or 0,
        )


@pytest.fixture
def postgres_engine(postgres: PostgresServer) -> Iterator[Engine]:
    engine = create_engine(postgres.new_database())
    yield engine
    engine.dispose()


def test_a_query_without_its_filter_sees_the_department_of_the_transaction_alone(postgres_engine: Engine) -> None:
    engine = postgres_engine
    porteur = _fill(engine)
    assert _seen(engine, Scope(departments=frozenset({"marne"}))) == ({"marne"}, 1)
    assert _seen(engine, Scope(departments=frozenset({"aube"}))) == (set(), 0)
    assert _seen(engine, Scope(porteurs=frozenset({porteur}))) == ({"marne", "seine_et_marne"}, 0)
    assert _seen(engine, Scope(porteurs=frozenset({uuid4()}))) == (set(), 0)
    assert _seen(engine, None) == (set(), 0)
    assert _seen(engine, EVERYTHING) == ({"marne", "seine_et_marne"}, 2)


def test_a_row_cannot_be_written_into_another_department(postgres_engine: Engine) -> None:
    engine = postgres_engine
    porteur = _fill(engine)
    with Session(engine) as session:
        open_session(session, Scope(departments=frozenset({"aube"})), writing=True)
        session.add(
            DossierRow(
                department="marne",
                call="2026-2027",
                porteur_id=porteur,
                content={},
                created_at=NOW,
                updated_at=NOW,
            )
        )
        with pytest.raises(DBAPIError, match="row-level security"):
            session.flush()


def test_an_entry_of_the_trace_is_neither_changed_nor_removed(engine: Engine) -> None:
    """SQLite refuses in words; PostgreSQL has no policy by which an entry could be changed, and finds none."""
    _fill(engine)
    for change in (update(AuditEntry).values(entry="[]"), delete(AuditEntry)):
        with Session(engine) as session:
            open_session(session, EVERYTHING, writing=True)
            with suppress(DBAPIError):
                session.execute(change)
                session.commit()
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        assert session.scalars(select(AuditEntry.entry)).all() == ["{}", "{}"]


def test_mails_of_another_department_are_not_seen_and_anybody_may_write_one(postgres: PostgresServer) -> None:
    engine = create_engine(postgres.new_database())
    with Session(engine) as session:
        for slug in ("marne", "seine_et_marne", None):
            open_session(session, Scope(departments=frozenset({"marne"})), writing=True)
            mail = OutgoingMail(department=slug, recipient="a@exemple.fr", subject="x", body="x", created_at=NOW)
            mail.next_attempt_at = NOW
            session.add(mail)
            session.commit()
    for scope, count in ((None, 0), (Scope(departments=frozenset({"marne"})), 1), (EVERYTHING, 3)):
        with Session(engine) as session:
            if scope is not None:
                open_session(session, scope)
            assert session.scalar(select(func.count()).select_from(OutgoingMail)) == count
    engine.dispose()
