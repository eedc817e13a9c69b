"""Reminding porteurs of the complements that are due soon, then of those that are late: each request once of each."""

from datetime import date, timedelta

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.trace import record
from clas_api.store.models import ComplementRequest, DossierRow
from clas_core.years import write_day

SOON = 3
"""Days before its day that a request is called to mind."""


@command
def remind_complements(context: Context, *, days: int = SOON) -> int:
    """Write to the porteur of each open request that is due within `days`, and again once it is late; return how many.
    Commits.

    One that was made today is not called to mind yet. For the installation itself.
    """
    context.open_wholly(writing=True)
    today = context.now.date()
    query = (
        select(ComplementRequest, DossierRow)
        .join(DossierRow, DossierRow.id == ComplementRequest.dossier_id)
        .where(
            DossierRow.state == "complements_asked",
            ComplementRequest.answered_at.is_(None),
            ComplementRequest.lifted_at.is_(None),
            ComplementRequest.due_on <= today + timedelta(days=days),
        )
        .order_by(ComplementRequest.due_on, ComplementRequest.id)
        .with_for_update(of=ComplementRequest)
    )
    due = [(request, row) for request, row in context.session.execute(query) if _to_remind(request, today)]
    for request, row in due:
        request.reminded_at = context.now
        _remind(context, request, row)
        after = {"request": str(request.id), "due_on": request.due_on.isoformat()}
        record(context, "complements.reminded", row.id, chain=row.department, after=after)
    context.session.commit()
    return len(due)


def _to_remind(request: ComplementRequest, today: date) -> bool:
    if request.asked_at.date() >= today:
        return False
    return request.reminded_at is None or request.reminded_at.date() <= request.due_on < today


def _remind(context: Context, request: ComplementRequest, row: DossierRow) -> None:
    late = request.due_on < context.now.date()
    day = write_day(request.due_on)
    when = f"étaient attendus jusqu'au {day}" if late else f"sont attendus jusqu'au {day}"
    what = (
        "Écrivez à la Caf si vous avez besoin d'un délai." if late else "Répondez sur la page du dossier avant ce jour."
    )
    subject = f"Dossier {row.receipt} : compléments {'en retard' if late else 'attendus'}"
    text = (
        f"Les compléments du dossier Clas {title_of(context, row)} n° {row.receipt} {when}.\n\n{request.text}\n\n{what}"
    )
    write_to(context, row, contact_of(row.content), subject, text)
