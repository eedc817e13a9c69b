"""Words on a dossier: messages between the Caf and the porteur, and the notes that the Caf keeps for itself."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select

from clas_api.context import Context, command
from clas_api.security.permissions import Ability
from clas_api.services.dossiers.moving import held_for
from clas_api.services.dossiers.reading import A_DOSSIER, is_of_porteur
from clas_api.services.idempotency import given_row, keep_row
from clas_api.services.people.writing_to_cafs import write_to_caf
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.trace import record
from clas_api.store.dossiers import find_dossier
from clas_api.store.models import DossierRow, InternalNote, Message
from clas_api.store.reading import Query
from clas_api.store.sight import Sight
from clas_core.errors import NotFound, Refused

_HOUR = timedelta(hours=1)
_MOST_ANNOUNCED = 5
"""Messages of one side within an hour that are announced by mail: beyond, the mails say already that some wait."""

_MESSAGES = Query(
    select(Message).where(Message.dossier_id == bindparam("dossier")).order_by(Message.written_at, Message.id)
)
_NOTES = Query(
    select(InternalNote)
    .where(InternalNote.dossier_id == bindparam("dossier"))
    .order_by(InternalNote.written_at, InternalNote.id)
)


def list_messages(context: Context, key: UUID) -> Sequence[Message]:
    """Return the messages of a dossier, the first one first. Raises `NotFound`."""
    row = _seen(context, key, "messages.write")
    return _MESSAGES.all(context.session, dossier=row.id)


@command
def write_message(context: Context, key: UUID, text: str, *, answer_key: str | None = None) -> Message:
    """Write to the other side of a dossier, which is mailed a link and not the text. Commits. Raises `NotFound`.

    `answer_key` is that of a form: sent again, it writes nothing more.
    """
    row = held_for(context, key, "messages.write")
    if (written := given_row(context, answer_key, f"message {key}", Message)) is not None:
        return written
    if row.versions == 0:
        raise Refused("Ce dossier est un brouillon : déposez-le, puis écrivez à la Caf ici.")
    side = "porteur" if is_of_porteur(context, row) else "caf"
    written_lately = select(func.count()).where(
        Message.dossier_id == row.id, Message.side == side, Message.written_at > context.now - _HOUR
    )
    announced = (context.session.scalar(written_lately) or 0) < _MOST_ANNOUNCED
    message = Message(
        dossier_id=row.id,
        department=row.department,
        porteur_id=row.porteur_id,
        side=side,
        author=context.who.id,
        author_name=context.who.name,
        text=text,
        written_at=context.now,
    )
    context.session.add(message)
    context.session.flush()
    record(context, "message.written", row.id, chain=row.department, after={"message": str(message.id), "side": side})
    subject = f"Dossier {row.receipt} : un message vous attend"
    if announced and side == "caf":
        text = f"La Caf vous a écrit au sujet du dossier Clas {title_of(context, row)} n° {row.receipt}."
        write_to(context, row, contact_of(row.content), subject, f"{text} Lisez son message sur la plateforme.")
    elif announced:
        told = f"{row.porteur.name} a écrit au sujet du dossier Clas {title_of(context, row)} n° {row.receipt}."
        write_to_caf(context, row, subject, f"{told} Lisez son message sur la plateforme.", page="echanges")
    keep_row(context, answer_key, f"message {key}", message)
    context.session.commit()
    return message


def list_notes(context: Context, key: UUID) -> Sequence[InternalNote]:
    """Return the notes of the Caf on a dossier, the first one first. Raises `NotFound`."""
    row = _seen(context, key, "notes.write")
    return _NOTES.all(context.session, dossier=row.id)


@command
def write_note(context: Context, key: UUID, text: str, *, answer_key: str | None = None) -> InternalNote:
    """Keep a note on a dossier, for the Caf alone. Commits. Raises `NotFound`.

    `answer_key` is that of a form: sent again, it keeps nothing more.
    """
    row = held_for(context, key, "notes.write")
    if (kept := given_row(context, answer_key, f"note {key}", InternalNote)) is not None:
        return kept
    note = InternalNote(
        dossier_id=row.id,
        department=row.department,
        author=context.who.id,
        author_name=context.who.name,
        text=text,
        written_at=context.now,
    )
    context.session.add(note)
    context.session.flush()
    record(context, "note.written", row.id, chain=row.department, after={"note": str(note.id)})
    keep_row(context, answer_key, f"note {key}", note)
    context.session.commit()
    return note


def _seen(context: Context, key: UUID, ability: Ability) -> DossierRow:
    """Return a dossier for `ability`; a note is not for a person of the porteur, even one who is also of the Caf."""
    scope = context.open(ability)
    row = find_dossier(context.session, Sight(scope=scope, drafts=scope), key)
    if row is None or (ability == "notes.write" and is_of_porteur(context, row)):
        raise NotFound(A_DOSSIER)
    return row
