"""The settlement of a dossier: what was foreseen beside what was really done, step by step, and what is left to pay."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_desk
from clas_api.pages.space.folder import open_folder
from clas_api.pages.space.showing import page
from clas_api.pages.space.site import blueprint
from clas_api.services.year.settling import show_settlement


@blueprint.get("/dossiers/<uuid:key>/solde", endpoint="settlement")
def show_settlement_page(key: UUID) -> ResponseReturnValue:
    """Show the settlement as it was made, or what the figures of the bilan point to."""
    desk = current_desk()
    folder = open_folder(desk, key)
    desk.afresh()
    return page(folder, "settlement.html", here="solde", settlement=show_settlement(desk, key))
