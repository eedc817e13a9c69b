"""A receipt and a whole dossier as files: PDF to be kept or shown to a board, HTML, Markdown."""

from uuid import UUID

from flask import Response, abort

from clas_api.files_given import file_of
from clas_api.installation import current_installation
from clas_api.pages.asking import current_context
from clas_api.pages.porteur.site import blueprint
from clas_api.rendering import FORMATS
from clas_api.services.dossiers.writing_out import write_dossier, write_receipt
from clas_core.documents import Document


@blueprint.get("/dossiers/<uuid:key>/recepisse.<form>", endpoint="receipt_file")
def give_receipt(key: UUID, form: str) -> Response:
    """Give the receipt of the last deposit."""
    return _given(write_receipt(current_context(), key), f"clas-recepisse-{key}", form)


@blueprint.get("/dossiers/<uuid:key>/dossier.<form>", endpoint="dossier_file")
def give_dossier(key: UUID, form: str) -> Response:
    """Give the whole dossier, as whoever asks may read it."""
    return _given(write_dossier(current_context(), key), f"clas-dossier-{key}", form)


def _given(document: Document, name: str, form: str) -> Response:
    if form not in FORMATS:
        abort(404)
    return file_of(document, name, form, rehearsal=current_installation().is_rehearsal)
