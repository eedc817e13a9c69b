"""What a database holds, told without keys, secrets and hours: two that the same story has reached are alike."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.entries import whole
from clas_api.store.models import Base

_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=-)[0-9a-f]{12}\b")
_DIGEST = re.compile(r"(sha256:)?[0-9a-f]{64}")
_HOUR = re.compile(r"(?<=\d{4}-\d\d-\d\d)T[0-9:.]+([+-]\d\d:\d\d|Z)?|\b\d{1,2} h \d\d\b|\b\d\d:\d\d(:\d\d)?\b")
_LINK = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}")

SECRET = frozenset({"installation_keys", "tokens", "sign_in_attempts", "alembic_version"})
"""Tables that tell how people have come in, and nothing of what they have done."""

UNLIKE = frozenset({"password_hash", "digest", "previous", "number", "request", "salt", "told"})
"""What is drawn by lot, or tells in which order of two things the second was done."""

Likeness = Mapping[str, Counter[str]]
"""Each row of each table, as text, and how often it is there."""


def likeness(engine: Engine) -> Likeness:
    """Describe a database: a row is what it says, without what two tellings of one story never have alike."""
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        return {
            table.name: Counter(_told(row._mapping) for row in session.execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in SECRET
        }


def differences(one: Likeness, other: Likeness) -> list[str]:
    """Say which rows one database has and the other has not: nothing when they are alike."""
    told = []
    for table in sorted(one.keys() | other.keys()):
        here, there = one.get(table, Counter()), other.get(table, Counter())
        told += [f"only in the first: {table} {row}" for row in (here - there).elements()]
        told += [f"only in the second: {table} {row}" for row in (there - here).elements()]
    return told


def _told(row: Mapping[Any, Any]) -> str:
    told = {str(name): _plain(value) for name, value in row.items() if name not in UNLIKE}
    if "entry" in told:  # of the trace: JSON as text, which has the place of the entry in its chain
        entry = whole(row["entry"], row["told"])
        # In an order of their own at each run: the service takes the keys of what was sent as a set.
        entry["changes"] = sorted(entry["changes"], key=str)
        told["entry"] = _plain({name: value for name, value in entry.items() if name not in UNLIKE})
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    match value:
        case UUID():
            return "key"
        case datetime():
            return value.date().isoformat()
        case str():
            return _plain_text(value)
        case bytes():
            return len(value)
        case Mapping():
            return {_plain_text(str(name)): _plain(each) for name, each in sorted(value.items(), key=str)}
        case list() | tuple():
            return [_plain(each) for each in value]
        case None | bool() | int():
            return value
    return str(value)


def _plain_text(text: str) -> str:
    for what, put in ((_KEY, "key"), (_DIGEST, "digest"), (_LINK, "link"), (_HOUR, "")):
        text = what.sub(put, text)
    return text
