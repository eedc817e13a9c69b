"""The key that signs the cookies of pages: made once, and shared by every process through the database."""

import secrets

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import InstallationKey

_NAME = "cookies"


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
