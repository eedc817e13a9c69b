"""Documents of a dossier: joining one, listing them, reading one."""

import logging
from collections.abc import Iterable, Sequence
from typing import IO
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from clas_api.antivirus import AntivirusAway
from clas_api.context import Context, command
from clas_api.refusals import DocumentAltered, DocumentWithheld, NotAFile, StorageUnavailable
from clas_api.services.dossiers.moving import expect_writable
from clas_api.services.dossiers.reading import (
    A_DOSSIER,
    documents_for,
    documents_of,
    every_document_of,
    is_of_porteur,
    load_dossier,
    readable_document,
)
from clas_api.services.dossiers.timing import too_late
from clas_api.services.rules.campaigns import OpenCall, call_to_change
from clas_api.services.trace import record
from clas_api.store.dossiers import find_dossier
from clas_api.store.files import Kept, digest_of
from clas_api.store.models import Attachment, DossierRow
from clas_api.store.sight import Sight
from clas_core.dossiers import (
    LARGEST_DOCUMENT,
    MOST_BYTES,
    MOST_DOCUMENTS,
    accepted_type,
    document_kinds,
    safe_filename,
)
from clas_core.dossiers.documents import NOT_JOINED
from clas_core.errors import InvalidInput, NotFound, Problem, Refused

logger = logging.getLogger(__name__)

A_DOCUMENT = "Ce document"
MOST_KEPT = 3 * MOST_DOCUMENTS
"""Of a dossier, with those that its deposits hold and that were taken out since."""

TOO_LARGE = "Le document dépasse 10 Mio. Réduisez-le, ou partagez-le en plusieurs documents."


def expect_document(context: Context, key: UUID) -> None:
    """Make sure, before a document is received, that whoever asks may join one to this dossier.

    Raises `NotSignedIn`, `Forbidden`, `NotFound`, or `Refused` for a dossier that is not written any more, or too late:
    a document that no deposit could hold would be lost to its Caf.
    """
    _own_dossier(context, key)
    context.session.rollback()


def _own_dossier(context: Context, key: UUID, *, hold: bool = False) -> tuple[DossierRow, OpenCall]:
    scope = context.open("dossiers.write", writing=hold)
    row = find_dossier(context.session, Sight(scope=scope, drafts=scope), key, hold=hold)
    if row is None:
        raise NotFound(A_DOSSIER)
    expect_writable(row)
    call = call_to_change(context, row)
    if (late := too_late(context, row, call)) is not None:
        raise late
    return row, call


@command
def attach(context: Context, key: UUID, kind: str, filename: str, stream: IO[bytes]) -> tuple[Attachment, bool]:
    """Join a document to a dossier of one's own, and tell whether it is new: the same one twice is one document.

    The bytes are on the disk before the row is committed, so that a document that is listed can be read; no row is
    locked while they are written. Raises `InvalidInput` for a kind, a type or a content that is not accepted,
    `NotAFile` for one that is too large, `Refused` when the dossier is full, `StorageUnavailable`. Commits.
    """
    _, call = _own_dossier(context, key)
    context.session.rollback()
    if stream.seek(0, 2) > LARGEST_DOCUMENT:
        raise NotAFile(TOO_LARGE, 413)
    filename = safe_filename(filename)
    media_type = accepted_type(kind, document_kinds(call.campaign), filename, stream)
    document = Attachment(id=uuid4(), kind=kind, filename=filename, media_type=media_type)
    _examine(context, document, stream)
    kept = context.installation.files.put(document.id, stream)
    try:
        known = _keep(context, key, document, kept)
    except BaseException:
        _let_go_unless_kept(context, document.id)
        raise
    if known is not None:
        forget_bytes(context, [document.id])
        return known, False
    return document, True


def _examine(context: Context, document: Attachment, stream: IO[bytes]) -> None:
    """Show a document to the antivirus before it is kept; where it does not answer, it will be asked again.

    Raises `InvalidInput` for one in which it recognises a virus.
    """
    if context.installation.antivirus is None:
        return
    try:
        threat = context.installation.antivirus.threat_in(stream)
    except AntivirusAway:
        logger.warning("the antivirus does not answer: document %s waits for it", document.id)
        document.examined = "pending"
        return
    if threat:
        sentence = (
            f"L'antivirus reconnaît un virus dans ce document ({threat}) : vérifiez l'ordinateur d'où il vient, puis "
            "joignez un document sain."
        )
        raise InvalidInput([Problem(("file",), sentence)], NOT_JOINED)
    document.examined, document.examined_at = "sound", context.now


def _keep(context: Context, key: UUID, document: Attachment, kept: Kept) -> Attachment | None:
    """Write the row of a document whose bytes are kept, and commit; or return the one that was there before it."""
    dossier, _ = _own_dossier(context, key, hold=True)
    present = documents_of(context, dossier.id)
    for other in present:
        if (other.kind, other.sha256) == (document.kind, kept.sha256):
            return other
    kept_for_deposits = every_document_of(context, dossier.id)
    if len(kept_for_deposits) >= MOST_KEPT:
        raise Refused(f"Ce dossier et ses dépôts ont déjà {MOST_KEPT} documents : ils n'en prennent plus.")
    if len(present) >= MOST_DOCUMENTS:
        raise Refused(f"Ce dossier a déjà {MOST_DOCUMENTS} documents : réunissez-en plusieurs en un seul PDF.")
    if sum(other.size for other in present) + kept.size > MOST_BYTES:
        raise Refused("Les documents de ce dossier dépasseraient 100 Mio en tout : réduisez celui-ci.")
    document.dossier_id, document.department, document.porteur_id = dossier.id, dossier.department, dossier.porteur_id
    document.size, document.sha256 = kept.size, kept.sha256
    document.added_at, document.added_by = context.now, context.who.id
    context.session.add(document)
    dossier.changed = dossier.versions > 0
    after = {
        "document": str(document.id),
        "kind": document.kind,
        "filename": document.filename,
        "media_type": document.media_type,
        "size": kept.size,
        "sha256": kept.sha256,
    }
    record(context, "document.attached", dossier.id, chain=dossier.department, after=after)
    context.session.commit()
    return None


def _let_go_unless_kept(context: Context, key: UUID) -> None:
    """Remove the bytes of a document whose row could not be committed.

    A connection that breaks during a commit leaves it unknown whether the row is there: the database is asked. When it
    does not answer either, the bytes stay: too many harm nobody, and a row without its bytes would.
    """
    try:
        context.session.rollback()
        is_there = context.session.scalar(select(Attachment.id).where(Attachment.id == key)) is not None
        context.session.rollback()
    except SQLAlchemyError:
        return
    if not is_there:
        forget_bytes(context, [key])


def forget_bytes(context: Context, keys: Iterable[UUID]) -> None:
    """Remove the bytes of documents whose rows are gone; those that cannot be removed now are only room lost."""
    for key in keys:
        try:
            context.installation.files.remove(key)
        except StorageUnavailable as error:
            logger.warning("the bytes of document %s stay on the disk: %s", key, error.__cause__)


def list_documents(context: Context, key: UUID) -> Sequence[Attachment]:
    """Return the documents of a dossier that whoever asks may read, the oldest first. Raises `NotFound`."""
    return documents_for(context, load_dossier(context, key))


def open_document(context: Context, key: UUID, document: UUID) -> tuple[Attachment, IO[bytes]]:
    """Return a document and its bytes, to be closed by whoever reads them: those that were joined, or none.

    Raises `NotFound`, `DocumentWithheld`, `StorageUnavailable`, `DocumentAltered`.
    """
    dossier = load_dossier(context, key)
    if (row := readable_document(context, dossier, document)) is None:
        raise NotFound(A_DOCUMENT)
    if row.examined == "infected" or (row.examined == "pending" and not is_of_porteur(context, dossier)):
        raise DocumentWithheld(row.threat or "")
    stream = context.installation.files.open(row.id)
    if digest_of(stream) != row.sha256:
        stream.close()
        logger.error("the bytes of document %s are not those that were joined", row.id)
        raise DocumentAltered
    stream.seek(0)
    return row, stream
