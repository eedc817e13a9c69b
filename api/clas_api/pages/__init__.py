"""The pages: departments and their open calls, documents, national rules, the simulator, accounts, one's own space."""

from flask import Flask

from clas_api.pages import (
    account,
    admin,
    assets,
    caf,
    cookies,
    forgery,
    leading,
    menus,
    national,
    once,
    porteur,
    public,
    visitors,
    writing,
)
from clas_api.rendering.html import add_document_helpers

FILES = assets.ENDPOINTS
OPEN_TO_ALL = frozenset(each.name for each in public.blueprints)


def attach(app: Flask, *, rehearsal: bool) -> None:
    """Register the pages, their assets and what their templates need; and, in a `rehearsal`, the page that leads it."""
    assets.attach(app)
    led = (leading.blueprint,) if rehearsal else ()
    own = (porteur.blueprint, caf.blueprint, national.blueprint, admin.blueprint)
    for blueprint in (*public.blueprints, *account.blueprints, *own, *led):
        app.register_blueprint(blueprint)
        app.before_request_funcs.setdefault(blueprint.name, []).append(forgery.refuse_forged)
    once.attach(app, caf.blueprint.name, porteur.blueprint.name, national.blueprint.name, admin.blueprint.name)
    cookies.attach(app)
    forgery.attach(app)
    add_document_helpers(app.jinja_env)
    writing.add_filters(app.jinja_env)
    app.context_processor(writing.everywhere)
    app.context_processor(visitors.everywhere)
    app.jinja_env.globals["menu_of"] = menus.menu_of
    app.jinja_env.globals["menu_of_call"] = menus.menu_of_call
