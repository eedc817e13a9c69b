"""The pages: departments and their open calls, documents, national rules, the simulator, accounts, one's own space."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from clas_api.pages import (
    accounts,
    caf,
    cookies,
    forgery,
    identity_provider,
    invitations,
    porteur,
    public,
    simulator,
    visitors,
    writing,
)
from clas_api.rendering.html import add_document_helpers


def attach(app: Flask) -> None:
    """Register the pages, their assets and what their templates need."""
    Bootstrap5(app)
    for module in (public, simulator, accounts, invitations, identity_provider, porteur, caf):
        app.register_blueprint(module.blueprint)
        app.before_request_funcs.setdefault(module.blueprint.name, []).append(forgery.refuse_forged)
    cookies.attach(app)
    forgery.attach(app)
    add_document_helpers(app.jinja_env)
    writing.add_filters(app.jinja_env)
    app.context_processor(writing.everywhere)
    app.context_processor(visitors.everywhere)
