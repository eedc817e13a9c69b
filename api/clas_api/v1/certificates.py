"""``/dossiers/{id}/certificates``: an amount of a dossier with all that it was calculated from."""

from uuid import UUID

from flask import Response

from clas_api.files_given import file_of
from clas_api.rendering import FORMATS_WITH_DATA
from clas_api.services.year.certifying import OF_KIND, certificate_read, certify
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.in_each_form import in_each_form, no_such_form
from clas_api.v1.problems import problem

blueprint = Blueprint("certificates", __name__, description="Certificates of calculation, which anybody verifies")


@blueprint.get("/dossiers/<uuid:key>/certificates/<amount>.<form>")
@blueprint.response(200, {"type": "object"}, content_type="application/json")
@in_each_form(blueprint)
def get_certificate(key: UUID, amount: str, form: str) -> Response:
    """Give the certificate of what is asked, granted or settled (``demande``, ``decision``, ``solde``), as ``html``,
    ``md``, ``pdf`` or, to be verified, ``json``."""
    if amount not in OF_KIND:
        return problem(404, "unknown", "Introuvable", f"Montants : {', '.join(OF_KIND)}.")
    context = current_context()
    found = certify(context, key, OF_KIND[amount])
    if form not in FORMATS_WITH_DATA:
        return no_such_form(FORMATS_WITH_DATA)
    document = certificate_read(found, context.installation)
    name = f"clas-certificat-{amount}-{key}"
    return file_of(document, name, form, rehearsal=context.installation.is_rehearsal, content=found.content)
