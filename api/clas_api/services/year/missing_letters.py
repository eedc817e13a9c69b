"""Letters that did not leave with the notification that they belong to: made again, once, by an act of their own."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.dossiers.moving import held_for
from clas_api.services.letters.composing import decision_letters
from clas_api.services.letters.sending_letters import send_letters, waiting_words
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.trace import record
from clas_api.services.year.notifying import notification_of
from clas_api.store.granted import granted_of
from clas_api.store.letters import last_told_by_letter, letters_of
from clas_api.store.models import DossierRow, Notification
from clas_core.errors import Refused
from clas_core.years import write_day


def is_without_letter(context: Context, row: DossierRow) -> bool:
    """Tell whether the last decision that the porteur of a dossier was told of has no letter."""
    return last_told_by_letter(context.session, row.id) is False


@command
def send_missing_letters(context: Context, key: UUID) -> Sequence[str]:
    """Make the letters of a decision that was notified without them, keep them as sent, and mail that they wait; return
    their kinds. Commits. Raises `NotFound`, and `Refused` where none is missing or they still cannot be made."""
    row = held_for(context, key, "dossiers.study")
    notification, granted = notification_of(context, row), granted_of(context.session, [row.id]).get(row.id)
    if notification is None or granted is None or notification.decision_id != granted.decision.id:
        raise Refused("Cette décision n'est pas encore notifiée : ses courriers partent avec la notification.")
    if notification.decision_id in _told_by_letter(context, row):
        raise Refused("Les courriers de cette décision sont déjà partis.")
    before = _notified_before(context, notification)
    kinds = send_letters(
        context,
        row,
        lambda: decision_letters(
            context, row, granted, convention=notification.convention, before=before, on=context.now.date()
        ),
        decision=granted.decision.id,
    )
    if not kinds:
        raise Refused(
            "Les courriers ne peuvent toujours pas être faits : la raison est au journal du service. Corrigez le texte "
            "des courriers de l'appel, puis recommencez."
        )
    told = write_day(notification.notified_at.date())
    lines = [f"La décision sur le dossier n° {row.receipt} vous a été notifiée le {told}, sans son courrier."]
    text = "\n".join([*lines, *waiting_words(context, row, kinds)])
    write_to(context, row, contact_of(granted.version.content), f"Dossier {row.receipt} : courrier", text)
    after = {"decision": granted.decision.number, "letters": list(kinds)}
    record(context, "dossier.letters_sent", row.id, chain=row.department, after=after)
    context.session.commit()
    return kinds


def _told_by_letter(context: Context, row: DossierRow) -> frozenset[UUID | None]:
    return frozenset(each.decision_id for each in letters_of(context.session, row.id))


def _notified_before(context: Context, last: Notification) -> date | None:
    """Return the day of the notification that this one replaced, if it replaced one."""
    query = select(Notification.notified_at).where(
        Notification.dossier_id == last.dossier_id, Notification.notified_at < last.notified_at
    )
    found = context.session.scalar(query.order_by(Notification.notified_at.desc()).limit(1))
    return found.date() if found is not None else None
