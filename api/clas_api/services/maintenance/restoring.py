"""Restoring a copy made by `backing_up` into an empty installation: all of it, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from sqlalchemy import Column, Table, insert, inspect, select, update
from sqlalchemy.orm import Session

from clas_api.context import Context, command
from clas_api.refusals import StorageUnavailable
from clas_api.services.trace import record
from clas_api.store import state_of, tables_version, upgrade
from clas_api.store.archive import (
    MANIFEST,
    PIECE,
    CopiedTable,
    Digested,
    Manifest,
    damaged,
    member_of_document,
    member_of_table,
    reading,
    row_of,
)
from clas_api.store.models import Attachment, Base, InstallationKey, SecondFactor
from clas_core.errors import Refused

_ROWS_AT_ONCE = 500


@contextmanager
def open_copy(file: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Open a copy, with its manifest. Raises `Refused` when it is none, or of another version of the tables."""
    try:
        with reading():
            archive = ZipFile(file)
    except OSError as error:
        raise Refused(f"Le fichier « {file} » ne peut pas être lu.") from error
    with archive:
        manifest = Manifest.read(archive)
        if manifest.tables_version != (ours := tables_version()):
            raise Refused(
                f"Cette sauvegarde a les tables {manifest.tables_version}, cette version du service les tables {ours}. "
                "Restaurez-la avec la version du service qui l'a faite, puis mettez-le à jour."
            )
        if [each.name for each in manifest.tables] != [each.name for each in Base.metadata.sorted_tables]:
            raise damaged("ses tables ne sont pas celles de sa version")
        yield archive, manifest


def steps_of(manifest: Manifest) -> int:
    """Return how many rows and documents are to be checked, then restored."""
    return 2 * (sum(each.rows for each in manifest.tables) + manifest.documents)


def check(archive: ZipFile, manifest: Manifest, advance: Callable[[int], None]) -> None:
    """Check every file of a copy against its manifest. Raises `Refused` at the first that is not what it says."""
    expected = {MANIFEST, *(member_of_table(each.name) for each in manifest.tables)}
    for each in manifest.tables:
        _check_table(archive, each)
        advance(each.rows)
    found = 0
    for key, size, digest in _documents(archive):
        name = member_of_document(key)
        if name in archive.NameToInfo:
            _check_member(archive, name, size, digest)
            expected.add(name)
            found += 1
            advance(1)
        elif manifest.missing == 0:
            raise damaged(f"le document {key} manque")
    if found != manifest.documents or len(archive.namelist()) != len(expected) or set(archive.namelist()) != expected:
        raise damaged("elle ne contient pas exactement ce que dit son manifeste")


@command
def restore(context: Context, archive: ZipFile, manifest: Manifest, advance: Callable[[int], None]) -> None:
    """Put a copy that `check` found good into an empty database and its folder, in one transaction.

    The tables are made when there are none. Raises `Refused` when there is anything in the database already, or another
    document under the name of one of the copy.
    """
    _make_tables(context)
    put: list[UUID] = []
    try:
        context.open_wholly(writing=True)
        _refuse_what_is_not_empty(context.session)
        for table in Base.metadata.sorted_tables:
            _restore_table(context.session, archive, table, advance)
        for key, _, digest in _documents(archive):
            if member_of_document(key) in archive.NameToInfo:
                if _restore_document(context, archive, key, digest):
                    put.append(key)
                advance(1)
        context.session.commit()
    except BaseException:
        context.session.rollback()
        for key in put:
            with suppress(StorageUnavailable):
                context.installation.files.remove(key)
        raise


@command
def forget_signing_key(context: Context) -> None:
    """Have the installation make itself a new key: cookies that the copied one signs are worth nothing here, and those
    of here nothing there. Commits.

    Second factors go with the old key: nobody who tries something on the copy can show a code that opens the original.
    """
    context.open_wholly(writing=True)
    for each in context.session.scalars(select(InstallationKey)):
        context.session.delete(each)
    factors = context.session.scalars(select(SecondFactor)).all()
    for factor in factors:
        context.session.delete(factor)
    record(context, "installation.key_forgotten", "cookies", after={"second_factors_removed": len(factors)})
    context.session.commit()


def _check_table(archive: ZipFile, copied: CopiedTable) -> None:
    rows = 0
    with reading(), archive.open(member_of_table(copied.name)) as member:
        digested = Digested(member)
        while piece := digested.read(PIECE):
            rows += piece.count(b"\n")
    if (digested.sha256, rows) != (copied.sha256, copied.rows):
        raise damaged(f"la table {copied.name} n'est plus celle qui a été copiée")


def _check_member(archive: ZipFile, name: str, size: int, digest: str) -> None:
    with reading(), archive.open(name) as member:
        digested = Digested(member)
        while digested.read(PIECE):
            pass
    if (digested.size, digested.sha256) != (size, digest):
        raise damaged(f"le fichier {name} n'est plus celui qui a été déposé")


def _documents(archive: ZipFile) -> Iterator[tuple[UUID, int, str]]:
    """Give the documents that a copy names: their keys, sizes and digests."""
    for row in _rows(archive, Base.metadata.tables[Attachment.__tablename__]):
        yield row["id"], row["size"], row["sha256"]


def _rows(archive: ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    with reading(), archive.open(member_of_table(table.name)) as member:
        for line in member:
            yield row_of(table, line)


def _make_tables(context: Context) -> None:
    engine = context.session.get_bind().engine
    present = set(inspect(engine).get_table_names())
    if not present:
        upgrade(engine)
    elif (state := state_of(engine)) != "ok":
        raise Refused(f"Cette base n'est pas vide et n'est pas celle de cette version. {state}")


def _refuse_what_is_not_empty(session: Session) -> None:
    for table in Base.metadata.sorted_tables:
        if session.execute(select(table).limit(1)).first() is not None:
            raise Refused(
                f"La base n'est pas vide (table {table.name}) : une sauvegarde se restaure dans une base neuve. Donnez "
                "dans database_url une base où « clas db upgrade » n'a pas encore été lancé."
            )


def _restore_table(session: Session, archive: ZipFile, table: Table, advance: Callable[[int], None]) -> None:
    """Insert the rows of a table. A row that names another of the same table is told so once all are there."""
    within = [each.parent for each in table.foreign_keys if each.column.table is table]
    page: list[dict[str, object]] = []
    for row in _rows(archive, table):
        page.append({**row, **{column.key: None for column in within}})
        if len(page) == _ROWS_AT_ONCE:
            _insert(session, table, page, advance)
    _insert(session, table, page, advance)
    if within:
        for row in _rows(archive, table):
            _link(session, table, within, row)


def _insert(session: Session, table: Table, page: list[dict[str, object]], advance: Callable[[int], None]) -> None:
    if page:
        session.execute(insert(table), page)
        advance(len(page))
        page.clear()


def _link(session: Session, table: Table, within: list[Column[Any]], row: dict[str, object]) -> None:
    values = {column.key: row[column.key] for column in within if row[column.key] is not None}
    if values:
        same = [column == row[column.key] for column in table.primary_key.columns]
        session.execute(update(table).where(*same).values(values))


def _restore_document(context: Context, archive: ZipFile, key: UUID, digest: str) -> bool:
    """Put a document into the folder; return whether it was not there already. Raises `Refused` when another is."""
    files = context.installation.files
    try:
        with files.open(key) as present:
            digested = Digested(present)
            while digested.read(PIECE):
                pass
    except StorageUnavailable:
        with reading(), archive.open(member_of_document(key)) as member:
            files.put(key, member)
        return True
    if digested.sha256 != digest:
        raise Refused(f"Le dossier des documents contient un autre document {key} : donnez un dossier vide.")
    return False
