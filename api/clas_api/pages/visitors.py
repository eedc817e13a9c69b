"""Whoever visits a page, by the cookie: signed in with Flask-Login, until sign-out, twelve hours, or a new password.

The cookie names a session that the service keeps: once that has ended, no copy of the cookie is of any use. Whoever has
given a password and owes a code has no such session: their cookie says how far they are, for ten minutes, and that is
read by the page of the code and by the one that puts a second factor in place, and by nothing else.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, after_this_request, current_app, request, session, url_for
from sqlalchemy.exc import SQLAlchemyError

from clas_api.context import Context
from clas_api.installation import published_installation
from clas_api.security.principal import Principal
from clas_api.services.people.identity import principal_of_session
from clas_api.services.people.own_sessions import browser_in_words
from clas_api.services.people.second_factor import HalfSignedIn, SignedIn
from clas_api.services.people.signing_in import close_pages, open_pages
from clas_api.store.database import database

HALFWAY = timedelta(minutes=10)
_HALF = "half"


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


def enter(context: Context, signed_in: SignedIn | HalfSignedIn, wanted: str) -> str:
    """Begin a session, and return the page that is `wanted`; or, for somebody halfway, where the other half is.

    Nothing of the session before it is kept.
    """
    if isinstance(signed_in, HalfSignedIn):
        session.clear()
        until = (context.now + HALFWAY).isoformat()
        half = [str(signed_in.account), signed_in.epoch, signed_in.enrolled]
        session[_HALF] = {"who": half, "until": until, "next": wanted}
        return other_half(signed_in)
    from flask_login import login_user

    _prepare()
    mark = open_pages(context, signed_in, browser_in_words(request.user_agent.string))
    session.clear()
    login_user(Visitor(signed_in, mark))
    return wanted


def halfway() -> tuple[HalfSignedIn, str] | None:
    """Return whoever has given a password in this browser and not yet their code, with the page that they want."""
    kept = session.get(_HALF)
    if kept is None or datetime.fromisoformat(kept["until"]) <= published_installation().clock.now():
        return None
    account, epoch, enrolled = kept["who"]
    after_this_request(_keep_private)
    return HalfSignedIn(UUID(account), epoch, enrolled), kept["next"]


def other_half(half: HalfSignedIn) -> str:
    """Return the page where somebody halfway gives a code, or puts their second factor in place."""
    return url_for("second_factor.code" if half.enrolled else "second_factor.show")


def own_sign_in() -> SignedIn | None:
    """Return the sign-in of whoever is signed in."""
    if visiting() is None:
        return None
    from flask_login import current_user

    signed_in: SignedIn = current_user.signed_in
    return signed_in


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
    installation = published_installation()
    now, demanding = installation.clock.now(), installation.settings.second_factor == "required"
    who = principal_of_session(database.session, signed_in.account, signed_in.epoch, mark, now, demanding=demanding)
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
