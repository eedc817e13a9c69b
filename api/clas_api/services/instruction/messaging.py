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
from clas_api.store.message_readings import note_read, unread_messages
from clas_api.store.models import DossierRow, InternalNote, Message
from clas_api.store.reading import Query
from clas_api.store.sight import Sight
from clas_core.errors import NotFound

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


def read_messages(context: Context, key: UUID) -> tuple[Sequence[Message], frozenset[UUID]]:
    """Return the messages of a dossier, the first one first, and those that are new to whoever asks of its porteur;
    they are not, once this was shown. Raises `NotFound`."""
    row = _seen(context, key, "messages.write")
    messages = _MESSAGES.all(context.session, dossier=row.id)
    account = context.who.account
    theirs = [each.id for each in messages if each.side == "caf"]
    if account is None or not theirs or not is_of_porteur(context, row):
        return messages, frozenset()
    count = unread_messages(context.session, account, [row.id], side="porteur").get(row.id, 0)
    if count:
        note_read(context.session, account, row.id, len(theirs))
    return messages, frozenset(theirs[len(theirs) - count :])


@command
def write_message(context: Context, key: UUID, text: str, *, answer_key: str | None = None) -> Message:
    """Write to the other side of a dossier, deposited or not, which is mailed a link and not the text. Commits.

    Raises `NotFound`. `answer_key` is that of a form: sent again, it writes nothing more.
    """
    row = held_for(context, key, "messages.write", drafts=True)
    if (written := given_row(context, answer_key, f"message {key}", Message)) is not None:
        return written
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
    if announced:
        _announce(context, row, side)
    keep_row(context, answer_key, f"message {key}", message)
    context.session.commit()
    return message


def _announce(context: Context, row: DossierRow, side: str) -> None:
    """Tell the other side, by a mail, that a message waits for it."""
    title = title_of(context, row)
    of = f"Dossier {row.receipt}" if row.receipt else "Dossier Clas pas encore déposé"
    which = f"du dossier Clas {title} n° {row.receipt}" if row.receipt else f"de votre dossier Clas {title}"
    subject = f"{of} : un message vous attend"
    if side == "caf":
        told = f"La Caf vous a écrit au sujet {which}."
        write_to(context, row, contact_of(row.content), subject, f"{told} Lisez son message sur la plateforme.")
        return
    if row.receipt is None:
        which = f"de son dossier Clas {title}, qui n'est pas encore déposé"
    told = f"{row.porteur.name} a écrit au sujet {which}."
    page = "echanges" if row.receipt else "brouillon"
    write_to_caf(context, row, subject, f"{told} Lisez son message sur la plateforme.", page=page)


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
