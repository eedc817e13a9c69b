"""Whoever visits a page, by the cookie: signed in with Flask-Login, until sign-out, twelve hours, or a new password."""

from typing import Any
from uuid import UUID

from flask import Response, after_this_request, current_app, session
from sqlalchemy.exc import SQLAlchemyError

from clas_api.security.principal import Principal
from clas_api.services.people.identity import principal_of_session
from clas_api.services.people.signing_in import SignedIn
from clas_api.store.database import database


class Visitor:
    """Somebody signed in, as Flask-Login wants them: its `id` changes when every session of the account is ended."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, signed_in: SignedIn, who: Principal | None = None) -> None:
        self.signed_in = signed_in
        self.who = who

    def get_id(self) -> str:
        return f"{self.signed_in.account}.{self.signed_in.epoch}"


def enter(signed_in: SignedIn) -> None:
    """Begin a session: nothing of the one before it is kept."""
    from flask_login import login_user

    _prepare()
    session.clear()
    login_user(Visitor(signed_in))


def leave() -> None:
    """End the session of this visitor."""
    session.clear()


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
    account, _, epoch = text.partition(".")
    signed_in = SignedIn(UUID(account), int(epoch))
    who = principal_of_session(database.session, signed_in.account, signed_in.epoch)
    return Visitor(signed_in, who) if who else None


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
