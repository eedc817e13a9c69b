"""``/dossiers/{id}/certificates``: an amount of a dossier with all that it was calculated from, and ``/certificates``:
verifying one, whoever holds it."""

from typing import Any
from uuid import UUID

from flask import Response

from clas_api.answers import Answer, Count, Flag, Many, Words
from clas_api.files_given import file_of
from clas_api.installation import published_installation
from clas_api.rendering import FORMATS_WITH_DATA
from clas_api.security.limits import CHECK, limited
from clas_api.services.rules.certificate_requests import CertificateCheckSchema
from clas_api.services.rules.kept_rules import RulesKeptHere
from clas_api.services.rules.verifying_certificates import RulesAtHand, verify_data
from clas_api.services.year.certifying import OF_KIND, certificate_read, certify
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.in_each_form import in_each_form, no_such_form
from clas_api.v1.problems import problem
from clas_core.certificates import Check
from clas_core.errors import InvalidInput, Problem

blueprint = Blueprint("certificates", __name__, description="Certificates of calculation, which anybody verifies")


class CertificateFaultSchema(Answer):
    pointer = Words(about="where it stands in the certificate, as a JSON pointer")
    message = Words(about="in French")


class CheckSchema(Answer):
    holds = Flag(about="every step gives what it says, by the rules of its year")
    amount = Words(about="what is calculated; where rules do not give it, what the certificate says")
    steps = Count(about="how many were made again")
    digest = Words()
    faults = Many(CertificateFaultSchema)


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


@blueprint.post("/certificates/checks")
@blueprint.arguments(CertificateCheckSchema)
@blueprint.answers(200, CheckSchema)
@blueprint.problem(404, "The rules that it names are not here: it is neither right nor wrong")
@limited(CHECK)
def post_check(asked: dict[str, Any]) -> Check:
    """Calculate again what a certificate says, by the rules that it names: those that are served, or that were. Nothing
    is kept of it."""
    rules = RulesAtHand(installation=published_installation(), kept=RulesKeptHere(current_context))
    try:
        return verify_data(rules, asked["certificate"], asked["digest"] or "")
    except InvalidInput as error:
        below = [Problem(("certificate", *each.path), each.message) for each in error.problems]
        raise InvalidInput(below, error.message) from None
