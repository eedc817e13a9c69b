"""A receipt, a whole dossier, certificates of its amounts as files: to be kept, shown to a board, verified."""

from uuid import UUID

from flask import Response, abort

from clas_api.files_given import file_of
from clas_api.installation import current_installation
from clas_api.pages.asking import current_context
from clas_api.pages.porteur.site import blueprint
from clas_api.rendering import FORMATS, FORMATS_WITH_DATA
from clas_api.services.dossiers.writing_out import write_dossier, write_receipt
from clas_api.services.year.certifying import OF_KIND, certificate_read, certify
from clas_core.documents import Document


@blueprint.get("/dossiers/<uuid:key>/recepisse.<form>", endpoint="receipt_file")
def give_receipt(key: UUID, form: str) -> Response:
    """Give the receipt of the last deposit."""
    return _given(write_receipt(current_context(), key), f"clas-recepisse-{key}", form)


@blueprint.get("/dossiers/<uuid:key>/dossier.<form>", endpoint="dossier_file")
def give_dossier(key: UUID, form: str) -> Response:
    """Give the whole dossier, as whoever asks may read it."""
    return _given(write_dossier(current_context(), key), f"clas-dossier-{key}", form)


@blueprint.get("/dossiers/<uuid:key>/certificat-<amount>.<form>", endpoint="certificate_file")
def give_certificate(key: UUID, amount: str, form: str) -> Response:
    """Give the certificate of an amount, to be read or, as ``json``, to be verified."""
    if amount not in OF_KIND or form not in FORMATS_WITH_DATA:
        abort(404)
    context = current_context()
    found = certify(context, key, OF_KIND[amount])
    document = certificate_read(found, context.installation)
    name = f"clas-certificat-{amount}-{key}"
    return file_of(document, name, form, rehearsal=context.installation.is_rehearsal, content=found.content)


def _given(document: Document, name: str, form: str) -> Response:
    if form not in FORMATS:
        abort(404)
    return file_of(document, name, form, rehearsal=current_installation().is_rehearsal)
