"""Showing documents to the antivirus: those that wait for it, or all of them again once it knows more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, select

from clas_api.antivirus import Antivirus
from clas_api.context import Context, command
from clas_api.refusals import StorageUnavailable
from clas_api.services.people.writing_to_cafs import write_to_caf
from clas_api.services.people.writing_to_porteurs import write_to
from clas_api.services.trace import record
from clas_api.store.models import Attachment, DossierRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What the antivirus said: how many documents are sound, which are infected, and which could not be read."""

    sound: int
    infected: Sequence[UUID]
    unreadable: Sequence[UUID]


def documents_to_examine(context: Context, *, again: bool) -> Sequence[UUID]:
    """Return the documents that the antivirus has not seen; with `again`, all those that it has not condemned."""
    context.open_wholly()
    seen: ColumnElement[bool] = Attachment.examined == "sound" if again else false()
    unseen = or_(Attachment.examined.is_(None), Attachment.examined == "pending")
    query = select(Attachment.id).where(or_(unseen, seen)).order_by(Attachment.added_at, Attachment.id)
    return context.session.scalars(query).all()


def examine_all(
    context: Context, antivirus: Antivirus, keys: Sequence[UUID], advance: Callable[[int], None]
) -> Examined:
    """Show documents to the antivirus, one by one; what it says of each is committed at once.

    Raises `AntivirusAway`: those that are left wait for the next time.
    """
    sound, infected, unreadable = 0, [], []
    for key in keys:
        try:
            with context.installation.files.open(key) as stream:
                threat = antivirus.threat_in(stream)
        except StorageUnavailable:
            unreadable.append(key)
        else:
            _keep(context, key, threat)
            sound += not threat
            infected += [key] if threat else []
        advance(1)
    return Examined(sound=sound, infected=infected, unreadable=unreadable)


@command
def _keep(context: Context, key: UUID, threat: str) -> None:
    """Write what was said of a document; who is concerned is told of a virus. Commits."""
    context.open_wholly(writing=True)
    document = context.session.get(Attachment, key, with_for_update=True, populate_existing=True)
    if document is None:  # it was taken out in the meantime
        return
    dossier = context.session.get_one(DossierRow, document.dossier_id)
    document.examined, document.examined_at = "infected" if threat else "sound", context.now
    document.threat = threat or None
    after = {"document": str(key), "examined": document.examined, "threat": document.threat}
    record(context, "document.examined", dossier.id, chain=dossier.department, after=after)
    if threat:
        subject = f"Une pièce du dossier {dossier.receipt or ''} n'est plus remise".replace("  ", " ")
        text = (
            f"L'antivirus a reconnu un virus ({threat}) dans la pièce « {document.filename} ».\n\nElle n'est plus "
            "remise à personne. Vérifiez l'ordinateur d'où elle vient, puis joignez une pièce saine à sa place."
        )
        write_to(context, dossier, None, subject, text)
        if dossier.versions:
            write_to_caf(context, dossier, subject, text, page="")
    context.session.commit()
