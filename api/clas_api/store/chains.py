"""Reading the chains of the trace, a page at a time: a chain may be longer than what memory holds."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import ColumnElement, cast, func, select, union
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from clas_api.store.models import AuditEntry, AuditHead
from clas_core.years import PARIS

PAGE = 1000
"""Entries read at once."""


class Link(NamedTuple):
    """An entry of a chain, as it is kept."""

    number: int
    subject: str
    entry: str
    digest: str
    salt: str | None = None
    told: str | None = None


def names_of_chains(session: Session) -> list[str]:
    """Return the chains, in order: those that have a head, and those that have entries without one."""
    return sorted(session.scalars(union(select(AuditHead.chain), select(AuditEntry.chain))))


def head_of(session: Session, chain: str) -> tuple[int, str] | None:
    """Return the number and the digest of the last entry of `chain`, as its head says them."""
    found = session.execute(select(AuditHead.number, AuditHead.digest).where(AuditHead.chain == chain)).one_or_none()
    return None if found is None else (found.number, found.digest)


def length_of(session: Session, chain: str) -> int:
    """Return how many entries `chain` has."""
    return session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.chain == chain)) or 0


def links_of(session: Session, chain: str, page: int = PAGE) -> Iterator[Link]:
    """Give the entries of `chain`, in order."""
    last = -(2**31)  # below every number: an entry that somebody has numbered 0 is read too
    asked = select(*(getattr(AuditEntry, name) for name in Link._fields))
    while True:
        rows = session.execute(
            asked.where(AuditEntry.chain == chain, AuditEntry.number > last).order_by(AuditEntry.number).limit(page)
        ).all()
        yield from (Link(*row) for row in rows)
        if len(rows) < page:
            return
        last = rows[-1].number


def of_action(action: str) -> ColumnElement[bool]:
    """Keep the entries of an action: canonical JSON has its keys in order, and begins with this one."""
    return AuditEntry.entry.startswith(f'{{"action":{_quoted(action)},', autoescape=True)


def done_by(who: str) -> ColumnElement[bool]:
    """Keep the entries of somebody: canonical JSON ends with this key."""
    return AuditEntry.entry.endswith(f',"who":{_quoted(who)}}}', autoescape=True)


def moment_of(session: Session) -> ColumnElement[str]:
    """Return when an entry was made, as it says it, in Paris."""
    if session.get_bind().dialect.name == "postgresql":
        return func.jsonb_extract_path_text(cast(AuditEntry.entry, JSONB), "at")
    return func.json_extract(AuditEntry.entry, "$.at")


def last_moment(session: Session) -> datetime | None:
    """Return the moment of the latest entry of all the chains, in Paris; `None` where nothing is traced."""
    latest = session.scalar(select(func.max(moment_of(session))))
    return datetime.fromisoformat(latest).astimezone(PARIS) if latest else None


def _quoted(text: str) -> str:
    return orjson.dumps(text).decode()
