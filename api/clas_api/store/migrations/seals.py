"""Sealing in the trace the rows that a migration finds, or has changed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from clas_api.store.entries import FIRST, HeldChain
from clas_api.store.models import AuditEntry, AuditHead, Base
from clas_api.store.seals import chain_of, key_of, seal_of, sealed_models, table_of, text_of
from clas_core.years import PARIS

ROWS_BY_ENTRY = 500


def seal_anew(tables: Iterable[str] | None = None) -> None:
    """Seal every row of `tables`, all of them by default, by entries of their own, ``rows.sealed``.

    For a migration that changes what rows say: one that only adds an empty column breaks no seal.
    """
    bind = op.get_bind()
    if bind.dialect.name == "postgresql":
        bind.execute(sa.text("SELECT set_config('clas.departments', '*', true)"))
    there = set(sa.inspect(bind).get_table_names())  # later migrations may add some
    chosen = there if tables is None else there.intersection(tables)
    held: dict[str, HeldChain] = {}
    for model in sealed_models():
        if str(model.__tablename__) in chosen:
            _seal(bind, model, held)
    for chain, head in held.items():
        same = AuditHead.chain == chain
        bind.execute(sa.update(AuditHead).where(same).values(number=head.number, digest=head.digest))


def _seal(bind: sa.Connection, model: type[Base], held: dict[str, HeldChain]) -> None:
    table = table_of(model)
    waiting: dict[str, dict[str, str | None]] = {}
    for row in _rows(bind, table):
        chain = chain_of(table, row)
        rows = waiting.setdefault(chain, {})
        rows[key_of(table, row)] = seal_of(text_of(table, row))
        if len(rows) == ROWS_BY_ENTRY:
            _add(bind, chain, str(table.name), waiting.pop(chain), held)
    for chain, rows in waiting.items():
        _add(bind, chain, str(table.name), rows, held)


def _rows(bind: sa.Connection, table: sa.Table) -> Iterator[Mapping[str, Any]]:
    """Give the rows of a table, by the columns that it has by now: later migrations may add some."""
    there = {each["name"] for each in sa.inspect(bind).get_columns(table.name)}
    absent = {str(each.name): None for each in table.columns if each.name not in there}
    asked = sa.select(*(each for each in table.columns if each.name in there))
    for row in bind.execute(asked.order_by(*table.primary_key.columns)).mappings().all():
        yield {**absent, **row}


def _add(bind: sa.Connection, chain: str, table: str, rows: dict[str, str | None], held: dict[str, HeldChain]) -> None:
    if chain not in held:
        held[chain] = _hold(bind, chain)
    told = {"at": datetime.now(PARIS).isoformat(timespec="microseconds"), "who": "system", "request": ""}
    held[chain].facts = [{**told, "action": "rows.sealed", "subject": table}]
    (entry,) = held[chain].entries(chain, {table: rows})  # it tells nothing beside: the columns for that may come later
    bind.execute(sa.insert(AuditEntry), {name: value for name, value in entry.items() if value is not None})


def _hold(bind: sa.Connection, chain: str) -> HeldChain:
    """Hold a chain, at its last entry: one whose head was taken away or moved is not a reason not to upgrade."""
    held = sa.select(AuditHead.number).where(AuditHead.chain == chain).with_for_update()
    if bind.execute(held).one_or_none() is None:
        bind.execute(sa.insert(AuditHead).values(chain=chain, number=0, digest=FIRST))
    last = sa.select(AuditEntry.number, AuditEntry.digest).where(AuditEntry.chain == chain)
    entry = bind.execute(last.order_by(AuditEntry.number.desc()).limit(1)).one_or_none()
    return HeldChain(0, FIRST) if entry is None else HeldChain(entry.number, entry.digest)
