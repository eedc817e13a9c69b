"""Letters that were sent, of a dossier or of decisions."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, defer

from clas_api.store.models import LetterRow
from clas_api.store.reading import Query

_OF_DOSSIER = Query(
    select(LetterRow)
    .where(LetterRow.dossier_id == bindparam("dossier"))
    .options(defer(LetterRow.content))
    .order_by(LetterRow.sent_at, LetterRow.kind)
)


def letters_of(session: Session, dossier: UUID) -> Sequence[LetterRow]:
    """Return the letters of a dossier, the first one first, without what they say."""
    return _OF_DOSSIER.all(session, dossier=dossier)


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
