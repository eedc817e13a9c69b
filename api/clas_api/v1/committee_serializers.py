"""Sessions, their agenda, envelopes and matrices as JSON values."""

from typing import Any
from uuid import UUID

from clas_api.services.committees.deciding import count_votes
from clas_api.store.models import AgendaItem, CommitteeSession, SeatRow
from clas_api.store.sessions import WholeSession
from clas_core.committees.committee import Tally
from clas_core.committees.session import RecordedEnvelope, SessionRecord
from clas_core.documents.decision_matrix import MatrixRow, matrix_rows
from clas_core.money import amount_text


def session_json(row: CommitteeSession) -> dict[str, Any]:
    """Return a session as a list shows it."""
    return {
        "id": str(row.id),
        "department": row.department,
        "school_year": row.school_year,
        "body": row.body,
        "held_on": row.held_on.isoformat(),
        "place": row.place,
        "state": row.state,
        "quorum": row.quorum,
        "tie": row.tie,
        "decides": row.decides,
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "revision": row.revision,
    }


def whole_json(whole: WholeSession, reader: UUID | None) -> dict[str, Any]:
    """Return a session whole, as the account `reader` may see it."""
    return {
        **session_json(whole.row),
        "seats": [_seat_json(seat) for seat in whole.seats],
        "items": [item_json(whole, item, reader) for item in whole.items],
    }


def _seat_json(seat: SeatRow) -> dict[str, Any]:
    return {
        "id": str(seat.id),
        "institution": seat.institution,
        "account": str(seat.account_id) if seat.account_id else None,
        "name": seat.name,
        "siren": seat.siren,
        "present": seat.present,
        "presides": seat.presides,
    }


def item_json(whole: WholeSession, item: AgendaItem, reader: UUID | None) -> dict[str, Any]:
    """Return a dossier of the agenda: the drafts of opinions only to those whose they are."""
    dossier = whole.dossiers[item.dossier_id]
    own = {seat.id for seat in whole.seats if seat.account_id is not None and seat.account_id == reader}
    return {
        "id": str(item.id),
        "session": str(item.session_id),
        "rank": item.rank,
        "dossier": str(item.dossier_id),
        "receipt": dossier.receipt,
        "porteur": {"id": str(dossier.porteur_id), "name": dossier.porteur.name, "siret": dossier.porteur.siret},
        "state": dossier.state,
        "version": item.version,
        "asked": amount_text(dossier.asked_cents),
        "groups": dossier.groups,
        "recusals": [
            {"seat": str(each.seat_id), "reason": each.reason, "detected": each.detected}
            for each in whole.recusals[item.id]
        ],
        "opinions": [
            {
                "seat": str(each.seat_id),
                "scale": each.scale,
                "reason": each.reason,
                "given": each.given_at is not None,
                "revision": each.revision,
            }
            for each in whole.opinions[item.id]
            if each.given_at is not None or each.seat_id in own
        ],
        "votes": [
            {"seat": str(each.seat_id), "choice": each.choice, "revision": each.revision}
            for each in whole.votes[item.id]
        ],
        "tally": _tally_json(count_votes(whole, item.id)),
        "decision": _prepared_json(item.draft) if item.draft else None,
        "revision": item.revision,
    }


def _tally_json(tally: Tally) -> dict[str, Any]:
    return {
        "counted": dict(tally.counted),
        "ignored": list(tally.ignored),
        "tied": tally.tied,
        "result": tally.result,
    }


def _prepared_json(draft: dict[str, Any]) -> dict[str, Any]:
    worth = draft["worth"]
    return {
        **{key: value for key, value in draft.items() if key != "worth"},
        **{kind: amount_text(cents) for kind, cents in worth.items()},
        "granted": amount_text(sum(worth.values())),
    }


def envelope_json(envelope: RecordedEnvelope) -> dict[str, Any]:
    return {
        "kind": envelope.kind,
        "amount": None if envelope.amount is None else amount_text(envelope.amount),
        "before": amount_text(envelope.before),
        "session": amount_text(envelope.session),
        "left": None if envelope.left is None else amount_text(envelope.left),
    }


def matrix_json(record: SessionRecord) -> dict[str, Any]:
    """Return the matrix of a session."""
    return {
        "department": record.slug,
        "school_year": record.school_year,
        "body": record.body,
        "held_on": record.held_on.isoformat(),
        "closed_at": record.closed_at.isoformat() if record.closed_at else None,
        "rows": [_row_json(row) for row in matrix_rows(record)],
        "envelopes": [envelope_json(each) for each in record.envelopes],
    }


def _row_json(row: MatrixRow) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "dossier": row.dossier,
        "receipt": row.receipt,
        "porteur": row.porteur,
        "asked": amount_text(row.asked),
        "asked_groups": row.asked_groups,
        "tally": _tally_json(row.tally),
        "outcome": row.outcome,
        "reason": row.reason,
        "retained_groups": row.retained_groups,
        "ps": amount_text(row.ps),
        "bonuses": amount_text(row.bonus),
        "supplements": amount_text(row.supplement),
        "granted": amount_text(row.granted),
    }
