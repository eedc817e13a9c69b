"""What the tests of retention share: an installation on any day, and a way to look for a word in all that it keeps."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import orjson
import pytest
from sqlalchemy import Engine, create_engine, event, select, text, update
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.services.maintenance.backing_up import back_up, open_backup
from clas_api.services.maintenance.exporting import lines_to_export
from clas_api.services.maintenance.verifying import Fault, Head, open_chains, verify
from clas_api.services.retention.applying import apply
from clas_api.services.retention.compacting import compact
from clas_api.services.retention.planning import Due, plan
from clas_api.services.trace import record
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import NATIONAL, Base, OutgoingMail, Token
from clas_core.years import PARIS
from tests.api.cli.conftest import clas, shell
from tests.api.trace.altered import script, unguarded
from tests.contexts import context_on, writing_on
from tests.stages import World

__all__ = ["clas", "shell"]

LONG_AFTER = datetime(2040, 1, 15, 9, tzinfo=PARIS)
"""When everything of 2025-2026 is due."""


@dataclass(frozen=True)
class House:
    """An installation whose clock may be any day: its database and its documents."""

    world: World
    engine: Engine

    @contextmanager
    def on(self, now: datetime) -> Iterator[Context]:
        installation = self.world.app.extensions["clas"]
        with context_on(self.engine, now) as context:
            own = replace(context.installation, files=installation.files, registry=installation.registry)
            yield replace(context, installation=own)

    def plan(self, now: datetime) -> Sequence[Due]:
        with self.on(now) as context:
            return plan(context, now.date())

    def _due(self, context: Context, classes: Sequence[str]) -> Sequence[Due]:
        due = plan(context, context.now.date())
        return [each for each in due if not classes or each.rule.national.id in classes]

    def apply(self, now: datetime, *classes: str) -> int:
        """Let go of what is due, or of what is due of some classes, until nothing is."""
        count = 0
        with self.on(now) as context:
            while due := self._due(context, classes):
                count += (gone := apply(context, now.date(), due, lambda _: None))
                assert gone, f"never let go of: {due}"
            compact(context)
        return count

    def send_mails(self) -> None:
        """Have every mail that waits sent."""
        with writing_on(self.engine) as context:
            sent = update(OutgoingMail).values(state="sent", sent_at=OutgoingMail.created_at)
            context.session.execute(sent)
            context.session.commit()

    def tell(self, context: Context, chain: str) -> None:
        """Commit what a test has written by itself, and is told in a chain."""
        record(context, "essai.changed", "essai", chain=chain)
        context.session.commit()

    def end_keys(self) -> None:
        """End the keys of everybody, which are those of the tests and last for years."""
        self.end_keys_but()

    def end_keys_but(self, *kept: str) -> None:
        """End the keys of everybody but some."""
        keys = {self.world.accounts[each] for each in kept}
        with writing_on(self.engine) as context:
            for token in context.session.scalars(select(Token)):
                if token.account_id in keys:
                    continue
                token.revoked_at = token.created_at
                record(context, "token.revoke", token.id, chain=token.department or NATIONAL)
            context.session.commit()

    def faults(self) -> list[Fault]:
        with context_on(self.engine) as context:
            return list(verify(context, open_chains(context)))

    def script_says(self, *expected: Head) -> list[str]:
        """Return what the script of the controller finds in an export that is made now, given heads noted before."""
        with context_on(self.engine) as context:
            lines = [orjson.dumps(each) for each in lines_to_export(context, open_chains(context), lambda _: None)]
        noted = {(each.chain, each.number): each.digest for each in expected}
        return list(script().verifier([each.decode() for each in lines], noted)[2])

    def by_hand(self, statement: str) -> None:
        """Do what the database refuses, as an administrator could."""
        with unguarded(self.engine) as hand, hand.begin() as connection:
            assert connection.execute(text(statement)).rowcount == 1

    def rows(self) -> Iterator[tuple[str, str]]:
        """Give every value of every column of every table as text, with where it stands."""
        with Session(self.engine) as session:
            open_session(session, EVERYTHING)
            for table in Base.metadata.sorted_tables:
                for row in session.connection().execute(select(table)).mappings():
                    yield from ((f"{table.name}.{name}", str(value)) for name, value in row.items())

    def files(self, tmp_path: Path) -> Iterator[tuple[str, bytes]]:
        """Give every file that the installation has, and those of a copy that is made now."""
        installation = self.world.app.extensions["clas"]
        url = self.engine.url
        homes = [installation.files.root] + ([Path(url.database or "")] if self.engine.dialect.name == "sqlite" else [])
        for home in homes:
            for file in [*home.parent.glob(f"{home.name}*"), *home.rglob("*")]:
                if file.is_file():
                    yield file.name, file.read_bytes()
        copied = tmp_path / "copie.zip"
        with self.on(LONG_AFTER) as context:
            open_backup(context)
            back_up(context, copied, lambda _: None)
        with ZipFile(io.BytesIO(copied.read_bytes())) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())

    def where(self, word: str, tmp_path: Path) -> set[str]:
        """Return where a word still stands: columns, and files."""
        folded = word.casefold()
        found = {place for place, text in self.rows() if folded in text.casefold()}
        found.update(name for name, data in self.files(tmp_path) if folded.encode() in data.lower())
        return found


def _leave_what_is_deleted(connection: Any, record: Any) -> None:
    """Have SQLite leave in its file what is deleted, as some builds of it do and others do not."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA secure_delete=OFF")


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, small_world: Callable[[str], World]) -> Iterator[House]:
    """Return a small installation on each kind of database."""
    world = small_world(request.param)
    engine = create_engine(world.app.extensions["clas"].settings.database_url)
    event.listen(engine, "connect", _leave_what_is_deleted)
    yield House(world, engine)
    engine.dispose()
