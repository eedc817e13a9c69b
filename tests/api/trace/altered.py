"""An installation with a row in every table that the trace seals, and a hand that nothing in the database stops."""

import importlib.util
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Boolean, Column, Connection, Engine, Table, create_engine, insert, select, text
from sqlalchemy.orm import Session

from clas_api.services.maintenance.exporting import lines_to_export
from clas_api.services.maintenance.verifying import open_chains
from clas_api.services.maintenance.witnessing import LastSeals, Witnessed, witnessed_in
from clas_api.services.trace import record
from clas_api.store import seals
from clas_api.store.models import NATIONAL, Base, KeptRules
from clas_api.store.models.base import Json
from clas_api.store.sealed_rows import chains_of_rows, models_in, rows_of
from clas_api.store.seals import key_of, sealed_models, table_of, text_of
from clas_core.reading import digest_of, parse_toml
from tests.api.backups.inventing import invent
from tests.contexts import context_on, writing_on
from tests.databases import OWNER

_TEXT = 'school_year = "2025-2026"'
_OF_THEIR_DIGEST = {"text": _TEXT, "digest": digest_of(parse_toml(_TEXT, name="essai"))}

SCRIPT = Path(__file__).parents[3] / "docs" / "controle" / "verifier_trace.py"


def script() -> Any:
    """Return the script of the controller, as a module."""
    found = importlib.util.spec_from_file_location("verifier_trace", SCRIPT)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def fill_what_is_empty(engine: Engine) -> set[str]:
    """Put a row into each table that has none, as a command does: traced. Return the names of those tables."""
    filled = set()
    with writing_on(engine) as context:
        for chain in ("marne", "seine_et_marne", NATIONAL):
            record(context, "essai.filled", "essai", chain=chain)
        for table in Base.metadata.sorted_tables:
            model = next((each for each in sealed_models() if table_of(each) is table), None)
            if model is None or context.session.execute(select(table).limit(1)).first():
                continue
            row = invent(table, context.session)
            row = {**row, **_OF_THEIR_DIGEST} if model is KeptRules else row
            row = {**row, "department": "marne"} if "department" in row else row
            context.session.connection().execute(insert(table), row)
            seals.note(context.session, model, row)
            filled.add(table.name)
        context.session.commit()
    return filled


@contextmanager
def unguarded(engine: Engine) -> Iterator[Engine]:
    """Give an engine of the same database as a hand that may do anything, with what the database itself refuses taken
    off: triggers, foreign keys, checks, row-level security."""
    on_server = engine.dialect.name == "postgresql"
    hand = create_engine(engine.url.set(username="postgres") if engine.url.username == OWNER else engine.url)
    with hand.begin() as connection:
        if on_server:
            asked = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype IN ('c', 'f')"
            mine = " AND connamespace = 'public'::regnamespace"
            for table, name in connection.execute(text(asked + mine)).all():
                connection.execute(text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
            for table in Base.metadata.tables:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
    yield hand
    hand.dispose()


@contextmanager
def hand_on(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes are taken back at the end."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA foreign_keys=OFF")
            raw.execute("PRAGMA ignore_check_constraints=ON")
        with connection.begin() as begun:
            yield connection
            begun.rollback()


def other(column: Column[Any], value: Any) -> Any:
    """Return another value for a column, of its own kind."""
    if isinstance(column.type, Json):
        return {"x": 1} if value != {"x": 1} else {"x": 2}
    if isinstance(column.type, Boolean):
        return not value
    kinds: dict[type, Callable[[Any], Any]] = {
        UUID: lambda _: uuid4(),
        datetime: lambda kept: (kept or datetime(2025, 7, 1).astimezone()) + timedelta(microseconds=1),
        date: lambda kept: (kept or date(2025, 7, 1)) + timedelta(days=1),
        # A rank that no other row has: one more may be the next row's.
        int: lambda kept: (kept or 0) + 1_000,
        str: lambda kept: (kept or "a")[:-1] + ("b" if (kept or "a")[-1:] != "b" else "c"),
    }
    kind = column.type.impl_instance.python_type if hasattr(column.type, "impl_instance") else column.type.python_type
    return kinds[kind](value)


@dataclass
class Installation:
    """What is kept of an installation before anything is altered: what its trace seals, for us and for the script."""

    engine: Engine
    chains: list[str] = field(default_factory=list)
    seals: dict[str, LastSeals] = field(default_factory=dict)
    read_by_script: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)
    script: Any = field(default_factory=lambda: script())

    def __post_init__(self) -> None:
        with context_on(self.engine) as context:
            self.chains = open_chains(context)
            entries = [each for each in lines_to_export(context, self.chains, lambda _: None) if "entry" in each]
        last: dict[str, tuple[int, str]] = {}
        for each in entries:
            self.seals.setdefault(each["chain"], LastSeals()).add(each["number"], json.loads(each["entry"]))
            assert list(self.script.lire(each, last, {}, self.read_by_script, set())) == []

    def witnessed(self, connection: Connection, model: type[Base]) -> list[Witnessed]:
        """Return what the service finds in a table, as it is on `connection`."""
        with Session(bind=connection) as session:
            names = sorted(chains_of_rows(session).union(self.chains))
            names = [each for each in names if model in models_in(each)]
            return [
                each for name in names for each in witnessed_in(session, model, name, self.seals.get(name, LastSeals()))
            ]

    def found_by_script(self, connection: Connection, model: type[Base]) -> list[str]:
        """Return what the script of the controller finds in the rows of a table, as they are on `connection`."""
        table = table_of(model)
        sealed = {place: seal for place, seal in self.read_by_script.items() if place[1] == table.name}
        with Session(bind=connection) as session:
            rows = [
                {"row": table.name, "key": key_of(table, row), "chain": name, "text": text_of(table, row)}
                for name in sorted(chains_of_rows(session).union(self.chains))
                if model in models_in(name)
                for row in rows_of(session, model, name)
            ]
        found = [each for row in rows for each in self.script.comparer(row, sealed)]
        return [*found, *self.script.retirees(sealed)]


def keyed(table: Table, row: Mapping[str, Any]) -> Any:
    """Return the condition that a row is this one."""
    conditions = [column == row[column.name] for column in table.primary_key.columns]
    first, *rest = conditions
    for each in rest:
        first = first & each
    return first
