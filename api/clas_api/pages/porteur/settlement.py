"""The settlement of a dossier: what was foreseen beside what was really done, step by step, and what is left to pay."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.folder import open_folder
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Forbidden
from clas_api.services.year.paying import list_payments, payment_name
from clas_api.services.year.settling import show_settlement


@blueprint.get("/dossiers/<uuid:key>/solde", endpoint="settlement")
def show_settlement_page(key: UUID) -> ResponseReturnValue:
    """Show the settlement as it was made, or what the figures of the bilan point to."""
    context = current_context()
    folder = open_folder(context, key)
    settlement = show_settlement(context, key)
    try:
        payments = list_payments(context, key)
    except Forbidden:  # a committee reads what is due, and not what was paid
        payments = ()
    return page(
        folder,
        "settlement.html",
        here="solde",
        settlement=settlement,
        payments=payments,
        payment_name=payment_name,
    )
