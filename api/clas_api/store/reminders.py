"""What is called to mind before its day: drafts of a call, sessions whose members were convened. None commits."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session, defer

from clas_api.store.models import CommitteeSession, ComplementRequest, DossierRow, Extension
from clas_api.store.models.base import Moment
from clas_api.store.reading import Query

_DRAFTS = Query(
    select(DossierRow)
    .options(defer(DossierRow.content))
    .where(
        DossierRow.department == bindparam("department"),
        DossierRow.call == bindparam("call"),
        DossierRow.state == "draft",
    )
    .order_by(DossierRow.created_at, DossierRow.id)
)


def drafts_of_call(session: Session, department: str, call: str) -> Sequence[DossierRow]:
    """Return the dossiers of a call that were begun and not deposited, without what they say."""
    return _DRAFTS.all(session, department=department, call=call)


def time_granted_after(session: Session, moment: datetime) -> set[tuple[str, str]]:
    """Return the calls in which more time than until `moment` was granted, each a department and its name."""
    query = select(Extension.department, Extension.call).where(Extension.until >= moment).distinct()
    return {(row[0], row[1]) for row in session.execute(query)}


def sessions_convened(
    session: Session, first: date, last: date, department: str | None = None, call: str | None = None
) -> Sequence[CommitteeSession]:
    """Return the sessions from one day to another whose members were convened, and that are still to be held."""
    query = select(CommitteeSession).where(
        CommitteeSession.held_on.between(first, last),
        CommitteeSession.convened_at.is_not(None),
        CommitteeSession.state == "planned",
    )
    if department is not None:
        query = query.where(CommitteeSession.department == department, CommitteeSession.call == call)
    return session.scalars(query.order_by(CommitteeSession.department, CommitteeSession.held_on)).all()


def complements_open(session: Session, department: str, call: str) -> Sequence[tuple[ComplementRequest, DossierRow]]:
    """Return what the Caf waits for on the dossiers of a call, each with its dossier, by day."""
    query = (
        select(ComplementRequest, DossierRow)
        .options(defer(DossierRow.content))
        .join(DossierRow, DossierRow.id == ComplementRequest.dossier_id)
        .where(
            DossierRow.department == department,
            DossierRow.call == call,
            DossierRow.state == "complements_asked",
            ComplementRequest.answered_at.is_(None),
            ComplementRequest.lifted_at.is_(None),
        )
    )
    found = session.execute(query.order_by(ComplementRequest.due_on, ComplementRequest.id))
    return [(row[0], row[1]) for row in found]


def note_reminded(session: Session, model: Any, key: UUID, now: datetime) -> None:
    """Note that something was called to mind: whoever writes it meanwhile is not told that somebody has changed it."""
    table = model.__table__
    session.connection().execute(
        update(table).where(table.c.id == bindparam("which")).values(reminded_at=bindparam("moment", type_=Moment)),
        {"which": key, "moment": now},
    )
