"""Until when a dossier is deposited: the call's own time, more time granted, complements asked for. Decided here alone,
for the deposit itself as for the pages that offer it."""

from datetime import date, datetime, time

from clas_api.context import Context
from clas_api.services.dossiers.complementing import complements_due
from clas_api.services.rules.campaigns import OpenCall, is_over
from clas_api.store.models import DossierRow
from clas_core.dossiers.countdowns import countdown
from clas_core.errors import OutOfTime
from clas_core.national.life import STEP_WORDS
from clas_core.years import PARIS, write_at, write_day


def deadline_of(context: Context, row: DossierRow, call: OpenCall) -> datetime | None:
    """Return the last second at which a deposit is in time; `None` while the closing day of the call is not known.

    It is the day that the Caf named when it asked for complements; once that day is over, the end of the call if later.
    """
    due = complements_due(context, row) if row.state == "complements_asked" else None
    if due is None:
        return call.deadline
    asked = datetime.combine(due, time(23, 59, 59), tzinfo=PARIS)
    return max(asked, call.deadline or asked) if is_over(asked, context.now) else asked


def _of_a_project(context: Context, call: OpenCall) -> bool:
    """Tell whether the national rules of a call are not in force yet. An « appel d'essai » may be played under them."""
    return call.estimator.referential.is_project and not context.installation.is_rehearsal


def _closed_since(context: Context, call: OpenCall) -> date | None:
    """Return since when the national rules of a call are closed; `None` while they are not. An « appel d'essai » may be
    played under them."""
    closed = call.estimator.referential.closed_on
    return None if closed is None or closed > context.now.date() or context.installation.is_rehearsal else closed


def time_left(context: Context, row: DossierRow, call: OpenCall) -> str:
    """Say how much time is left to deposit, as one counts it, or why none is: every page of a dossier says this."""
    if call.campaign.calendar.opens_after(context.now.date()):
        return "l'appel n'est pas encore ouvert"
    if _of_a_project(context, call):
        return "les règles nationales sont encore un projet"
    if _closed_since(context, call):
        return "l'année est close"
    deadline = deadline_of(context, row, call)
    if deadline is None:
        return "l'appel est annoncé"
    if is_over(deadline, context.now):
        return "l'appel est clos" if deadline == call.deadline else "le délai est passé"
    return countdown(deadline, context.now)


def out_of_time(context: Context, row: DossierRow, call: OpenCall) -> OutOfTime | None:
    """Return why a dossier cannot be deposited now, and what becomes of what is written; `None` when it can."""
    referential = call.estimator.referential
    if _of_a_project(context, call):
        return OutOfTime(
            f"Les règles nationales de {referential.school_year} sont {STEP_WORDS[referential.status]} : rien ne se "
            "dépose avant leur entrée en vigueur. Votre dossier reste tel qu'il est, ses montants sont provisoires."
        )
    if closed := _closed_year(context, row, call):
        return closed
    calendar = call.campaign.calendar
    if row.state == "draft" and calendar.opens is not None and calendar.opens_after(context.now.date()):
        return OutOfTime(f"L'appel ouvre {write_at(calendar.opens)} : déposez ensuite ; votre brouillon reste.")
    if deadline_of(context, row, call) is None:
        return OutOfTime(
            "L'appel est annoncé : son jour de clôture n'est pas encore connu. Votre dossier reste tel qu'il est ; "
            "il se déposera quand la Caf aura publié ce jour."
        )
    return too_late(context, row, call)


def too_late(context: Context, row: DossierRow, call: OpenCall) -> OutOfTime | None:
    """Return why a dossier is not deposited any more, and what counts; `None` while it still may be."""
    if closed := _closed_year(context, row, call):
        return closed
    deadline = deadline_of(context, row, call)
    if deadline is None or not is_over(deadline, context.now):
        return None
    what = "L'appel s'est clos" if deadline == call.deadline else "Le délai pour les compléments s'est terminé"
    to_deposit = "Pour le déposer," if row.versions else "Pour déposer,"
    kept = f"{_what_is_kept(row)} {to_deposit} demandez à la Caf une prolongation."
    return OutOfTime(f"{what} le {call.told(deadline)}. {kept}")


def _closed_year(context: Context, row: DossierRow, call: OpenCall) -> OutOfTime | None:
    closed = _closed_since(context, call)
    if closed is None:
        return None
    return OutOfTime(
        f"L'année {call.estimator.referential.school_year} est close depuis le {write_day(closed)} : plus rien ne se "
        f"dépose sous ses règles. {_what_is_kept(row)} Pour toute question, écrivez à la Caf."
    )


def _what_is_kept(row: DossierRow) -> str:
    """Say what counts of a dossier that is not deposited any more, and what becomes of what is written."""
    if not row.versions:
        return "Votre brouillon est conservé."
    return (
        f"Seul compte ce qui a été déposé : le dépôt n° {row.versions}, récépissé {row.receipt}. Ce qui est écrit "
        "depuis est conservé, sans être déposé."
    )
