"""The engine and the session of each request; SQLite made as careful as it can be; who a transaction works for."""

import os
import select
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any
from uuid import UUID

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Dialect, Engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

from clas_api.store import rows  # noqa: F401  # listens to every session: what one commits is traced and sealed
from clas_api.store.pipeline import pipeline
from clas_api.store.reading import RequestSession, begin_reading, is_commanding, is_reading

database = SQLAlchemy(session_options={"class_": RequestSession, "expire_on_commit": False})
"""What a request has committed it may still show, without reading it again."""

SECONDS_TO_CONNECT = 5
"""A server that does not answer is away: whoever asks is told so, and does not wait."""

_SCOPE = "clas_scope"
_WRITING = "clas_writing"
_SET_SCOPE = text(
    "SELECT set_config('clas.departments', :departments, true), set_config('clas.porteurs', :porteurs, true)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The departments and the porteurs whose rows a transaction may see. PostgreSQL holds it to that by itself."""

    departments: frozenset[str] = frozenset()
    porteurs: frozenset[UUID] = frozenset()
    everything: bool = False

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(
            departments=self.departments | other.departments,
            porteurs=self.porteurs | other.porteurs,
            everything=self.everything or other.everything,
        )


EVERYTHING = Scope(everything=True)
"""For commands of the installation: migrations, verification, backups, sending mails."""


def attach(app: Flask) -> None:
    """Give each request of `app` a session, closed when the request ends.

    The extension also registers a coroutine that closes asynchronous sessions, of which there are none here. Flask
    would start a thread and an event loop for it at the end of every request, which costs ten times the request.
    """
    database.init_app(app)
    app.teardown_appcontext_funcs[:] = [
        function for function in app.teardown_appcontext_funcs if not iscoroutinefunction(function)
    ]


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine of `url`.

    Errors do not quote the values of a statement: they may be of persons, and errors go to the log.
    """
    if url.startswith("sqlite"):
        return {"url": url, "hide_parameters": True}
    options = {"url": url, "pool_size": 8, "max_overflow": 8, "pool_timeout": 10}
    return {**options, "hide_parameters": True, "connect_args": {"connect_timeout": SECONDS_TO_CONNECT}}


def open_session(session: Session, scope: Scope, *, writing: bool = False) -> None:
    """Work for `scope` in the transaction of `session`, begun now where none is.

    Reading goes on in the reading that has begun: it then sees what it saw before, and `scope` too. A transaction that
    will write says so before it reads: SQLite lets one writer in at a time, and one that first reads, then writes,
    could find that its reading has aged, and would have to begin again. Saying so first, it waits its turn instead.
    """
    if is_reading(session):
        scope = scope | session.info.get(_SCOPE, Scope())
    elif writing and session.in_transaction() and not session.connection().get_execution_options().get(_WRITING):
        session.rollback()  # what was read, who asks for one, held no lock; what will be written needs it first
    told = session.in_transaction() and session.info.get(_SCOPE) == scope
    session.info[_SCOPE] = scope
    if session.in_transaction():
        if not told and session.get_bind().dialect.name == "postgresql":
            _set_scope(session.connection(), scope)
    elif writing or is_commanding(session):
        session.connection(execution_options={_WRITING: writing})
    else:
        begin_reading(session)


def insert_into(session: Session, table: type[DeclarativeBase]) -> postgresql.Insert | sqlite.Insert:
    """Return an ``INSERT`` that may say what becomes of a row that is there already: two at once are then no error."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(table)


@event.listens_for(Session, "after_begin")
def _tell_scope(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Tell PostgreSQL for whom the transaction works. Until `open_session` has said so it is nobody: no row of a
    department is seen."""
    scope: Scope | None = session.info.get(_SCOPE)
    if scope is not None and connection.dialect.name == "postgresql":
        _set_scope(connection, scope)


def _set_scope(connection: Connection, scope: Scope) -> None:
    departments = "*" if scope.everything else _listed(scope.departments)
    with pipeline(connection):  # with the BEGIN that it follows
        connection.execute(_SET_SCOPE, {"departments": departments, "porteurs": _listed(map(str, scope.porteurs))})


def _listed(names: Iterable[str]) -> str:
    return ",".join(sorted(names))


@event.listens_for(Engine, "do_connect")
def _make_private(dialect: Dialect, record: Any, arguments: list[Any], options: dict[str, Any]) -> None:
    """Make a new SQLite file one that its owner alone may read, before anything is in it.

    It holds persons' data and the key that signs cookies. SQLite gives its log and its index the rights of the file.
    """
    if dialect.name == "sqlite" and arguments and arguments[0] != ":memory:" and not options.get("uri"):
        with suppress(OSError):  # it is there, or cannot be made: SQLite says so
            os.close(os.open(arguments[0], os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


@event.listens_for(Engine, "connect")
def _make_sqlite_careful(connection: Any, record: Any) -> None:
    """Write-ahead log, full synchronisation, foreign keys: a receipt given is a row on the disk."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # transactions begin where `_begin_on_sqlite` says, and not before
        cursor = connection.cursor()
        for pragma in ("busy_timeout=20000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@event.listens_for(Engine, "checkout")
def _find_out_closed(connection: Any, record: Any, proxy: Any) -> None:
    """Make anew the connections that the server has closed, before one is used; without asking it, at each request.

    A server that closes a connection has said so: there is something to read where nothing was asked.
    """
    if type(connection).__module__.startswith("psycopg") and (connection.closed or _has_word(connection.fileno())):
        raise InvalidatePoolError


def _has_word(descriptor: int) -> bool:
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(0))


@event.listens_for(Engine, "begin")
def _begin_on_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
