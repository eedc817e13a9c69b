"""The public pages: departments and their open calls, documents, national rules, and the simulator."""

from flask import Flask
from flask_bootstrap import Bootstrap5

from clas_api.pages import public, simulator, writing
from clas_api.rendering.html import add_document_helpers


def attach(app: Flask) -> None:
    """Register the pages, their assets and what their templates need."""
    Bootstrap5(app)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(simulator.blueprint)
    add_document_helpers(app.jinja_env)
    writing.add_filters(app.jinja_env)
    app.context_processor(writing.everywhere)
