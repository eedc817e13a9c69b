"""The outbox: which mail goes next, which ones were left in doubt, how many there are."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from clas_api.store.models import OutgoingMail


def next_due(session: Session, now: datetime) -> OutgoingMail | None:
    """Return the mail that has waited longest, held until the transaction ends; one that another sender holds is
    passed over."""
    due = select(OutgoingMail).where(OutgoingMail.state == "waiting", OutgoingMail.next_attempt_at <= now)
    return session.scalar(
        due.order_by(OutgoingMail.next_attempt_at, OutgoingMail.id).limit(1).with_for_update(skip_locked=True)
    )


def held_since_before(session: Session, moment: datetime) -> OutgoingMail | None:
    """Return a mail that a sender claimed before `moment` and of which it has said nothing since, held likewise."""
    left = select(OutgoingMail).where(OutgoingMail.state == "sending", OutgoingMail.claimed_at < moment)
    return session.scalar(left.order_by(OutgoingMail.id).limit(1).with_for_update(skip_locked=True))


def mails(
    session: Session, state: str | None, limit: int, before: OutgoingMail | None = None
) -> Sequence[OutgoingMail]:
    """Return the newest mails, perhaps of one state, those `before` another if it is said."""
    asked = select(OutgoingMail).order_by(OutgoingMail.created_at.desc(), OutgoingMail.id).limit(limit)
    if before is not None:
        same = and_(OutgoingMail.created_at == before.created_at, OutgoingMail.id > before.id)
        asked = asked.where(or_(OutgoingMail.created_at < before.created_at, same))
    return session.scalars(asked if state is None else asked.where(OutgoingMail.state == state)).all()


def count_by_state(session: Session) -> Mapping[str, int]:
    """Return how many mails are in each state."""
    counted = select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state)
    return dict(session.execute(counted).all())
