"""The record of a session, and the minutes and the matrix that are made of it alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from clas_api.context import Context
from clas_api.services.committees.deliberating import Deliberation, deliberations
from clas_api.services.committees.envelopes import envelopes_of
from clas_api.services.committees.sessions import load_session
from clas_api.services.committees.telling import body_of, session_event
from clas_api.services.rules.kept_calls import find_call, find_department, title_of
from clas_api.store.models import AgendaItem, DossierVersion
from clas_api.store.sessions import WholeSession, grids_of_items, versions_of_items
from clas_core.committees.session import (
    RecordedEnvelope,
    RecordedItem,
    RecordedOpinion,
    RecordedRecusal,
    RecordedSeat,
    SessionRecord,
)
from clas_core.committees.session_schemas import read_record
from clas_core.committees.sitting import sitting_of
from clas_core.documents import Document
from clas_core.documents.decision_matrix import decision_matrix
from clas_core.documents.letterhead import Sender, sender_of
from clas_core.documents.minutes import minutes
from clas_core.documents.session_papers import agenda, attendance_sheet, convening_letter
from clas_core.errors import DepartmentUnavailable, Refused, Unknown
from clas_core.questions.grid import total_in_words
from clas_core.years import PARIS

PaperName = Literal["convening-letter", "agenda", "attendance-sheet"]
"""What a session is held with."""


def load_record(context: Context, key: UUID) -> SessionRecord:
    """Return the record of a session: that of its closing or, before it, what it would be now. Raises `NotFound`."""
    whole = load_session(context, key)
    row = whole.row
    if row.record is not None:
        return read_record(row.record)
    found = deliberations(context, whole)
    granting = [each.granting for each in found.values() if each is not None]
    envelopes = envelopes_of(context, row.department, row.call, list(whole.dossiers), granting)
    return record_of(context, whole, found, envelopes, closed_at=None)


def load_minutes(context: Context, key: UUID) -> Document:
    """Return the minutes of a session that is closed. Raises `NotFound` or `Refused`."""
    record = load_record(context, key)
    if record.closed_at is None:
        raise Refused("Le procès-verbal existe une fois la séance close. Avant, voyez la matrice des décisions.")
    return minutes(record, _sender(context, record))


def load_matrix(context: Context, key: UUID) -> Document:
    """Return the matrix of decisions; before the closing, as it stands. Raises `NotFound`."""
    record = load_record(context, key)
    return decision_matrix(record, _sender(context, record))


def load_paper(context: Context, key: UUID, name: PaperName) -> Document:
    """Return what a session is held with. The letter has the day on which its members were convened, else today's.
    Raises `NotFound`, or `Refused` where the session was cancelled."""
    row = load_session(context, key).row
    if row.state == "cancelled":
        raise Refused("Cette séance est annulée : elle ne se réunit pas. Prévoyez-en une autre pour ses dossiers.")
    record = load_record(context, key)
    sender = _sender(context, record)
    if name == "convening-letter":
        return convening_letter(record, sender, (row.convened_at or context.now).astimezone(PARIS).date())
    return (agenda if name == "agenda" else attendance_sheet)(record, sender)


def _sender(context: Context, record: SessionRecord) -> Sender:
    """Return the Caf of a session, as it is now: a record keeps its name alone."""
    try:
        return sender_of(find_department(context, record.slug).department)
    except (Unknown, DepartmentUnavailable):
        return Sender(name=record.caf)


def session_calendar(context: Context, key: UUID) -> bytes:
    """Return a session as iCalendar, for the agenda of whoever sits in it. Raises `NotFound`."""
    return session_event(context, load_session(context, key).row)


def record_of(
    context: Context,
    whole: WholeSession,
    found: Mapping[UUID, Deliberation | None],
    envelopes: Sequence[RecordedEnvelope],
    *,
    closed_at: datetime | None,
) -> SessionRecord:
    """Return the record of a session as it stands, with what its decisions come to."""
    row = whole.row
    plugin, _ = find_call(context, row.department, row.call)
    body = body_of(context, row)
    keys = [item.id for item in whole.items]
    versions, grids = versions_of_items(context.session, keys), grids_of_items(context.session, keys)
    tie: Any = row.tie
    return SessionRecord(
        department=plugin.department.name,
        slug=row.department,
        caf=plugin.department.caf.name,
        school_year=row.school_year,
        body=body.label,
        **sitting_of(row),
        quorum=row.quorum,
        tie=tie,
        closed_at=closed_at,
        seats=tuple(
            RecordedSeat(
                id=str(seat.id),
                institution=body.institutions.get(seat.institution, seat.institution),
                name=seat.name,
                present=seat.present,
                presides=seat.presides,
                absence=seat.absence or "",
                proxy=seat.proxy or "",
            )
            for seat in whole.seats
        ),
        items=tuple(
            _item(whole, item, versions[item.id], found[item.id], total_in_words(grids[item.id]))
            for item in whole.items
        ),
        envelopes=tuple(envelopes),
        digests=tuple(sorted({digest for each in versions.values() for digest in _digests(each)})),
        decides=row.decides,
        call_title="" if row.call == row.school_year else title_of(context, row),
    )


def _digests(version: DossierVersion) -> tuple[str, str]:
    return version.referential_digest, version.campaign_digest


def _item(whole: WholeSession, item: AgendaItem, version: Any, found: Deliberation | None, score: str) -> RecordedItem:
    votes: Any = {str(each.seat_id): each.choice for each in whole.votes[item.id]}
    return RecordedItem(
        rank=item.rank,
        dossier=str(item.dossier_id),
        receipt=version.receipt,
        porteur=_named(str(version.porteur["name"]), whole.dossiers[item.dossier_id].porteur.name),
        version=item.version,
        asked=version.asked_cents,
        asked_programmes=len(version.programmes),
        asked_groups=sum(len(action["groups"]) for action in version.content["actions"]),
        recusals=tuple(
            RecordedRecusal(
                seat=str(each.seat_id),
                reason=each.reason,
                detected=each.detected,
                lifted=each.lifted,
                settled=each.settled_reason or "",
            )
            for each in whole.recusals[item.id]
        ),
        opinions=tuple(
            RecordedOpinion(seat=str(each.seat_id), scale=_scale(each), reason=each.reason)
            for each in whole.opinions[item.id]
            if each.given_at is not None
        ),
        votes=votes,
        decision=found.recorded() if found is not None and not found.problems else None,
        score=score,
    )


def _named(deposited: str, now: str) -> str:
    """Return by what name a porteur has deposited, and the one that it has now where it is another."""
    return deposited if deposited == now else f"{deposited} (maintenant {now})"


def _scale(opinion: Any) -> Any:
    """The database holds it to one of the scales."""
    return opinion.scale
