"""Who sat in the last session of a body, to be proposed for the next one."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from clas_api.store.models import CommitteeSession, SeatRow


def last_seated(session: Session, row: CommitteeSession) -> tuple[date | None, Sequence[SeatRow]]:
    """Return the day and the seats of the last session of the body of `row`, in its department, in which somebody sat:
    nothing where there was none. Whoever asks may see the sessions of the department."""
    last = (
        select(CommitteeSession.id)
        .join(SeatRow, SeatRow.session_id == CommitteeSession.id)
        .where(CommitteeSession.department == row.department, CommitteeSession.body == row.body)
        .where(CommitteeSession.id != row.id, CommitteeSession.cancelled_at.is_(None))
        .order_by(CommitteeSession.held_on.desc(), CommitteeSession.id)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(CommitteeSession.held_on, SeatRow)
        .join(SeatRow, SeatRow.session_id == CommitteeSession.id)
        .where(CommitteeSession.id == last)
        .order_by(SeatRow.presides.desc(), SeatRow.institution, SeatRow.name, SeatRow.id)
    )
    found = session.execute(query).all()
    return (found[0][0] if found else None), [each[1] for each in found]
