"""The public pages: departments and their open calls, documents, national rules, and the simulator."""

from flask import Flask, Response, make_response, render_template, request
from flask_bootstrap import Bootstrap5
from werkzeug.exceptions import HTTPException

from clas_core.errors import ClasError


def attach(app: Flask) -> None:
    """Register the pages, their assets and what their templates need."""
    from clas_api.pages import public, simulator, writing
    from clas_api.rendering.html import add_document_helpers

    Bootstrap5(app)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(simulator.blueprint)
    add_document_helpers(app.jinja_env)
    writing.add_filters(app.jinja_env)
    app.context_processor(writing.everywhere)


_SENTENCES = {
    404: ("Cette page n'existe pas", "L'adresse est peut-être mal écrite, ou la page a changé de place."),
    405: ("Cette action n'est pas possible ici", "Revenez à l'accueil et suivez les liens."),
    413: ("Votre demande est trop longue", "Partagez-la en plusieurs."),
    500: ("Une erreur imprévue s'est produite", "Rien n'a été modifié. Réessayez ; si elle dure, prévenez votre Caf."),
}


def error_page(error: HTTPException | ClasError) -> Response:
    """Return the page of an error: what happened, and where to go next."""
    from clas_api.v1.problems import status_of

    if isinstance(error, ClasError):
        status = status_of(error)
        title = "Service momentanément indisponible" if status == 503 else "Introuvable"
        detail = error.message
    else:
        status = error.code or 500
        title, detail = _SENTENCES.get(status, ("Demande refusée", "Revenez à l'accueil et suivez les liens."))
    response = make_response(render_template("error.html", title=title, detail=detail, path=request.path), status)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name.lower() not in ("content-type", "content-length"):
                response.headers[name] = value
    return response
