"""When a session last asked: noted by a reading, which writes nothing, and kept once its request is over.

It is kept once a quarter of an hour at most, in a transaction of its own: fifteen minutes of reading write once. What
keeps it from being written, a full disk or a database that is away, keeps nobody from reading.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, bindparam, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from clas_api.store.models.accounts import Token

EVERY = timedelta(minutes=15)

_SEEN = "clas_seen"
_KEPT = update(Token.__table__).where(Token.id == bindparam("which")).values(seen_at=bindparam("moment"))  # type: ignore[arg-type]


def note_seen(session: Session, token: UUID, last: datetime, now: datetime) -> None:
    """Note that a session asks at `now`, unless what is kept of it, `last`, is recent enough."""
    if now - last >= EVERY:
        session.info[_SEEN] = {"which": token, "moment": now}


def keep_seen(session: Session) -> None:
    """Keep what was noted while `session` was at work; it is over."""
    seen, bind = session.info.pop(_SEEN, None), session.get_bind()
    if seen is not None and isinstance(bind, Engine):
        with suppress(SQLAlchemyError), bind.begin() as connection:
            connection.execute(_KEPT, seen)
