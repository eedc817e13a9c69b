"""Settling all the dossiers of a call whose bilan is filed, many in one transaction."""

import gc
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlalchemy.orm import Session, defer, lazyload

from clas_api.context import Context
from clas_api.services.events import tell_department
from clas_api.services.people.writing_to_porteurs import addresses_of
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.rules.sealed_rules import sealed_estimator
from clas_api.services.trace import record_all
from clas_api.services.year.settling import NO_BILAN, settle_one, settled_event
from clas_api.store.bilans import bilans_of, payments_of
from clas_api.store.granted import granted_of
from clas_api.store.models import Base, DossierRow
from clas_api.store.reading import commanding
from clas_api.store.seals import note_changed
from clas_core.errors import ClasError

AT_ONCE = 200
"""Dossiers settled in one transaction: whole or not at all."""

_BY_THE_CAF = frozenset({"agent"})
"""What the installation's own command is to a dossier: it acts for the Caf that runs it."""


def count_to_settle(context: Context, slug: str, call: str) -> int:
    """Return how many dossiers of a call wait to be settled. Raises `UnknownDepartment` or `UnknownCampaign`."""
    context.open_wholly()
    find_call(context, slug, call)
    count = select(func.count()).select_from(DossierRow).where(*_waiting(slug, call))
    return context.session.scalar(count) or 0


def settle_all(context: Context, slug: str, call: str) -> Iterator[tuple[str, str]]:
    """Settle the dossiers of a call whose bilan is filed; yield the receipt of each, with what kept it from being
    settled, or nothing. Commits as it goes: interrupted, it goes on where it stopped."""
    # What is loaded by now stays: walking through it again at each batch would take a third of the time.
    gc.freeze()
    try:
        with commanding(context.session):
            yield from _settle_by_batches(context, slug, call)
    finally:
        gc.unfreeze()


def _settle_by_batches(context: Context, slug: str, call: str) -> Iterator[tuple[str, str]]:
    after: UUID | None = None
    while True:
        context.open_wholly(writing=True)
        query = select(DossierRow).where(*_waiting(slug, call)).order_by(DossierRow.id).limit(AT_ONCE)
        query = query.options(defer(DossierRow.content), lazyload(DossierRow.porteur))
        if after is not None:
            query = query.where(DossierRow.id > after)
        rows = context.session.scalars(query.with_for_update(of=DossierRow)).unique().all()
        if not rows:
            context.session.rollback()
            return
        after = rows[-1].id
        yield from _settle_these(context, rows, slug)


def _settle_these(context: Context, rows: Sequence[DossierRow], slug: str) -> Iterator[tuple[str, str]]:
    """Settle these dossiers in one transaction; what one of them lacks keeps no other."""
    session = context.session
    keys = [row.id for row in rows]
    granted, bilans, payments = granted_of(session, keys), bilans_of(session, keys), payments_of(session, keys)
    people = addresses_of(context, {row.porteur_id for row in rows})
    settled, facts, events, outcomes = [], [], [], []
    with session.no_autoflush:
        for row in rows:
            receipt = row.receipt or str(row.id)
            bilan, approval = bilans.get(row.id), granted.get(row.id)
            if bilan is None or approval is None or approval.decision.outcome != "approved":
                outcomes.append((receipt, NO_BILAN))
                continue
            try:
                estimator = sealed_estimator(context, approval.version)
                made, fact = settle_one(
                    context,
                    row,
                    bilan,
                    approval,
                    payments[row.id],
                    estimator,
                    people[row.porteur_id],
                    _BY_THE_CAF,
                )
            except ClasError as error:
                outcomes.append((receipt, str(error)))
                continue
            settled.append(row)
            facts.append(fact)
            events.append(settled_event(row, made))
            outcomes.append((receipt, ""))
        if settled:
            record_all(context, slug, facts)
            _write(session, settled)
    session.commit()
    tell_department(context, slug, events)
    yield from outcomes
    session.expunge_all()


def _write(session: Session, rows: Sequence[DossierRow]) -> None:
    """Write what changed of dossiers that are held, in one go: the session would write them one by one."""
    dossiers = Base.metadata.tables["dossiers"]
    change = (
        update(dossiers)
        .where(dossiers.c.id == bindparam("key"))
        .values(
            state=bindparam("after"),
            settled_cents=bindparam("due"),
            updated_at=bindparam("at"),
            revision=dossiers.c.revision + 1,
        )
    )
    values = [{"key": row.id, "after": row.state, "due": row.settled_cents, "at": row.updated_at} for row in rows]
    for row in rows:
        session.expunge(row)
        note_changed(session, DossierRow, row.id)
    session.connection().execute(change, values)


def _waiting(slug: str, call: str) -> tuple[ColumnElement[bool], ...]:
    return DossierRow.department == slug, DossierRow.call == call, DossierRow.state == "bilan_filed"
