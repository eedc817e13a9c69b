"""The settlement of a dossier: what was foreseen beside what was really done, step by step, and what is left to pay."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.folder import open_folder
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.services.year.settling import show_settlement


@blueprint.get("/dossiers/<uuid:key>/solde", endpoint="settlement")
def show_settlement_page(key: UUID) -> ResponseReturnValue:
    """Show the settlement as it was made, or what the figures of the bilan point to."""
    context = current_context()
    folder = open_folder(context, key)
    context.afresh()
    return page(folder, "settlement.html", here="solde", settlement=show_settlement(context, key))
