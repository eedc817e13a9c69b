"""The trace: every change, who made it, when, before and after, in a chain that shows tampering.

There is one chain by department, and one for what belongs to none. An entry is canonical JSON; its digest is taken of
the previous digest and of the entry, so that altering, removing or inserting one breaks every digest after it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from clas_api.context import Context
from clas_api.store.models import NATIONAL, AuditEntry, AuditHead, canonical
from clas_api.store.rows import append
from clas_core.dossiers import Change

FIRST = "sha256:" + "0" * 64
"""What stands in the place of a previous digest at the beginning of a chain."""


def digest_of_entry(previous: str, entry: str) -> str:
    """Return the digest of an entry: SHA-256 of the previous digest, a line feed, and the entry's text, in UTF-8."""
    return "sha256:" + hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()


def record(
    context: Context,
    action: str,
    subject: str | UUID,
    *,
    chain: str = NATIONAL,
    before: Any = None,
    after: Any = None,
    changes: Iterable[Change] = (),
) -> None:
    """Add an entry to `chain`, in the transaction of `context`: the change and its trace are committed together.

    `before` and `after` are JSON values; `changes` says the same for a large value, place by place. Whoever adds to a
    chain holds its head until the commit, so that entries follow one another without a hole.
    """
    record_all(context, chain, [Fact(action, subject, before, after, tuple(changes))])


@dataclass(frozen=True, slots=True)
class Fact:
    """One change to trace."""

    action: str
    subject: str | UUID
    before: Any = None
    after: Any = None
    changes: Sequence[Change] = ()


def record_all(context: Context, chain: str, facts: Iterable[Fact]) -> None:
    """Add an entry to `chain` for each of many changes that are committed together, the head being held once."""
    number, digest = hold_chain(context, chain)
    entries = []
    for fact in facts:
        number += 1
        entry = canonical(
            {
                "chain": chain,
                "number": number,
                "at": context.now.isoformat(timespec="microseconds"),
                "who": context.who.id,
                "action": fact.action,
                "subject": str(fact.subject),
                "before": fact.before,
                "after": fact.after,
                "changes": [{"at": each.pointer, "before": each.before, "after": each.after} for each in fact.changes],
                "request": context.request_id,
            }
        )
        digest = digest_of_entry(digest, entry)
        entries.append(
            {"chain": chain, "number": number, "subject": str(fact.subject), "entry": entry, "digest": digest}
        )
    append(context.session, AuditEntry, entries)
    context.session.connection().execute(_MOVED, {"held": chain, "number": number, "digest": digest})


def hold_chain(context: Context, chain: str) -> tuple[int, str]:
    """Return the number and the digest of the last entry of a chain, held until the commit; made when it begins.

    Whoever holds it is alone to change what is traced there: what it reads next stays so until it commits.
    """
    asked = {"held": chain}
    head = context.session.connection().execute(_HELD, asked).one_or_none()
    if head is None:
        try:
            with context.session.begin_nested():
                context.session.connection().execute(_BEGUN, {"chain": chain, "number": 0, "digest": FIRST})
        except IntegrityError:
            pass  # another request began the chain just now: its row is there to be held
        head = context.session.connection().execute(_HELD, asked).one()
    return head.number, head.digest


_HELD = select(AuditHead.number, AuditHead.digest).where(AuditHead.chain == bindparam("held")).with_for_update()
_BEGUN = insert(AuditHead)
_MOVED = update(AuditHead).where(AuditHead.chain == bindparam("held"))
