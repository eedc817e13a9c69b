"""Forms that only a page of ours can send: each carries a word that the cookie of its visitor vouches for.

That word dies with its session. Beside it stands a mark of whoever the form was given to, which does not: when they
have signed in again and their browser says that the form comes from a page of ours, what they had typed is received.

The JSON service takes keys and no cookies: nothing can be sent to it in somebody's name without their key.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NoReturn
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from itsdangerous import Signer

from clas_api.installation import published_installation
from clas_api.pages.cookies import prepare_key
from clas_api.pages.visitors import visiting
from clas_api.refusals import Forbidden

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf_token"
_BESIDE = "~"
"""Parts a word from its mark; neither has it."""


class Forged(Forbidden):
    """A form whose word is not one that this visitor was given, or was given to somebody else."""


def attach(app: Flask) -> None:
    """Teach templates ``csrf_token()``; a form that is open for long stays good for as long as its session."""
    app.config.update(
        WTF_CSRF_METHODS={"POST", "PUT", "PATCH", "DELETE"},
        WTF_CSRF_FIELD_NAME=FIELD,
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
        def _get_csrf_token(self) -> str | None:
            word = super()._get_csrf_token()
            return _unveiled(word.partition(_BESIDE)[0]) if word else None

        def _error_response(self, reason: str) -> NoReturn:
            raise Forged(
                "Ce formulaire ne peut pas être reçu : votre session a pris fin, ou les cookies sont refusés. Revenez "
                "à la page précédente, copiez ce que vous avez écrit, rechargez la page, puis envoyez de nouveau."
            )

    prepare_key(current_app)  # a form may be the first thing that a process is sent
    try:
        Protection().protect()
    except Forged:
        if not (_is_theirs() and comes_from_here()):
            raise
    else:
        if given_to_another():
            raise Forged(
                "Ce formulaire a été rempli depuis un autre compte que le vôtre : rien n'est enregistré à votre nom."
            )


def comes_from_here() -> bool:
    """Tell whether the browser itself says that what it sends comes from a page of this service.

    One that is old, or that does not trust the connection, says it by the origin alone.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    own = {_origin(request.host_url), _origin(published_installation().settings.base_url)}
    return request.headers.get("Origin") in own


def given_to_another() -> bool:
    """Tell whether the form was given to somebody else than whoever is signed in."""
    return bool(_mark_sent() and visiting() and not _is_theirs())


def mark_sent() -> str:
    """Return the end of the word of the form that was sent: by it, a page can pass on to whom the form was given."""
    return _BESIDE + _mark_sent()


def _is_theirs() -> bool:
    mark = _mark_of_visitor()
    return bool(mark) and hmac.compare_digest(mark.encode(), _mark_sent().encode())


def _mark_sent() -> str:
    return request.form.get(FIELD, "").partition(_BESIDE)[2]


def _mark_of_visitor() -> str:
    """Return what stands for whoever is signed in, and that nobody else can write; nothing for nobody."""
    who = visiting()
    if who is None:
        return ""
    prepare_key(current_app)
    assert current_app.secret_key is not None
    return Signer(current_app.secret_key, salt="clas-form").get_signature(who.id).decode()


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _csrf_token(mark: str | None = None) -> str:
    """Return the word of a form, with the mark of the visitor; or with `mark`, that of another form."""
    from flask_wtf.csrf import generate_csrf

    prepare_key(current_app)
    return _veiled(generate_csrf()) + (_BESIDE + _mark_of_visitor() if mark is None else mark)


def _veiled(word: str) -> str:
    """Return a word written anew for each form, by chance: a page that also shows what its address says is compressed,
    and its length would tell whoever chooses the address how much of the word they have guessed."""
    plain = word.encode()
    veil = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(veil + _across(veil, plain)).decode().rstrip("=")


def _unveiled(veiled: str) -> str | None:
    """Return the word that `_veiled` has written; `None` for anything else."""
    try:
        both = urlsafe_b64decode(veiled + "=" * (-len(veiled) % 4))
        half, odd = divmod(len(both), 2)
        return None if odd else _across(both[:half], both[half:]).decode()
    except ValueError:
        return None


def _across(veil: bytes, text: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(veil, text, strict=True))
