"""Errors as ``application/problem+json`` (RFC 9457): a French title, what happened, and every problem by its place."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import orjson
from flask import Response, g
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

from clas_api.refusals import NotAFile, NotSignedIn, Stale, TooManyAttempts, Unreadable
from clas_api.statuses import status_of
from clas_core.errors import MOST_PROBLEMS, ClasError, Duplicate, InvalidInput, Problem

_TITLES = {
    400: ("Demande illisible", "Le corps de la demande n'est pas du JSON valable en UTF-8."),
    404: ("Introuvable", "Cette adresse n'existe pas."),
    405: ("Méthode refusée", "Cette adresse n'accepte pas cette méthode."),
    406: ("Forme non disponible", "La forme demandée n'existe pas."),
    408: ("Demande trop lente", "Le corps de la demande n'est pas arrivé à temps. Envoyez-le de nouveau."),
    413: ("Demande trop longue", "Le corps dépasse 1 Mio : partagez la demande en plusieurs."),
    415: ("Type de contenu refusé", "Envoyez du JSON, avec l'en-tête Content-Type: application/json."),
    500: ("Erreur du service", "Une erreur imprévue s'est produite. Réessayez ; si elle dure, prévenez la Caf."),
    503: ("Service indisponible", "Le service est momentanément indisponible. Réessayez plus tard."),
}

_FURTHER = f"D'autres erreurs suivent ces {MOST_PROBLEMS} : corrigez celles-ci, puis envoyez de nouveau."
_LONGEST_POINTER = 300

_OF_THE_BODY = (400, 413, 415)
"""What is wrong with the body as a whole: the empty pointer is its place."""


class ProblemItemSchema(Schema):
    pointer = fields.String(required=True, metadata={"description": "Place of the problem, as a JSON pointer"})
    detail = fields.String(required=True, metadata={"description": "What is wrong, in French"})


class ProblemSchema(Schema):
    """The body of every error."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(ProblemItemSchema))
    request_id = fields.String(metadata={"description": "Of an unforeseen error: the reference to quote"})


def problem(status: int, kind: str, title: str, detail: str, errors: Iterable[Problem] = ()) -> Response:
    """Return the answer to a request that is refused."""
    body: dict[str, Any] = {
        "type": f"urn:clas:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if listed := [{"pointer": _shortened(each.pointer), "detail": each.message} for each in errors]:
        further = [{"pointer": "", "detail": _FURTHER}] if len(listed) > MOST_PROBLEMS else []
        body["errors"] = listed[:MOST_PROBLEMS] + further
    if status == 500 and (reference := g.get("request_id")):
        body["request_id"] = reference
    return Response(orjson.dumps(body), status=status, mimetype="application/problem+json")


def _shortened(pointer: str) -> str:
    """Return a place, which may be a key of somebody's that has a million signs, short enough to be told."""
    return pointer if len(pointer) <= _LONGEST_POINTER else pointer[:_LONGEST_POINTER] + "…"


def problem_of_clas(error: ClasError) -> Response:
    """Return the answer to an error of the core."""
    errors = error.problems if isinstance(error, InvalidInput | Stale | Duplicate | NotAFile | Unreadable) else ()
    status = status_of(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem(status, error.kind, *_TITLES[status])
    answer = problem(status, error.kind, error.title, error.message, errors)
    if isinstance(error, NotSignedIn):
        answer.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyAttempts):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def problem_of_http(error: HTTPException) -> Response:
    """Return the answer to an error of HTTP."""
    status = error.code or 500
    title, detail = _TITLES.get(status, (HTTPStatus(status).phrase, str(error.description or "")))
    places = [Problem((), detail)] if status in _OF_THE_BODY else ()
    answer = problem(status, f"http-{status}", title, detail, places)
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer
