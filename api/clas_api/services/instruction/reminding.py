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


def next_complements_reminder(request: ComplementRequest, today: date) -> date | None:
    """Return the next day on which an open request is called to mind; `None` once it was told to be late."""
    if request.reminded_at is None:
        return max(today, request.due_on - timedelta(days=SOON), request.asked_at.date() + timedelta(days=1))
    return max(today, request.due_on + timedelta(days=1)) if request.reminded_at.date() <= request.due_on else None


def complements_reminder(title: str, receipt: str, asked: str, due: date, *, late: bool) -> tuple[str, str]:
    """Return what a reminder of complements says: its subject and its text."""
    day = write_day(due)
    when = f"étaient attendus jusqu'au {day}" if late else f"sont attendus jusqu'au {day}"
    what = (
        "Écrivez à la Caf si vous avez besoin d'un délai." if late else "Répondez sur la page du dossier avant ce jour."
    )
    subject = f"Dossier {receipt} : compléments {'en retard' if late else 'attendus'}"
    return subject, f"Les compléments du dossier Clas {title} n° {receipt} {when}.\n\n{asked}\n\n{what}"


def _remind(context: Context, request: ComplementRequest, row: DossierRow) -> None:
    late = request.due_on < context.now.date()
    title = title_of(context, row)
    subject, text = complements_reminder(title, row.receipt or "", request.text, request.due_on, late=late)
    write_to(context, row, contact_of(row.content), subject, text)
