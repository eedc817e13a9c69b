"""Complements: what the Caf asks a porteur to complete, until when, and what became of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import has_begun, held_for, move
from clas_api.services.dossiers.reading import load_dossier
from clas_api.services.letters.composing import complements_letter
from clas_api.services.letters.sending import send_letters, waiting_words
from clas_api.services.people.porteurs import described
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.revisions import match_revision
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.trace import record
from clas_api.store.models import ComplementRequest, DossierRow, DossierVersion
from clas_api.store.reading import Query
from clas_core.errors import InvalidInput, Problem
from clas_core.years import write_day

LONGEST_DELAY = timedelta(days=366)


_OPEN = Query(
    select(ComplementRequest)
    .where(
        ComplementRequest.dossier_id == bindparam("dossier"),
        ComplementRequest.answered_at.is_(None),
        ComplementRequest.lifted_at.is_(None),
    )
    .order_by(ComplementRequest.asked_at, ComplementRequest.id)
)
_ASKED = Query(
    select(ComplementRequest)
    .where(ComplementRequest.dossier_id == bindparam("dossier"))
    .order_by(ComplementRequest.asked_at, ComplementRequest.id)
)
_ANSWERED = (
    select(ComplementRequest.id)
    .where(ComplementRequest.dossier_id == DossierVersion.dossier_id)
    .where(ComplementRequest.answered_at == DossierVersion.deposited_at)
)
_DEPOSITS = Query(
    select(DossierVersion.deposited_at, _ANSWERED.exists())
    .where(DossierVersion.dossier_id == bindparam("dossier"))
    .order_by(DossierVersion.number.desc())
)


def complements_due(context: Context, row: DossierRow) -> date | None:
    """Return the day until which the last open request of a dossier can be answered; `None` without one."""
    return max((request.due_on for request in open_requests(context, row)), default=None)


def open_requests(context: Context, row: DossierRow) -> Sequence[ComplementRequest]:
    """Return what the Caf waits for on a dossier, the first request first."""
    return _OPEN.all(context.session, dossier=row.id)


def close_requests(context: Context, row: DossierRow, answer: str | None) -> list[str]:
    """Mark the open requests of a dossier as answered, all by the same `answer`; return their keys."""
    requests = open_requests(context, row)
    for request in requests:
        request.answered_at, request.answer = context.now, answer
    return [str(request.id) for request in requests]


def lift_complements(context: Context, row: DossierRow) -> bool:
    """Mark the open requests of a dossier as lifted: the Caf goes on without them. Tell whether there were any."""
    requests = open_requests(context, row)
    for request in requests:
        request.lifted_at = context.now
    return bool(requests)


def moment_that_counts(context: Context, row: DossierRow) -> datetime:
    """Return when a dossier was deposited, for its being in time: the last deposit that the Caf had not asked for.

    A deposit that answers a request was in time for that request, or it would not have been taken.
    """
    if row.versions == 1 and row.deposited_at is not None:
        return row.deposited_at
    deposits = _DEPOSITS.rows(context.session, dossier=row.id)
    counting: datetime = next((moment for moment, answered in deposits if not answered), deposits[-1][0])
    return counting


def expect_due(context: Context, due_on: date) -> None:
    """Raise `InvalidInput` for a day until which complements cannot be asked."""
    today = context.now.date()
    if not today <= due_on <= today + LONGEST_DELAY:
        span = f"du {write_day(today)} au {write_day(today + LONGEST_DELAY)}"
        raise InvalidInput([Problem(("due_on",), f"Une date est attendue, {span}.")])


@command
def ask_complements(
    context: Context, key: UUID, text: str, due_on: date, *, revision: int | None
) -> tuple[DossierRow, ComplementRequest]:
    """Ask a porteur to complete its dossier until the end of a day, and mail it. Commits.

    Raises `NotFound`, `Stale`, `StepRefused`, `InvalidInput`.
    """
    row = held_for(context, key, "dossiers.study")
    match_revision(context, row, revision)
    expect_due(context, due_on)
    before = move(context, row, "ask_complements", begun=has_begun(context, row))
    request = ComplementRequest(
        dossier_id=row.id,
        department=row.department,
        porteur_id=row.porteur_id,
        text=text,
        due_on=due_on,
        asked_by=context.who.id,
        asked_at=context.now,
    )
    context.session.add(request)
    context.session.flush()
    kinds = send_letters(context, row, lambda: [complements_letter(context, row, described(row.porteur), text, due_on)])
    waiting = "\n".join(waiting_words(context, row, kinds))
    after = {"state": row.state, "request": str(request.id), "text": text, "due_on": due_on.isoformat()}
    record(context, "dossier.complements_asked", row.id, chain=row.department, before={"state": before}, after=after)
    write_to(
        context,
        row,
        contact_of(row.content),
        f"Dossier {row.receipt} : compléments demandés",
        f"La Caf vous demande de compléter le dossier Clas {title_of(context, row)} n° {row.receipt} "
        f"jusqu'au {write_day(due_on)} :\n\n{text}\n\n"
        "Répondez sur la page du dossier. S'il faut modifier le dossier, modifiez-le, puis déposez-le de nouveau avec "
        "votre réponse : un dossier déposé sans changement ne répond pas." + waiting,
    )
    context.session.commit()
    return row, request


def list_complements(context: Context, key: UUID) -> Sequence[ComplementRequest]:
    """Return what was asked of a porteur for a dossier, the first request first. Raises `NotFound`."""
    row = load_dossier(context, key)
    return _ASKED.all(context.session, dossier=row.id)
