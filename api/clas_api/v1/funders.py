"""``/departments/{slug}/funders/{funder}/dossiers/{year}``: what the people of a funder read."""

from uuid import UUID

from clas_api.services.year.funded import Funded, funded_dossier, funded_dossiers
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.funder_answers import FundedDossierSchema, FundedDossiersSchema

blueprint = Blueprint("funders", __name__, description="The dossiers that ask for the aid of a funder")


@blueprint.get("/departments/<slug>/funders/<funder>/dossiers/<year>")
@blueprint.answers(200, FundedDossiersSchema)
def get_funded_dossiers(slug: str, funder: str, year: str) -> dict[str, object]:
    """List the dossiers of a call that ask for the aid of a funder, with its figures alone."""
    return {"dossiers": funded_dossiers(current_context(), slug, year, funder)}


@blueprint.get("/departments/<slug>/funders/<funder>/dossiers/<year>/<uuid:key>")
@blueprint.answers(200, FundedDossierSchema)
def get_funded_dossier(slug: str, funder: str, year: str, key: UUID) -> Funded:
    """Show what such a dossier deposited, with the figures of the funder alone."""
    return funded_dossier(current_context(), slug, year, funder, key)
