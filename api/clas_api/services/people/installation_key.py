"""The key of the installation: it signs the cookies of pages, and seals what the codes of phones are made of.

It is that of the configuration, or one that is made once, and shared by every process through the database.
"""

import secrets

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import InstallationKey
from clas_api.store.reading import Query

_NAME = "cookies"
_VALUE = Query(select(InstallationKey.value).where(InstallationKey.name == bindparam("name")))


def sealing_key(context: Context) -> str:
    """Return the key that seals, in the transaction of `context`. There is one since the first page of the service."""
    return context.installation.settings.secret_key or _VALUE.first(context.session, name=_NAME) or ""


def cookie_key(session: Session) -> str:
    """Return the key that signs cookies, made now if there is none yet. Commits."""
    found = session.get(InstallationKey, _NAME)
    if found is None:
        session.rollback()
        open_session(session, EVERYTHING, writing=True)
        session.add(InstallationKey(name=_NAME, value=secrets.token_urlsafe(48)))
        try:
            session.commit()
        except IntegrityError:  # another process made it just now
            session.rollback()
        found = session.get_one(InstallationKey, _NAME)
    value = found.value
    session.rollback()
    return value
