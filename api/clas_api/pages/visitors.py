"""Whoever visits a page, by the cookie: signed in with Flask-Login, until sign-out, twelve hours, or a new password.

The cookie names a session that the service keeps: once that has ended, no copy of the cookie is of any use.
"""

from typing import Any
from uuid import UUID

from flask import Response, after_this_request, current_app, request, session
from sqlalchemy.exc import SQLAlchemyError

from clas_api.context import Context
from clas_api.installation import current_installation
from clas_api.security.principal import Principal
from clas_api.services.people.identity import principal_of_session
from clas_api.services.people.own_sessions import browser_in_words
from clas_api.services.people.signing_in import SignedIn, close_pages, open_pages
from clas_api.store.database import database


class Visitor:
    """Somebody signed in, as Flask-Login wants them: its `id` changes when every session of the account is ended."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, signed_in: SignedIn, mark: str, who: Principal | None = None) -> None:
        self.signed_in = signed_in
        self.mark = mark
        self.who = who

    def get_id(self) -> str:
        return f"{self.signed_in.account}.{self.signed_in.epoch}.{self.mark}"


def enter(context: Context, signed_in: SignedIn) -> None:
    """Begin a session: nothing of the one before it is kept."""
    from flask_login import login_user

    _prepare()
    mark = open_pages(context, signed_in, browser_in_words(request.user_agent.string))
    session.clear()
    login_user(Visitor(signed_in, mark))


def leave(context: Context) -> None:
    """End the session of this visitor, in this browser and wherever its cookie was copied."""
    if mark := own_mark():
        close_pages(context, mark)
    session.clear()


def own_mark() -> str:
    """Return what names the session of this visitor; nothing where nobody is signed in."""
    named = session.get("_user_id")
    return named.rpartition(".")[2] if isinstance(named, str) else ""


def visiting() -> Principal | None:
    """Return whoever is signed in; their pages are kept by no cache, and by no neighbour after them."""
    if "_user_id" not in session:
        return None
    from flask_login import current_user

    _prepare()
    if not current_user.is_authenticated:
        return None
    after_this_request(_keep_private)
    who: Principal | None = current_user.who
    return who


def everywhere() -> dict[str, Any]:
    """What the header of every page may ask: who is signed in. Without the database, nobody is."""
    return {"visitor": _visitor}


def _visitor() -> Principal | None:
    try:
        return visiting()
    except SQLAlchemyError:
        return None


def _load(text: str) -> Visitor | None:
    """Return the visitor of a cookie, as Flask-Login asks; nobody when that session has ended."""
    account, _, named = text.partition(".")
    epoch, _, mark = named.partition(".")
    signed_in = SignedIn(UUID(account), int(epoch))
    now = current_installation().clock.now()
    who = principal_of_session(database.session, signed_in.account, signed_in.epoch, mark, now)
    return Visitor(signed_in, mark, who) if who else None


def _prepare() -> None:
    """Make Flask-Login ready when a first visitor signs in, and not when the service starts.

    Its `init_app` is left out: it would open the cookie at the end of every request, of JSON too, for a “remember me”
    that there is none of here.
    """
    if not hasattr(current_app, "login_manager"):
        from flask_login import LoginManager

        manager = LoginManager()
        manager.session_protection = None  # an address that changes on the way is not a thief
        manager.user_loader(_load)
        setattr(current_app, "login_manager", manager)  # noqa: B010  # Flask-Login looks for it there


def _keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response
