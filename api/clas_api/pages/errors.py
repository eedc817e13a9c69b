"""The page of an error: what happened, and where to go next."""

from flask import Response, make_response, render_template
from werkzeug.exceptions import HTTPException

from clas_api.statuses import status_of
from clas_core.errors import ClasError

_SENTENCES = {
    404: ("Cette page n'existe pas", "L'adresse est peut-être mal écrite, ou la page a changé de place."),
    405: ("Cette action n'est pas possible ici", "Revenez à l'accueil et suivez les liens."),
    413: ("Votre demande est trop longue", "Partagez-la en plusieurs."),
    500: ("Une erreur imprévue s'est produite", "Rien n'a été modifié. Réessayez ; si elle dure, prévenez votre Caf."),
}


def error_page(error: HTTPException | ClasError) -> Response:
    """Return the page of `error`, with its status."""
    if isinstance(error, ClasError):
        status = status_of(error)
        title = "Service momentanément indisponible" if status == 503 else "Introuvable"
        return _page(status, title, error.message)
    status = error.code or 500
    response = _page(status, *_SENTENCES.get(status, ("Demande refusée", "Revenez à l'accueil et suivez les liens.")))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _page(status: int, title: str, detail: str) -> Response:
    return make_response(render_template("error.html", title=title, detail=detail), status)
