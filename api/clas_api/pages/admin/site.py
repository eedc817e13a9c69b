"""The part of the site where the installation is kept: ``/espace/installation``."""

from typing import Any
from uuid import uuid4

from flask import Blueprint

from clas_api.pages.forgery import refuse_forged
from clas_api.pages.porteur.lost import keep_what_was_typed
from clas_api.pages.visitors import visiting
from clas_api.refusals import Forbidden, NotSignedIn
from clas_api.security.permissions import scope_of
from clas_api.security.principal import ANONYMOUS

blueprint = Blueprint("admin", __name__, url_prefix="/espace/installation")
blueprint.register_error_handler(NotSignedIn, keep_what_was_typed)
blueprint.register_error_handler(Forbidden, keep_what_was_typed)


@blueprint.before_request
def expect_its_keeper() -> None:
    """Refuse a form that is not ours, then whoever does not keep the installation, whatever their role lets them do
    elsewhere."""
    refuse_forged()
    scope_of(visiting() or ANONYMOUS, "upkeep.read")


@blueprint.context_processor
def on_every_page() -> dict[str, Any]:
    """What every form holds: a word of its own, so that one sent twice is done once, and one filled again is done."""
    return {"fresh": lambda: uuid4().hex}
