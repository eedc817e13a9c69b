"""Checking a bilan, filing it, and the page that says so."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.porteur.bilan_folder import BilanFolder, open_bilan, open_own_bilan
from clas_api.pages.porteur.depositing import Refusal
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.saving import revision_typed
from clas_api.pages.porteur.showing import page
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Stale
from clas_api.services.year.bilans import file_bilan
from clas_api.statuses import status_of
from clas_core.errors import InvalidInput, NotFound, Refused

CHANGED_MEANWHILE = (
    "Quelqu'un a enregistré des changements depuis que vous avez ouvert cette page : rien n'est déposé. Relisez le "
    "bilan tel qu'il est maintenant, puis déposez."
)


def _page(bilan: BilanFolder, template: str, here: str, *, status: int = 200, **values: Any) -> ResponseReturnValue:
    return page(bilan.folder, template, here=here, status=status, bilan=bilan, **values)


@blueprint.get("/dossiers/<uuid:key>/bilan/verifier", endpoint="bilan_check")
def show_check(key: UUID) -> ResponseReturnValue:
    """Say what a bilan lacks and what its figures point to; offer to file it."""
    return _page(open_bilan(current_context(), key), "bilan_check.html", "verifier", refusal=None)


@blueprint.post("/dossiers/<uuid:key>/bilan/deposer", endpoint="file_bilan")
def post_filing(key: UUID) -> ResponseReturnValue:
    """File a bilan, or say everything that stands in the way."""
    context = current_context()
    try:
        file_bilan(context, key, revision=revision_typed(TypedForm(request.form)))
    except (InvalidInput, Refused, Stale) as error:
        context.afresh()
        bilan = open_own_bilan(context, key)
        problems = error.problems if isinstance(error, InvalidInput) else ()
        message = f"{CHANGED_MEANWHILE} {error.since}".strip() if isinstance(error, Stale) else error.message
        refusal = Refusal(message, tuple((bilan.address(each.path), each.message) for each in problems))
        return _page(bilan, "bilan_check.html", "verifier", status=status_of(error), refusal=refusal)
    flash("Le bilan est déposé.")
    return redirect(url_for("porteur.bilan_filed", key=key), 303)


@blueprint.get("/dossiers/<uuid:key>/bilan/depot", endpoint="bilan_filed")
def show_filed(key: UUID) -> ResponseReturnValue:
    """Show that a bilan is filed, to be kept or printed."""
    bilan = open_bilan(current_context(), key)
    if bilan.row.state != "filed":
        raise NotFound("Le dépôt de ce bilan")
    return _page(bilan, "bilan_filed.html", "depot")
