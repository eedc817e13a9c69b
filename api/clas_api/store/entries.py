"""Adding to the chains of the trace: what is told in a transaction becomes entries when it is committed.

The last entry of each chain seals the rows that the transaction has written there. What an entry tells, before and
after, names persons: it stands beside the entry, which has its salted digest, so that it can be erased.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import orjson
from sqlalchemy import Executable, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from clas_api.store import seals
from clas_api.store.models import AuditEntry, AuditHead, canonical
from clas_api.store.reading import is_commanding

FIRST = "sha256:" + "0" * 64
"""What stands in the place of a previous digest at the beginning of a chain."""

_CHAINS = "clas_chains"

refusing_untold = False
"""Whether a command is refused that writes rows of which nothing is told in their chain: tests say so."""

logger = logging.getLogger(__name__)


def digest_of_entry(previous: str, entry: str) -> str:
    """Return the digest of an entry: SHA-256 of the previous digest, a line feed, and the entry's text, in UTF-8."""
    return "sha256:" + hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()


_ERASABLE = ("after", "before", "changes")
"""What of an entry stands beside it."""


def apart(fact: Mapping[str, Any], salt: str) -> tuple[dict[str, Any], str | None]:
    """Return what of a fact its entry says, and the text of what it tells, which stands beside; none of nothing."""
    said = {name: value for name, value in fact.items() if name not in _ERASABLE}
    told = {name: fact[name] for name in _ERASABLE if fact.get(name) not in (None, [])}
    if not told:
        return said, None
    text = canonical(told)
    return {**said, "told": digest_of_told(salt, text)}, text


def digest_of_told(salt: str, told: str) -> str:
    """Return what an entry says of what it tells: SHA-256 of the salt, a line feed, and its text, in UTF-8."""
    return digest_of_entry(salt, told)


def whole(entry: str, told: str | None) -> dict[str, Any]:
    """Return an entry as JSON values with what it tells, as far as that is not erased."""
    said: dict[str, Any] = orjson.loads(entry)
    beside: dict[str, Any] = orjson.loads(told) if told is not None else {}
    return {"before": None, "after": None, "changes": [], **said, **beside}


@dataclass(slots=True)
class HeldChain:
    """A chain whose head the transaction holds: its last entry, and what is to be added after it."""

    number: int
    digest: str
    facts: list[dict[str, Any]] = field(default_factory=list)

    def entries(self, chain: str, rows: seals.Seals) -> Iterator[dict[str, Any]]:
        """Give the entries to add, the last of which seals `rows`."""
        if rows:
            self.facts[-1]["rows"] = rows
        for fact in self.facts:
            self.number += 1
            salt = token_hex(16)
            said, told = apart(fact, salt)
            entry = canonical({**said, "chain": chain, "number": self.number})
            self.digest = digest_of_entry(self.digest, entry)
            yield {
                "chain": chain, "number": self.number, "subject": fact["subject"], "entry": entry,
                "digest": self.digest, "salt": None if told is None else salt, "told": told,
            }  # fmt: skip


def hold(session: Session, chain: str) -> HeldChain:
    """Hold the head of a chain until the commit; it is made when the chain begins."""
    held: dict[str, HeldChain] = session.info.setdefault(_CHAINS, {})
    if chain not in held:
        if session.in_nested_transaction():
            raise RuntimeError("a chain is held until the commit: not within a savepoint, which could let go of it")
        held[chain] = HeldChain(*_head(session, chain))
    return held[chain]


def tell(session: Session, chain: str, facts: Iterable[Mapping[str, Any]]) -> None:
    """Add entries to a chain with the commit; each has its ``subject``."""
    hold(session, chain).facts.extend(map(dict, facts))


def close(session: Session) -> list[tuple[Executable, list[dict[str, Any]]]]:
    """Return what writes the entries of the transaction, which is about to commit and has written all else.

    A command that writes a row of which nothing is told in its chain is a mistake of ours: tests refuse it
    (`refusing_untold`). Whoever asked for it is not to suffer from it: what is told elsewhere of the act seals the row.
    """
    rows = seals.take(session)
    known: dict[str, HeldChain] = session.info.get(_CHAINS, {})
    untold = {chain: sorted(tables) for chain, tables in rows.items() if chain not in known or not known[chain].facts}
    if untold and is_commanding(session):
        _tell_untold(session, untold)
    held: dict[str, HeldChain] = session.info.pop(_CHAINS, {})
    entries: list[dict[str, Any]] = []
    moved = []
    for chain, each in held.items():
        if each.facts:
            entries += each.entries(chain, rows.get(chain, {}))
            moved.append({"held": chain, "number": each.number, "digest": each.digest})
    return [(_ADDED, entries), (_MOVED, moved)] if entries else []


def _tell_untold(session: Session, untold: Mapping[str, list[str]]) -> None:
    """Add an entry of its own kind to each chain in which nothing is told of rows that it seals."""
    sentence = f"nothing in the trace tells of what was written: {dict(untold)}"
    told = [fact for each in session.info.get(_CHAINS, {}).values() for fact in each.facts]
    if refusing_untold or not told:
        raise RuntimeError(sentence)
    logger.error(sentence)
    for chain, tables in untold.items():
        fact = {**told[0], "action": "rows.written", "subject": ", ".join(tables), "before": None, "after": None}
        tell(session, chain, [{**fact, "changes": []}])


def forget(session: Session) -> None:
    """Forget what was to be told: it is taken back."""
    session.info.pop(_CHAINS, None)
    seals.forget(session)


def _head(session: Session, chain: str) -> tuple[int, str]:
    asked = {"held": chain}
    head = session.connection().execute(_HELD, asked).one_or_none()
    if head is None:
        try:
            with session.begin_nested():
                session.connection().execute(_BEGUN, {"chain": chain, "number": 0, "digest": FIRST})
        except IntegrityError:
            pass  # another request began the chain just now: its row is there to be held
        head = session.connection().execute(_HELD, asked).one()
    return head.number, head.digest


_HELD = select(AuditHead.number, AuditHead.digest).where(AuditHead.chain == bindparam("held")).with_for_update()
_BEGUN = insert(AuditHead)
_ADDED = insert(AuditEntry)
_MOVED = update(AuditHead).where(AuditHead.chain == bindparam("held"))
