"""What dossiers wait for beyond their state: complements and bilans until a day, a payment that is still to be made."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, literal, select, union_all

from clas_api.context import Context
from clas_api.store.models import BilanRow, ComplementRequest, DossierRow, Payment
from clas_api.store.reading import Query
from clas_core.dossiers.following import Waiting


def _of(what: str, row: Any, kind: Any, due_on: Any) -> Select[Any]:
    return select(row.dossier_id.label("dossier"), literal(what).label("what"), kind.label("kind"), due_on.label("due"))


_EACH = union_all(
    _of("complements", ComplementRequest, literal(""), func.max(ComplementRequest.due_on))
    .where(
        ComplementRequest.dossier_id.in_(bindparam("asked")),
        ComplementRequest.answered_at.is_(None),
        ComplementRequest.lifted_at.is_(None),
    )
    .group_by(ComplementRequest.dossier_id),
    _of("payment", Payment, Payment.kind, Payment.due_on).where(
        Payment.dossier_id.in_(bindparam("paying")), Payment.paid_on.is_(None)
    ),
    _of("bilan", BilanRow, literal(""), BilanRow.due_on).where(
        BilanRow.dossier_id.in_(bindparam("running")),
        BilanRow.state == "draft",
        BilanRow.due_on.is_not(None),
        BilanRow.due_words.is_(None),  # where the call says « en juin », no day is told in its place
    ),
).subquery("waiting")
_WAITING = Query(select(*_EACH.c).order_by(_EACH.c.due.desc(), _EACH.c.kind))


def awaited(context: Context, rows: Sequence[DossierRow]) -> Mapping[UUID, Waiting]:
    """Return what each of `rows` waits for, where it does; one query at most, however many there are."""
    asked = tuple(row.id for row in rows if row.state == "complements_asked")
    running = tuple(row.id for row in rows if row.state == "running")
    paying = (*running, *(row.id for row in rows if row.state == "settled"))
    if not (asked or paying):
        return {}
    waiting: dict[UUID, dict[str, Any]] = {}
    for dossier, what, kind, due in _WAITING.rows(context.session, asked=asked, paying=paying, running=running):
        told = waiting.setdefault(dossier, {})
        told |= {"payment": kind, "payment_due": due} if what == "payment" else {what: due}  # the first due is the last
    return {dossier: Waiting(**told) for dossier, told in waiting.items()}
