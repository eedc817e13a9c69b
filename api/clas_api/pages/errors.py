"""The page of an error: what happened, and where to go next."""

from flask import Response, g, make_response, redirect, render_template, request, url_for
from markupsafe import escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from clas_api.installation import current_installation
from clas_api.refusals import NotSignedIn
from clas_api.statuses import status_of
from clas_core.errors import ClasError

_SENTENCES = {
    404: ("Cette page n'existe pas", "L'adresse est peut-être mal écrite, ou la page a changé de place."),
    405: ("Cette action n'est pas possible ici", "Revenez à l'accueil et suivez les liens."),
    408: ("Votre demande arrive trop lentement", "Rien n'a été modifié. Vérifiez votre connexion, puis réessayez."),
    413: ("Votre demande est trop longue", "Partagez-la en plusieurs."),
    500: ("Une erreur imprévue s'est produite", "Rien n'a été modifié. Réessayez ; si elle dure, prévenez votre Caf."),
    503: ("Service momentanément indisponible", "Rien n'a été modifié. Réessayez dans quelques instants."),
}

_BARE = """\
<!doctype html><html lang="fr"><meta charset="utf-8"><title>{}</title><h1>{}</h1><p>{}</p><p>{}</p></html>
"""

_TITLES = {
    403: "Action non permise",
    404: "Introuvable",
    409: "Ce n'est pas possible maintenant",
    412: "Version dépassée",
    422: "Demande à corriger",
    429: "Trop de tentatives",
    503: "Service momentanément indisponible",
}


def error_page(error: HTTPException | ClasError) -> Response:
    """Return the page of `error`, with its status."""
    if isinstance(error, NotSignedIn):
        return _to_sign_in()
    if isinstance(error, ClasError):
        status = status_of(error)
        return _page(status, _TITLES.get(status, "Demande refusée"), error.message)
    status = error.code or 500
    response = _page(status, *_SENTENCES.get(status, ("Demande refusée", "Revenez à l'accueil et suivez les liens.")))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def _to_sign_in() -> Response:
    """Lead to the page that signs in, and from there back to the page that was wanted."""
    wanted = request.full_path.removesuffix("?") if request.method in ("GET", "HEAD") else None
    return make_response(redirect(url_for("account.sign_in", next=wanted), 303))


def _page(status: int, title: str, detail: str) -> Response:
    reference = g.get("request_id") if status == 500 else None
    try:
        page = render_template("error.html", title=title, detail=detail, reference=reference, status=status)
    except SQLAlchemyError:  # a page says who is signed in, and the database that knows is away
        title = f"Essai : {title}" if current_installation().is_rehearsal else title
        page = _BARE.format(*(escape(each) for each in (title, title, detail, reference or "")))
    return make_response(page, status)
