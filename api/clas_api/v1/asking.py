"""Whoever asks the JSON service, by the key in the ``Authorization`` header, and the context of their request."""

from datetime import datetime

from flask import request

from clas_api.context import Context, asked_by
from clas_api.installation import published_installation
from clas_api.security.principal import ANONYMOUS, Principal
from clas_api.services.people.identity import principal_of_key
from clas_api.store.database import database


def current_context() -> Context:
    """Return the context of the current request. Raises `NotSignedIn` when a key is given and opens nothing."""
    now = published_installation().clock.now()
    return asked_by(_asking(now), now)


def given_key() -> str:
    """Return the key that the current request gives, or nothing."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else ""


def _asking(now: datetime) -> Principal:
    key = given_key()
    if not key:
        return ANONYMOUS
    demanding = published_installation().settings.second_factor == "required"
    return principal_of_key(database.session, key, now, demanding=demanding)
