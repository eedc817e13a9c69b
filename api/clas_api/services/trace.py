"""The trace: every change, who made it, when, before and after, in a chain that shows tampering.

There is one chain by department, and one for what belongs to none. An entry is canonical JSON; its digest is taken of
the previous digest and of the entry, so that altering, removing or inserting one breaks every digest after it. The last
entry of a transaction seals the rows that it has written: altering, removing or inserting one of those shows too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clas_api.context import Context
from clas_api.services.announcing import announce
from clas_api.store import entries
from clas_api.store.models import NATIONAL
from clas_core.dossiers import Change


def record(
    context: Context,
    action: str,
    subject: str | UUID,
    *,
    chain: str = NATIONAL,
    before: Any = None,
    after: Any = None,
    changes: Iterable[Change] = (),
    erased: Sequence[int] = (),
) -> None:
    """Add an entry to `chain`, in the transaction of `context`: the change and its trace are committed together.

    `before` and `after` are JSON values; `changes` says the same for a large value, place by place; `erased` are the
    entries that tell nothing any more since this one. Whoever adds to a chain holds its head until the commit, so that
    entries follow one another without a hole.
    """
    record_all(context, chain, [Fact(action, subject, before, after, tuple(changes), erased)])


@dataclass(frozen=True, slots=True)
class Fact:
    """One change to trace."""

    action: str
    subject: str | UUID
    before: Any = None
    after: Any = None
    changes: Sequence[Change] = ()
    erased: Sequence[int] = ()


def record_all(context: Context, chain: str, facts: Iterable[Fact]) -> None:
    """Add an entry to `chain` for each of many changes that are committed together, the head being held once. Programs
    that are told of what happens in a department are told of them."""
    kept = tuple(facts)
    by_whom = {
        "at": context.now.isoformat(timespec="microseconds"), "who": context.who.id, "request": context.request_id
    }  # fmt: skip
    told = (
        {
            **by_whom,
            "action": fact.action,
            "subject": str(fact.subject),
            "before": fact.before,
            "after": fact.after,
            "changes": [{"at": each.pointer, "before": each.before, "after": each.after} for each in fact.changes],
            **({"erased": _runs(fact.erased)} if fact.erased else {}),
        }
        for fact in kept
    )
    entries.tell(context.session, chain, told)
    if chain != NATIONAL:
        announce(context, chain, [(fact.action, str(fact.subject), fact.after) for fact in kept])


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Return numbers in order as runs, each by its first and its last."""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and runs[-1][1] == each - 1:
            runs[-1][1] = each
        else:
            runs.append([each, each])
    return runs


def hold_chain(context: Context, chain: str) -> None:
    """Hold the head of a chain until the commit.

    Whoever holds it is alone to change what is traced there: what it reads next stays so until it commits.
    """
    entries.hold(context.session, chain)
