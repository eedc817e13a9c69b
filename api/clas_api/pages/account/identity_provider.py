"""Going to the identity provider and coming back from it."""

from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from clas_api.installation import current_installation
from clas_api.pages.asking import current_context, own_page, own_space
from clas_api.pages.visitors import enter
from clas_api.refusals import Forbidden
from clas_api.security.limits import SIGN_IN, count_request
from clas_api.security.oidc import IdentityProvider, Journey
from clas_api.services.people.oidc_sign_in import sign_in_with
from clas_core.errors import NotFound

blueprint = Blueprint("identity_provider", __name__)

_KEPT = "identity_provider"
_LOST = "Ce retour du service d'identité n'est pas attendu ici. Recommencez depuis la page de connexion."


@blueprint.get("/connexion/oidc")
def begin() -> ResponseReturnValue:
    """Go to the identity provider."""
    count_request(SIGN_IN, "identity provider")
    address, journey = _provider().begin(_return_address())
    session[_KEPT] = {**journey.kept(), "next": own_page(request.args.get("next", ""))}
    return redirect(address)


@blueprint.get("/connexion/oidc/retour")
def finish() -> ResponseReturnValue:
    """Come back from the identity provider, and enter."""
    count_request(SIGN_IN, "identity provider")
    provider = _provider()
    kept = session.pop(_KEPT, None)
    if kept is None:
        raise Forbidden(_LOST)
    wanted = kept.pop("next")
    identity = provider.finish(_return_address(), Journey(**kept), request.args)
    context = current_context()
    return redirect(enter(context, sign_in_with(context, identity), wanted or own_space()))


def _provider() -> IdentityProvider:
    settings = current_installation().settings
    if settings.oidc_issuer is None:
        raise NotFound("La connexion par un service d'identité")
    return IdentityProvider(settings)


def _return_address() -> str:
    return current_installation().settings.base_url + url_for("identity_provider.finish")
