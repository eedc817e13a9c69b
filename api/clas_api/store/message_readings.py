"""Which messages are new to somebody: noted by the reading that shows them, and kept once their request is over.

As when a session last asked, it is kept in a transaction of its own, and what keeps it from being written, a full disk
or a database that is away, keeps nobody from reading: the messages are then new once more.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy import Engine, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from clas_api.store.database import insert_into
from clas_api.store.models import Message, MessageReading
from clas_api.store.reading import Query, after_reading

_COUNTED = Query(
    select(Message.dossier_id, func.count(), func.coalesce(func.max(MessageReading.messages), 0))
    .outerjoin(
        MessageReading,
        (MessageReading.dossier_id == Message.dossier_id) & (MessageReading.account_id == bindparam("account")),
    )
    .where(Message.dossier_id.in_(bindparam("dossiers")), Message.side != bindparam("side"))
    .group_by(Message.dossier_id)
)


def unread_messages(session: Session, account: UUID, dossiers: Collection[UUID], *, side: str) -> Mapping[UUID, int]:
    """Return how many messages to one `side` are new to somebody, for each of `dossiers` that has any."""
    if not dossiers:
        return {}
    counted = _COUNTED.rows(session, account=account, dossiers=tuple(dossiers), side=side)
    return {key: written - read for key, written, read in counted if written > read}


def note_read(session: Session, account: UUID, dossier: UUID, messages: int) -> None:
    """Note that somebody reads all the messages to their side of a dossier, of which there are so many."""
    adding = insert_into(session, MessageReading).values(account_id=account, dossier_id=dossier, messages=messages)
    keeping = adding.on_conflict_do_update(
        index_elements=["account_id", "dossier_id"], set_={"messages": adding.excluded.messages}
    )

    def keep(bind: Engine) -> None:
        with suppress(SQLAlchemyError), bind.begin() as connection:
            connection.execute(keeping)

    after_reading(session, keep)
