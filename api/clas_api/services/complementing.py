"""Complements: what the Caf asks a porteur to complete, until when, and the deposit that answers it."""

from datetime import date

from sqlalchemy import Select, select

from clas_api.services.desk import Desk
from clas_api.store.models import ComplementRequest, DossierRow


def complements_due(desk: Desk, row: DossierRow) -> date | None:
    """Return the day until which the last open request of a dossier can be answered; `None` without one."""
    query = _open_requests(row).order_by(ComplementRequest.due_on.desc()).limit(1)
    request = desk.session.scalar(query)
    return request.due_on if request else None


def answer_complements(desk: Desk, row: DossierRow) -> None:
    """Mark the open requests of a dossier as answered by the deposit that is being made."""
    if row.versions > 1:
        for request in desk.session.scalars(_open_requests(row)):
            request.answered_at = desk.now


def _open_requests(row: DossierRow) -> Select[ComplementRequest]:
    return select(ComplementRequest).where(
        ComplementRequest.dossier_id == row.id, ComplementRequest.answered_at.is_(None)
    )
