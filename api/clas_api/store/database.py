"""The engine and the session of each request; SQLite made as careful as it can be."""

from typing import Any

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Engine, event

database = SQLAlchemy()


@event.listens_for(Engine, "connect")
def _make_sqlite_careful(connection: Any, record: Any) -> None:
    """Write-ahead log, full synchronisation, foreign keys: a receipt given is a row on the disk."""
    if type(connection).__module__.startswith("sqlite3"):
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
