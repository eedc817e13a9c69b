"""Imports that were made, and undoing one as a whole, while nothing stands on what it made."""

from collections.abc import Sequence

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.importing.importing import TAKING, expect_importer, find_import
from clas_api.services.trace import hold_chain, record
from clas_api.store.models import ImportRow
from clas_core.errors import Refused


def list_imports(context: Context, slug: str) -> Sequence[ImportRow]:
    """Return the imports of a department, the last one first. Raises `NotFound`."""
    expect_importer(context, slug)
    asked = select(ImportRow).where(ImportRow.department == slug)
    return context.session.scalars(asked.order_by(ImportRow.number.desc())).all()


@command
def undo_import(context: Context, slug: str, number: int) -> ImportRow:
    """Take away all that an import made. Commits. Raises `NotFound`, `Refused` while something stands on it."""
    expect_importer(context, slug, writing=True)
    hold_chain(context, slug)
    row = find_import(context, slug, number)
    if row.undone_at is not None:
        raise Refused(f"L'import {number} est déjà annulé.")
    gone = TAKING[row.kind].unmake(context, row)
    row.undone_at, row.undone_by = context.now, context.who.id
    told = {"import": str(row.id), "number": number, "removed": gone}
    record(context, "import.undone", row.id, chain=slug, after=told)
    context.session.commit()
    return row
