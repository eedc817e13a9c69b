"""The part of the site where a Caf works: ``/espace/caf``. What was typed when a session ends is kept here too."""

from functools import partial
from typing import Any

from flask import Blueprint

from clas_api.pages.caf.form import NAMES
from clas_api.pages.porteur.lost import keep_what_was_typed
from clas_api.pages.visitors import visiting
from clas_api.refusals import Forbidden, NotSignedIn
from clas_api.security.permissions import Ability, departments_of

blueprint = Blueprint("caf", __name__, url_prefix="/espace/caf")
blueprint.register_error_handler(NotSignedIn, partial(keep_what_was_typed, names=NAMES))
blueprint.register_error_handler(Forbidden, partial(keep_what_was_typed, names=NAMES))


@blueprint.context_processor
def on_every_page() -> dict[str, Any]:
    """What every page of the Caf may ask: in which departments its visitor may do something."""
    return {"departments_with": _departments_with}


def _departments_with(ability: Ability) -> frozenset[str]:
    who = visiting()
    return departments_of(who, ability) if who else frozenset()
