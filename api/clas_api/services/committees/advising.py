"""What bodies that give advice have said of a dossier, for the session that decides of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from clas_api.context import Context
from clas_api.store.sessions import advised_on
from clas_core.committees.committee import Scale
from clas_core.committees.session import RecordedItem, SessionRecord
from clas_core.committees.session_schemas import read_record
from clas_core.documents.minutes import voices


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenOpinion:
    """The opinion of a seat; `who` is its holder and their institution."""

    who: str
    scale: Scale
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a body said of a dossier: its votes in words, and the opinions given."""

    body: str
    held_on: date
    words: str
    opinions: Sequence[GivenOpinion]


def advice_on(context: Context, dossier: UUID, *, but: UUID) -> Sequence[Advice]:
    """Return what closed sessions of advice, `but` one, said of a dossier, the latest first.

    It is read in their records alone.
    """
    found = advised_on(context.session, context.open("sessions.read"), dossier)
    records = (read_record(row.record) for row in found if row.id != but)
    return [_advice(record, each) for record in records for each in _about(record, dossier)]


def _about(record: SessionRecord, dossier: UUID) -> Iterator[RecordedItem]:
    return (each for each in record.items if each.dossier == str(dossier))


def _advice(record: SessionRecord, item: RecordedItem) -> Advice:
    names = {seat.id: f"{seat.name} ({seat.institution})" for seat in record.seats}
    return Advice(
        body=record.body,
        held_on=record.held_on,
        words=voices(record.tally(item), decides=False),
        opinions=[GivenOpinion(who=names[each.seat], scale=each.scale, reason=each.reason) for each in item.opinions],
    )
