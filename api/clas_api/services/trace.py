"""The trace: every change, who made it, when, before and after, in a chain that shows tampering.

There is one chain by department, and one for what belongs to none. An entry is canonical JSON; its digest is taken of
the previous digest and of the entry, so that altering, removing or inserting one breaks every digest after it.
"""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from clas_api.services.desk import Desk
from clas_api.store.models import NATIONAL, AuditEntry, AuditHead, canonical
from clas_core.dossiers import Change

FIRST = "sha256:" + "0" * 64
"""What stands in the place of a previous digest at the beginning of a chain."""


def digest_of_entry(previous: str, entry: str) -> str:
    """Return the digest of an entry: SHA-256 of the previous digest, a line feed, and the entry's text, in UTF-8."""
    return "sha256:" + hashlib.sha256(f"{previous}\n{entry}".encode()).hexdigest()


def record(
    desk: Desk,
    action: str,
    subject: str | UUID,
    *,
    chain: str = NATIONAL,
    before: Any = None,
    after: Any = None,
    changes: Iterable[Change] = (),
) -> None:
    """Add an entry to `chain`, in the transaction of `desk`: the change and its trace are committed together.

    `before` and `after` are JSON values; `changes` says the same for a large value, place by place. Whoever adds to a
    chain holds its head until the commit, so that entries follow one another without a hole.
    """
    head = _head(desk, chain)
    number = head.number + 1
    entry = canonical(
        {
            "chain": chain,
            "number": number,
            "at": desk.now.isoformat(timespec="microseconds"),
            "who": desk.who.id,
            "action": action,
            "subject": str(subject),
            "before": before,
            "after": after,
            "changes": [{"at": each.pointer, "before": each.before, "after": each.after} for each in changes],
            "request": desk.request_id,
        }
    )
    digest = digest_of_entry(head.digest, entry)
    desk.session.add(AuditEntry(chain=chain, number=number, subject=str(subject), entry=entry, digest=digest))
    head.number, head.digest = number, digest


def _head(desk: Desk, chain: str) -> AuditHead:
    """Return the head of a chain, held until the commit; made when the chain begins."""
    held = select(AuditHead).where(AuditHead.chain == chain).with_for_update()
    head = desk.session.scalar(held)
    if head is None:
        try:
            with desk.session.begin_nested():
                desk.session.add(AuditHead(chain=chain, number=0, digest=FIRST))
        except IntegrityError:
            pass  # another request began the chain just now: its row is there to be held
        head = desk.session.scalars(held.execution_options(populate_existing=True)).one()
    return head
