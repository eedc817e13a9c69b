"""Taking a document out of a dossier that is being written: what a deposit holds stays for that deposit."""

from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.dossiers.attaching import A_DOCUMENT, forget_bytes
from clas_api.services.dossiers.drafting import held_dossier
from clas_api.services.dossiers.moving import expect_writable
from clas_api.services.dossiers.reading import deposited_documents, documents_of, load_dossier
from clas_api.services.dossiers.timing import too_late
from clas_api.services.rules.campaigns import call_to_change
from clas_api.services.trace import record
from clas_api.store.models import Attachment, DossierRow
from clas_core.errors import NotFound


def document_to_take_out(context: Context, key: UUID, document: UUID) -> tuple[Attachment, bool]:
    """Return a document that is in a dossier of one's own, and whether a deposit holds it. Raises `NotFound`."""
    row = load_dossier(context, key)
    return _found(context, row, document), document in deposited_documents(context, row)


def _found(context: Context, row: DossierRow, document: UUID) -> Attachment:
    found = next((each for each in documents_of(context, row.id) if each.id == document), None)
    if found is None:
        raise NotFound(A_DOCUMENT)
    return found


@command
def take_out(context: Context, key: UUID, document: UUID) -> str:
    """Take a document out of a dossier of one's own; return its name. Commits.

    One that no deposit holds is gone, bytes and all, whatever the dossier has become since: whoever joined it by
    mistake takes it back. One that a deposit holds stays readable there, and is not in what is deposited next: it is
    taken out as one is joined, while that may follow. Raises `NotFound`, or `Refused` when it is too late.
    """
    row = held_dossier(context, key)
    found = _found(context, row, document)
    deposited = document in deposited_documents(context, row)
    if deposited:
        expect_writable(row)
        if (late := too_late(context, row, call_to_change(context, row))) is not None:
            raise late
        found.taken_out_at = context.now
        row.changed = True
    else:
        context.session.delete(found)
    before = {"document": str(found.id), "kind": found.kind, "filename": found.filename, "sha256": found.sha256}
    record(
        context, "document.taken_out", row.id, chain=row.department, before=before, after={"still_deposited": deposited}
    )
    name = found.filename
    context.session.commit()
    if not deposited:
        forget_bytes(context, [document])
    return name
