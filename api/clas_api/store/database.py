"""The engine and the session of each request; SQLite made as careful as it can be."""

from inspect import iscoroutinefunction
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Engine, event

database = SQLAlchemy()


def attach(app: Flask) -> None:
    """Give each request of `app` a session, closed when the request ends.

    The extension also registers a coroutine that closes asynchronous sessions, of which there are none here. Flask
    would start a thread and an event loop for it at the end of every request, which costs ten times the request.
    """
    database.init_app(app)
    app.teardown_appcontext_funcs[:] = [
        function for function in app.teardown_appcontext_funcs if not iscoroutinefunction(function)
    ]


@event.listens_for(Engine, "connect")
def _make_sqlite_careful(connection: Any, record: Any) -> None:
    """Write-ahead log, full synchronisation, foreign keys: a receipt given is a row on the disk."""
    if type(connection).__module__.startswith("sqlite3"):
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
