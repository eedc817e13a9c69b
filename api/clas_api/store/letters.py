"""Letters that were sent, of a dossier or of decisions."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, defer

from clas_api.store.models import LetterRow, Notification
from clas_api.store.reading import Query

_OF_DOSSIER = Query(
    select(LetterRow)
    .where(LetterRow.dossier_id == bindparam("dossier"))
    .options(defer(LetterRow.content))
    .order_by(LetterRow.sent_at, LetterRow.kind)
)

_LAST_TOLD_BY_LETTER = Query(
    select(
        exists().where(
            LetterRow.dossier_id == Notification.dossier_id, LetterRow.decision_id == Notification.decision_id
        )
    )
    .where(Notification.dossier_id == bindparam("dossier"))
    .order_by(Notification.notified_at.desc())
    .limit(1)
)


def letters_of(session: Session, dossier: UUID) -> Sequence[LetterRow]:
    """Return the letters of a dossier, the first one first, without what they say."""
    return _OF_DOSSIER.all(session, dossier=dossier)


def last_told_by_letter(session: Session, dossier: UUID) -> bool | None:
    """Tell whether the last notification of a dossier has a letter of its decision; `None` for one never notified."""
    return _LAST_TOLD_BY_LETTER.first(session, dossier=dossier)


def letter_in(session: Session, dossier: UUID, key: UUID) -> LetterRow | None:
    """Return a letter of a dossier."""
    return session.scalar(select(LetterRow).where(LetterRow.id == key, LetterRow.dossier_id == dossier))


def sent_for(session: Session, decisions: Collection[UUID]) -> Mapping[UUID, Sequence[LetterRow]]:
    """Return the letters that tell of each of `decisions`, whole."""
    found: dict[UUID, list[LetterRow]] = {}
    query = select(LetterRow).where(LetterRow.decision_id.in_(decisions)).order_by(LetterRow.sent_at, LetterRow.kind)
    for row in session.scalars(query):
        if row.decision_id is not None:
            found.setdefault(row.decision_id, []).append(row)
    return found
