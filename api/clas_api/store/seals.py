"""Seals: the digest of each row that money, rights or decisions rest on, kept in the trace by what tells of it.

A seal is the SHA-256 of the row's canonical text: its table and every column that has a value, its key among them, as
the database keeps them. It is the same on every database. What a transaction inserts, changes or deletes is noted here
as it is written, and sealed when it is committed (`store/entries.py`).
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal, NamedTuple, cast
from uuid import UUID

import orjson
from sqlalchemy import Column, Connection, Date, Table, Uuid, event, inspect, select, tuple_
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, object_session

from clas_api.store.models import NATIONAL, Base
from clas_api.store.models.base import Json, Moment, canonical
from clas_api.store.reading import is_commanding

Seals = dict[str, dict[str, str | None]]
"""By table, then by key: the digest of a row, or none once it is deleted."""

ROWS_NOTED = {"clas_rows_noted": True}
"""The option of a statement of many rows that are each noted by whoever sends it."""

_NOTED = "clas_noted"

MOST_AT_ONCE = 500
"""Rows that are read again by one statement."""


def table_of(model: type[Base]) -> Table:
    """Return the table of a model."""
    return cast("Table", model.__table__)


@cache
def sealed_models() -> tuple[type[Base], ...]:
    """Return the models whose rows are sealed, by the name of their table."""
    models = (each.class_ for each in Base.registry.mappers if each.class_.sealed_as)
    return tuple(sorted(models, key=lambda each: str(each.__tablename__)))


def text_of(table: Table, row: Mapping[str, Any]) -> str:
    """Return the canonical text of a row, given by the names of its columns.

    A column without a value is left out: one that is added later, and is empty, breaks no seal. So is one that says why
    it is not sealed.
    """
    values = {name: write(row[name]) for name, write in _writers(table) if row[name] is not None}
    return orjson.dumps({"row": values, "table": str(table.name)}, option=orjson.OPT_SORT_KEYS).decode()


def seal_of(text: str) -> str:
    """Return the seal of a row by its canonical text."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def key_of(table: Table, row: Mapping[str, Any]) -> str:
    """Return the key of a row as a text."""
    return "/".join(str(row[each.name]) for each in table.primary_key.columns)


def chain_of(table: Table, row: Mapping[str, Any]) -> str:
    """Return the chain that tells of a row: its department's, or the national one."""
    return (row["department"] if "department" in table.columns else None) or NATIONAL


@cache
def _writers(table: Table) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    return tuple((str(each.name), _writer(each)) for each in table.columns if "unsealed" not in each.info)


def _writer(column: Column[Any]) -> Callable[[Any], Any]:
    """Return what writes a value of a column: what is secret in it is not told, and shows all the same that it has
    changed."""
    if column.info.get("secret"):
        return lambda value: seal_of(value)
    if isinstance(column.type, Json):
        return canonical
    if isinstance(column.type, Moment):
        return _moment
    if isinstance(column.type, Uuid | Date):
        return _word
    return _itself


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _word(value: UUID | date) -> str:
    return str(value)


def _itself(value: Any) -> Any:
    return value


class _Noted(NamedTuple):
    """A row that the transaction has written: `how`, and its values or the object that has them."""

    how: Literal["made", "changed", "written", "read again", "gone"]
    row: Any = None


def note(session: Session, model: type[Base], row: Mapping[str, Any]) -> None:
    """Note a row that is inserted past the session, with the values of all its columns."""
    if model.sealed_as:
        key = tuple(row[each.name] for each in table_of(model).primary_key.columns)
        _noted(session)[model, key] = _Noted("written", row)


def note_changed(session: Session, model: type[Base], *key: Any) -> None:
    """Note a row that is changed past the session: it is read again at the commit."""
    _noted(session)[model, key] = _Noted("read again")


def note_gone(session: Session, model: type[Base], row: Mapping[str, Any]) -> None:
    """Note a row that is removed past the session, with its key and its department."""
    if model.sealed_as:
        key = tuple(row[each.name] for each in table_of(model).primary_key.columns)
        _noted(session)[model, key] = _Noted("gone", row)


def take(session: Session) -> dict[str, Seals]:
    """Return the seals of what the transaction has written, by chain. It has written all of it, and is to commit."""
    noted = session.info.pop(_NOTED, {})
    taken: dict[str, Seals] = {}
    for table, row, is_gone in _told(session, noted) if noted else ():
        seal = None if is_gone else seal_of(text_of(table, row))
        taken.setdefault(chain_of(table, row), {}).setdefault(str(table.name), {})[key_of(table, row)] = seal
    return taken


def forget(session: Session) -> None:
    """Forget what was noted: it is taken back."""
    session.info.pop(_NOTED, None)


def _noted(session: Session) -> dict[tuple[type[Base], tuple[Any, ...]], _Noted]:
    noted: dict[tuple[type[Base], tuple[Any, ...]], _Noted] = session.info.setdefault(_NOTED, {})
    return noted


def _told(
    session: Session, noted: Mapping[tuple[type[Base], tuple[Any, ...]], _Noted]
) -> Iterator[tuple[Table, Mapping[str, Any], bool]]:
    """Give each row with its table, and whether it is gone. Those that memory cannot tell of are read again."""
    again: dict[type[Base], list[tuple[Any, ...]]] = {}
    for (model, key), (how, row) in noted.items():
        if how in ("written", "gone"):
            yield table_of(model), row, how == "gone"
        elif how == "read again" or (values := _in_memory(model, row, is_new=how == "made")) is None:
            again.setdefault(model, []).append(key)
        elif values:
            yield table_of(model), values, False
    for model, keys in again.items():
        for begin in range(0, len(keys), MOST_AT_ONCE):
            for row in _read_again(session, table_of(model), keys[begin : begin + MOST_AT_ONCE]):
                yield table_of(model), row, False


def _in_memory(model: type[Base], row: Base, *, is_new: bool) -> Mapping[str, Any] | None:
    """Return the values of a row as its object has them, none of them when it was taken back; `None` when the database
    may have others: columns that were not loaded, or that somebody else may have changed since they were."""
    if inspect(row).transient:
        return {}
    if not is_new and inspect(model).version_id_col is None:
        return None
    there = row.__dict__
    if is_new:
        return {name: there[key] if key in there else getattr(row, key) for name, key in _attributes(model)}
    try:
        return {name: there[key] for name, key in _attributes(model)}
    except KeyError:
        return None


@cache
def _attributes(model: type[Base]) -> tuple[tuple[str, str], ...]:
    mapper = inspect(model)
    return tuple((each.name, mapper.get_property_by_column(each).key) for each in table_of(model).columns)


def _read_again(session: Session, table: Table, keys: Sequence[tuple[Any, ...]]) -> Sequence[Mapping[str, Any]]:
    columns = tuple(table.primary_key.columns)
    among = columns[0].in_([key[0] for key in keys]) if len(columns) == 1 else tuple_(*columns).in_(keys)
    found: Sequence[Any] = session.connection().execute(select(table).where(among)).mappings().all()
    if len(found) < len(keys):
        raise RuntimeError(f"rows of {table.name} that were changed are not there to be sealed")
    return found


@event.listens_for(Base, "after_insert", propagate=True)
def _note_made(mapper: Mapper[Any], connection: Connection, row: Base) -> None:
    _note(mapper, row, "made")


@event.listens_for(Base, "after_update", propagate=True)
def _note_changed(mapper: Mapper[Any], connection: Connection, row: Base) -> None:
    session = object_session(row)
    if session is not None and session.is_modified(row, include_collections=False):
        _note(mapper, row, "changed")


@event.listens_for(Base, "after_delete", propagate=True)
def _note_gone(mapper: Mapper[Any], connection: Connection, row: Base) -> None:
    _note(mapper, row, "gone")


def _note(mapper: Mapper[Any], row: Base, how: Literal["made", "changed", "gone"]) -> None:
    session = object_session(row)
    if session is None or not row.sealed_as:
        return
    noted, place = _noted(session), (type(row), tuple(mapper.primary_key_from_instance(row)))
    was_made = place in noted and noted[place].how == "made"
    if how == "gone" and was_made:
        del noted[place]
    elif how == "gone":
        placing = {"department", *(each.name for each in mapper.primary_key)}
        told = {name: getattr(row, key) for name, key in _attributes(type(row)) if name in placing}
        noted[place] = _Noted("gone", told)
    elif not was_made:
        noted[place] = _Noted(how, row)


@event.listens_for(Session, "do_orm_execute")
def _refuse_unknown_rows(state: ORMExecuteState) -> None:
    """Stop a statement that would write rows without knowing which: nobody could seal them."""
    if not (state.is_insert or state.is_update or state.is_delete) or state.execution_options.get("clas_rows_noted"):
        return
    mapper = state.bind_mapper
    if mapper is not None and mapper.class_.sealed_as and is_commanding(state.session):
        raise RuntimeError(f"rows of {mapper.local_table} are written one by one, so that each is sealed")
