"""Copying everything that the installation keeps into one file, as it all was at one moment."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import UUID
from zipfile import ZipFile

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.refusals import StorageUnavailable
from clas_api.store import tables_version
from clas_api.store.archive import (
    MANIFEST,
    PIECE,
    CopiedTable,
    Manifest,
    line_of,
    member_of_document,
    member_of_table,
    new_member,
)
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import Attachment, Base
from clas_core.errors import Refused

_ROWS_AT_ONCE = 500


def open_backup(context: Context) -> int:
    """Begin to read everything at one moment; return how many rows and documents there are to copy.

    Raises `Refused` for a rehearsal, whose copy would be that of a real call wherever it is restored.
    """
    if context.installation.is_rehearsal:
        raise Refused("Un appel d'essai ne se sauvegarde pas : copiez son dossier, le service arrêté.")
    open_session(context.session, EVERYTHING)
    tables = Base.metadata.sorted_tables
    return sum(_count(context.session, each) for each in (*tables, Base.metadata.tables[Attachment.__tablename__]))


def back_up(context: Context, file: Path, advance: Callable[[int], None]) -> Manifest:
    """Write what `open_backup` began to read into `file`, which must not exist; return what it holds.

    Others may write meanwhile: the copy is of one moment, and takes no more memory for a large installation. Raises
    `Refused` when the file exists, `StorageUnavailable` when it cannot be written; then no file is left.
    """
    if file.exists():
        raise Refused(f"Le fichier « {file} » existe déjà : une sauvegarde n'en remplace pas une autre.")
    with _new_file(file) as partial, ZipFile(partial, "w", allowZip64=True) as archive:
        tables = tuple(_copy_table(context.session, archive, each, advance) for each in Base.metadata.sorted_tables)
        documents, missing = _copy_documents(context, archive, advance)
        manifest = Manifest(
            made_at=context.now.isoformat(timespec="seconds"),
            tables_version=tables_version(),
            tables=tables,
            documents=documents,
            missing=missing,
        )
        archive.writestr(MANIFEST, manifest.dump())
    return manifest


def _count(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    """Give a file that takes its name once it is whole and on the disk. It holds persons' data: only we may read it."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as opened:
            yield opened
            opened.flush()
            os.fsync(opened.fileno())
        partial.rename(file)
    except OSError as error:
        raise StorageUnavailable(
            f"La sauvegarde ne peut pas être écrite dans « {file.parent} » : le disque est peut-être plein, ou le "
            "dossier n'existe pas. Aucun fichier n'est laissé."
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def _copy_table(session: Session, archive: ZipFile, table: Table, advance: Callable[[int], None]) -> CopiedTable:
    asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS_AT_ONCE)
    rows = 0
    with new_member(archive, member_of_table(table.name), compress=True) as member:
        for page in session.execute(asked).mappings().partitions():
            member.write(b"".join(line_of(row) for row in page))
            rows += len(page)
            advance(len(page))
    return CopiedTable(table.name, rows, member.sha256)


def _copy_documents(context: Context, archive: ZipFile, advance: Callable[[int], None]) -> tuple[int, int]:
    """Copy the bytes of each document; return how many were copied, and how many could not be read."""
    asked = select(Attachment.id).order_by(Attachment.id).execution_options(yield_per=_ROWS_AT_ONCE)
    copied = missing = 0
    for key in context.session.scalars(asked):
        if _copy_document(context, archive, key):
            copied += 1
        else:
            missing += 1
        advance(1)
    return copied, missing


def _copy_document(context: Context, archive: ZipFile, key: UUID) -> bool:
    try:
        stream = context.installation.files.open(key)
    except StorageUnavailable:
        return False
    with stream, new_member(archive, member_of_document(key), compress=False) as member:
        while piece := stream.read(PIECE):
            member.write(piece)
    return True
