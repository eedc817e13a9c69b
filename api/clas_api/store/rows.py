"""Rows that are written and not looked at again in their transaction: past the session, which would watch over each.

They wait for the commit and leave together, with the entries of the trace, in one round trip where the database has
such a thing.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, event
from sqlalchemy.orm import Session, SessionTransaction

from clas_api.store import entries, seals
from clas_api.store.models import Base
from clas_api.store.pipeline import pipeline

_WAITING = "clas_rows"


def append(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of a table with the commit of the transaction that `session` is in, after all that the session writes
    itself; until then no query finds them. A savepoint could not take them back: there are none within one."""
    if session.in_nested_transaction():
        raise RuntimeError("rows that wait for a commit cannot be taken back by a savepoint: write them after it")
    if rows:
        session.info.setdefault(_WAITING, []).append((_insert(model), rows))
    if model.sealed_as:
        for row in rows:
            seals.note(session, model, row)


@cache
def _insert(model: type[Base]) -> Insert:
    return seals.table_of(model).insert()


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """Write what waits, before a commit that is one: a savepoint that is let go of commits nothing."""
    if session.in_nested_transaction():
        return
    session.flush()
    waiting = [*session.info.pop(_WAITING, ()), *entries.close(session)]
    if waiting:
        connection = session.connection()
        with pipeline(connection):
            for statement, rows in waiting:
                connection.execute(statement, rows)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """Forget what waited for a commit that does not come."""
    if not ended.nested:
        session.info.pop(_WAITING, None)
        entries.forget(session)
