"""Forms that only a page of ours can send: each carries a word that the cookie of its visitor vouches for.

The JSON service takes keys and no cookies: nothing can be sent to it in somebody's name without their key.
"""

from typing import NoReturn

from flask import Flask, current_app, request

from clas_api.pages.cookies import prepare_key
from clas_api.refusals import Forbidden

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def attach(app: Flask) -> None:
    """Teach templates ``csrf_token()``; a form that is open for long stays good for as long as its session."""
    app.config.update(
        WTF_CSRF_METHODS={"POST", "PUT", "PATCH", "DELETE"},
        WTF_CSRF_FIELD_NAME="csrf_token",
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=True,
    )
    app.jinja_env.globals["csrf_token"] = _csrf_token


def refuse_forged() -> None:
    """Before each request of a page: refuse a change whose form is not one that we gave to this visitor.

    Flask-WTF is imported here, for the first form that is sent, and not when the service starts.
    """
    if request.method in _SAFE:
        return
    from flask_wtf.csrf import CSRFProtect

    class Protection(CSRFProtect):  # type: ignore[misc]  # Flask-WTF is not typed
        def _error_response(self, reason: str) -> NoReturn:
            raise Forbidden(
                "Ce formulaire ne peut pas être reçu : votre session a pris fin, ou les cookies sont refusés. Revenez "
                "à la page précédente, copiez ce que vous avez écrit, rechargez la page, puis envoyez de nouveau."
            )

    Protection().protect()


def _csrf_token() -> str:
    from flask_wtf.csrf import generate_csrf

    prepare_key(current_app)
    return str(generate_csrf())
