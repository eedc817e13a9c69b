"""The cookie that a page keeps between requests: signed, out of reach of scripts, and never opened for JSON.

Its key is read from the database when a first cookie is read or written, so that the service starts, and shows its
public pages, without a database.
"""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from clas_api.config import Settings
from clas_api.services.people.installation_key import cookie_key
from clas_api.services.people.signing_in import SESSION
from clas_api.store.database import database

WITHOUT_COOKIES = ("/api/", "/health", "/static/")


class PageCookies(SecureCookieSessionInterface):
    """Cookies of pages alone."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(WITHOUT_COOKIES):
            return None
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        try:
            return super().open_session(app, request)
        except SQLAlchemyError:  # no key can be read: nobody is known, and public pages go on
            return self.session_class()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        prepare_key(app)
        return super().get_signing_serializer(app)


def prepare_key(app: Flask) -> None:
    """Read the key that signs cookies, unless it is known already."""
    if app.secret_key is None:
        with Session(database.engine) as session:
            app.secret_key = cookie_key(session)


def attach(app: Flask) -> None:
    """Give `app` its cookies."""
    settings: Settings = app.extensions["clas"].settings
    app.session_interface = PageCookies()
    app.secret_key = settings.secret_key
    app.config.update(
        SESSION_COOKIE_NAME="clas",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=SESSION,
    )
