"""The letters of a dossier, to whoever may read it: as they were sent."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from clas_api.context import Context
from clas_api.services.dossiers.reading import A_DOSSIER, sight_of
from clas_api.services.rules.kept_calls import find_department
from clas_api.store.dossiers import find_dossier
from clas_api.store.letters import letter_in, letters_of
from clas_api.store.models import DossierRow, LetterRow
from clas_core.documents import Document
from clas_core.documents.kept import document_of
from clas_core.errors import ClasError, NotFound

A_LETTER = "Ce courrier"


def list_letters(context: Context, key: UUID) -> tuple[DossierRow, Sequence[LetterRow]]:
    """Return a dossier and its letters, the first one first. Raises `NotFound`."""
    row = _dossier(context, key)
    return row, letters_of(context.session, row.id)


def read_letter(context: Context, key: UUID, letter: UUID) -> tuple[DossierRow, LetterRow, Document]:
    """Return a letter of a dossier as it was sent. Raises `NotFound`."""
    row = _dossier(context, key)
    found = letter_in(context.session, row.id, letter)
    if found is None:
        raise NotFound(A_LETTER)
    return row, found, kept_letter(context, found)


def kept_letter(context: Context, row: LetterRow) -> Document:
    """Return the document of a letter as it was sent."""
    return with_logo(context, document_of(row.content))


def with_logo(context: Context, document: Document) -> Document:
    """Return a letter that was kept with the logo that its department has today: none is kept with what is said."""
    try:
        logo = find_department(context, document.department).department.picture
    except ClasError:  # its department is not served any more
        logo = None
    return document if document.sender is None else replace(document, sender=replace(document.sender, logo=logo))


def _dossier(context: Context, key: UUID) -> DossierRow:
    row = find_dossier(context.session, sight_of(context, "decisions.read"), key)
    if row is None:
        raise NotFound(A_DOSSIER)
    return row
