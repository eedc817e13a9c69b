"""Queries on porteurs. None commits."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from clas_api.store.models import PorteurRow


def porteurs_named(session: Session, keys: Collection[UUID]) -> Sequence[PorteurRow]:
    """Return the porteurs of these keys, by name."""
    if not keys:
        return ()
    query = select(PorteurRow).where(PorteurRow.id.in_(sorted(keys)))
    return session.scalars(query.order_by(PorteurRow.name, PorteurRow.id)).all()
