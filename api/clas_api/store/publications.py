"""What departments have published of what they grant: the last of each call, which anybody may read."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from clas_api.store.models import DossierRow, Notification, Publication
from clas_api.store.reading import Query

_LAST = Query(
    select(Publication)
    .where(Publication.department == bindparam("department"), Publication.call == bindparam("call"))
    .order_by(Publication.number.desc())
    .limit(1)
)
_LISTED = Query(
    select(Publication.department, Publication.call, func.max(Publication.published_at))
    .group_by(Publication.department, Publication.call)
    .order_by(Publication.call.desc(), Publication.department)
)
_DECIDED = Query(
    select(DossierRow)
    .where(
        DossierRow.department == bindparam("department"),
        DossierRow.call == bindparam("call"),
        or_(DossierRow.outcome == "approved", DossierRow.receipt.in_(bindparam("published"))),
        DossierRow.state != "withdrawn",
        DossierRow.given_up.is_(False),
    )
    .order_by(DossierRow.receipt)
)
_TOLD = Query(select(Notification).where(Notification.decision_id.in_(bindparam("decisions"))))


def last_publication(session: Session, department: str, call: str) -> Publication | None:
    """Return the last publication of a call."""
    return _LAST.first(session, department=department, call=call)


def published_calls(session: Session) -> Sequence[tuple[str, str]]:
    """Return the department and the name of each call that something was published of, the latest year first."""
    return [(department, call) for department, call, _ in _LISTED.rows(session)]


def decided_dossiers(session: Session, department: str, call: str, published: Collection[str]) -> Sequence[DossierRow]:
    """Return the dossiers of a call that are granted something, and those of the receipts that were `published`, but
    for what was given up since; by their receipts."""
    return _DECIDED.all(session, department=department, call=call, published=tuple(published))


def notifications_of(session: Session, decisions: Collection[UUID]) -> Mapping[UUID, Notification]:
    """Return when each of `decisions` was told to its porteur; nothing for one that was not."""
    found = _TOLD.all(session, decisions=tuple(decisions)) if decisions else ()
    return {each.decision_id: each for each in found}
