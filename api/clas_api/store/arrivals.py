"""What has come in for a Caf from its porteurs, read from what is kept of each thing: deposits, answers to complements,
messages, bilans, dossiers that were withdrawn."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from clas_api.store.models import (
    BilanRow,
    ComplementRequest,
    DossierRow,
    DossierVersion,
    Message,
    OpenedArrival,
    PorteurRow,
)

Kind = Literal["deposit", "redeposit", "answer", "message", "bilan", "withdrawal"]


LONGEST_QUOTED = 300
"""Of what a message or an answer says, in characters."""


class Arrival(NamedTuple):
    """One thing that came in: `key` is that of the deposit, the request, the message, the bilan or the dossier; `text`
    what a message or an answer says. `opened` tells whether whoever asks has opened it."""

    kind: Kind
    key: UUID
    at: datetime
    text: str
    dossier: UUID
    porteur: str
    receipt: str | None
    call: str
    assigned_to: UUID | None
    opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What is looked for: what came in for a department after `since`, up to `until`. `account` is whose it is asked
    for; `theirs` keeps what is assigned to them, and with `nobodys` what is to nobody. Nothing of `own_porteurs` is
    among it: somebody else sees to that.
    """

    department: str
    since: datetime
    until: datetime
    account: UUID
    theirs: bool = False
    nobodys: bool = False
    without: Collection[Kind] = ()
    own_porteurs: Collection[UUID] = ()


_LATER = aliased(ComplementRequest)
_ANSWERED_BY_IT = exists().where(
    ComplementRequest.dossier_id == DossierVersion.dossier_id,
    ComplementRequest.answered_at == DossierVersion.deposited_at,
)
_SAID_ALREADY = exists().where(
    _LATER.dossier_id == ComplementRequest.dossier_id,
    _LATER.answered_at == ComplementRequest.answered_at,
    _LATER.asked_at > ComplementRequest.asked_at,
)
_NOTHING = literal("")
_KINDS: tuple[tuple[Kind, Any, Any, Any, Any, ColumnElement[bool]], ...] = (
    ("deposit", DossierVersion, DossierVersion.deposited_at, DossierVersion.dossier_id, _NOTHING,
     DossierVersion.number == 1),
    ("redeposit", DossierVersion, DossierVersion.deposited_at, DossierVersion.dossier_id, _NOTHING,
     and_(DossierVersion.number > 1, ~_ANSWERED_BY_IT)),
    ("answer", ComplementRequest, ComplementRequest.answered_at, ComplementRequest.dossier_id,
     func.coalesce(ComplementRequest.answer, ""), ~_SAID_ALREADY),
    ("message", Message, Message.written_at, Message.dossier_id, Message.text, Message.side == "porteur"),
    ("bilan", BilanRow, BilanRow.filed_at, BilanRow.dossier_id, _NOTHING, BilanRow.filed_at.is_not(None)),
    ("withdrawal", DossierRow, DossierRow.ended_at, DossierRow.id, func.coalesce(DossierRow.end_reason, ""),
     DossierRow.ended_side == "porteur"),
)  # fmt: skip
"""Of each kind: where it is kept, its moment, its dossier, its text, and which of them it is."""


def arrivals(session: Session, came: Came, *, seen_until: datetime, most: int) -> Sequence[Arrival]:
    """Return what came in, the latest first, `most` at most; what came before `seen_until` is opened."""
    found = _found(came)
    unseen = _unopened(found, came, seen_until).label("unopened")
    query = _of_dossiers(found, came, found.c.kind, found.c.key, found.c.at, found.c.text)
    columns = (DossierRow.id, PorteurRow.name, DossierRow.receipt, DossierRow.call, DossierRow.assigned_to, unseen)
    query = query.add_columns(*columns).order_by(found.c.at.desc(), found.c.key).limit(most)
    return [Arrival._make((*row[:-1], not row[-1])) for row in session.execute(query)]


def count_unopened(session: Session, came: Came, *, seen_until: datetime) -> int:
    """Return how many things came in that whoever asks has not opened."""
    found = _found(came)
    query = _of_dossiers(found, came, func.count()).where(_unopened(found, came, seen_until))
    return session.scalar(query) or 0


def _found(came: Came) -> Any:
    parts = [
        select(
            literal(kind).label("kind"),
            of.id.label("key"),
            at.label("at"),
            text.label("text"),
            dossier.label("dossier"),
        ).where(of.department == came.department, at > came.since, at <= came.until, which)
        for kind, of, at, dossier, text, which in _KINDS
        if kind not in came.without
    ]
    return union_all(*parts).subquery("came")


def _of_dossiers(found: Any, came: Came, *columns: Any) -> Select[Any]:
    query: Select[Any] = select(*columns).select_from(found).join(DossierRow, DossierRow.id == found.c.dossier)
    query = query.join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    query = query.where(DossierRow.department == came.department)
    if came.own_porteurs:
        query = query.where(DossierRow.porteur_id.not_in(came.own_porteurs))
    if came.theirs:
        mine = DossierRow.assigned_to == came.account
        query = query.where(mine | DossierRow.assigned_to.is_(None) if came.nobodys else mine)
    return query


def _unopened(found: Any, came: Came, seen_until: datetime) -> ColumnElement[bool]:
    opened = exists().where(
        OpenedArrival.account_id == came.account,
        OpenedArrival.arrival == found.c.key,
        OpenedArrival.opened_at >= found.c.at,
    )
    return and_(found.c.at > seen_until, ~opened)
