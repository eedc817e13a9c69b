"""What the tests of copies share: an installation with something in every table, and a way to compare two of them."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, insert, select
from sqlalchemy.orm import Session

from clas_api.config import Settings
from clas_api.installation import Clock, Installation
from clas_api.scenario.demonstration import fill
from clas_api.services.maintenance.backing_up import back_up, open_backup
from clas_api.services.maintenance.restoring import check, open_copy, restore
from clas_api.store.archive import Manifest
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.entries import tell
from clas_api.store.files import Folder
from clas_api.store.models import Attachment, Base, DossierRow
from clas_api.store.seals import chain_of, note, sealed_models, table_of
from tests.api.backups.inventing import invent
from tests.api.cli.conftest import clas, shell
from tests.contexts import NOW, context_on
from tests.databases import PostgresServer

__all__ = ["clas", "shell"]

_TOLD = {"action": "essai.filled", "subject": "essai"}

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(engine: Engine) -> Rows:
    """Return every row of every table, in the order of their keys."""
    with Session(engine) as session:
        open_session(session, EVERYTHING)
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Base.metadata.sorted_tables
        }


def copy(engine: Engine, attachments: Path, file: Path) -> Manifest:
    with context_on(engine) as context:
        context = replace(context, installation=replace(context.installation, files=Folder(attachments)))
        open_backup(context)
        return back_up(context, file, lambda _: None)


def put_back(engine: Engine, attachments: Path, file: Path) -> None:
    with context_on(engine) as context, open_copy(file) as (archive, manifest):
        context = replace(context, installation=replace(context.installation, files=Folder(attachments)))
        check(archive, manifest, lambda _: None)
        restore(context, archive, manifest, lambda _: None)


@pytest.fixture(scope="session")
def filled_once(
    tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[str], str]
) -> Iterator[Callable[[str], tuple[Engine, Path]]]:
    """Return a function that gives a filled installation of a kind of database, made once: nobody may change it."""
    made: dict[str, tuple[Engine, Path]] = {}

    def give(kind: str) -> tuple[Engine, Path]:
        if kind not in made:
            made[kind] = (create_engine(make_database(kind)), tmp_path_factory.mktemp("filled"))
            _fill(*made[kind])
        return made[kind]

    yield give
    for engine, _ in made.values():
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, filled_once: Callable[[str], tuple[Engine, Path]]) -> Engine:
    """Return a database with something in every table, on SQLite, then on PostgreSQL."""
    return filled_once(request.param)[0]


@pytest.fixture
def attachments(tmp_path: Path, filled_once: Callable[[str], tuple[Engine, Path]]) -> Path:
    """Return the documents of the filled installations, to do with what a test wants."""
    return shutil.copytree(filled_once("sqlite")[1], tmp_path / "attachments")


@pytest.fixture
def copied(tmp_path: Path, filled_once: Callable[[str], tuple[Engine, Path]]) -> Path:
    """Return a copy of a filled installation of SQLite."""
    copy(*filled_once("sqlite"), tmp_path / "copie.zip")
    return tmp_path / "copie.zip"


def _fill(engine: Engine, attachments: Path) -> None:
    installation = Installation.load(Settings(today=NOW.date(), attachments=attachments))
    for _ in fill(replace(installation, clock=Clock(NOW)), engine):
        pass
    with Session(engine) as session:
        open_session(session, EVERYTHING, writing=True)
        dossiers = list(session.scalars(select(DossierRow).limit(2)))
        dossiers[0].copied_from = dossiers[1].id
        dossiers[1].copied_from = dossiers[0].id
        for number, dossier in enumerate(dossiers):
            kept = installation.files.put(UUID(int=number), io.BytesIO(bytes([number]) * 700_000))
            session.add(
                Attachment(
                    id=UUID(int=number),
                    dossier_id=dossier.id,
                    department=dossier.department,
                    porteur_id=dossier.porteur_id,
                    kind="rib",
                    filename="relevé.pdf",
                    media_type="application/pdf",
                    size=kept.size,
                    sha256=kept.sha256,
                    added_at=NOW,
                    added_by="account:x",
                )
            )
            tell(session, dossier.department, [_TOLD])
        session.flush()
        sealed = {table_of(each): each for each in sealed_models()}
        for table in Base.metadata.sorted_tables:
            if session.execute(select(table).limit(1)).first() is None:
                row = invent(table, session)
                session.execute(insert(table), row)
                if table in sealed:
                    note(session, sealed[table], row)
                    tell(session, chain_of(table, row), [_TOLD])
        session.commit()


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return a database without any table, on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'restored.sqlite3'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        name = f"bare_{next(server.numbers)}"
        server.handle.psql(f"CREATE DATABASE {name} OWNER clas_service")
        url = server.url(name)
    engine = create_engine(url)
    yield engine
    engine.dispose()
