"""The part of the site where a Caf works: ``/espace/caf``, and the lists of its department. What was typed when a
session ends is kept here too."""

from typing import Any

from flask import Blueprint

from clas_api.pages.porteur.lost import keep_what_was_typed
from clas_api.pages.visitors import visiting
from clas_api.refusals import Forbidden, NotSignedIn
from clas_api.security.permissions import Ability, departments_of

blueprint = Blueprint("caf", __name__, url_prefix="/espace")
blueprint.register_error_handler(NotSignedIn, keep_what_was_typed)
blueprint.register_error_handler(Forbidden, keep_what_was_typed)


@blueprint.context_processor
def on_every_page() -> dict[str, Any]:
    """What every page of the Caf may ask: in which departments its visitor may do something."""
    return {"departments_with": _departments_with}


def _departments_with(ability: Ability) -> frozenset[str]:
    who = visiting()
    return departments_of(who, ability) if who else frozenset()
