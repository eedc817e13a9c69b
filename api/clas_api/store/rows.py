"""Rows that are written and not looked at again in their transaction: past the session, which would watch over each."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table
from sqlalchemy.orm import Session

from clas_api.store.models import Base


def append(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of a table at once, in the transaction of `session`; what they refer to must be written already."""
    if rows:
        session.connection().execute(_insert(model), rows)


@cache
def _insert(model: type[Base]) -> Insert:
    table = model.__table__
    assert isinstance(table, Table)
    return table.insert()
