"""A copy of everything that an installation keeps, in one file: the rows of every table, the bytes of every document.

The file is a ZIP: ``manifest.json``, ``tables/NAME.jsonl`` with a JSON object for each row, ``documents/ID``. It says
nothing of the kind of database that it comes from, so that one of SQLite can be restored on PostgreSQL.
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import orjson
from sqlalchemy import Column, Table, TypeDecorator

from clas_core.errors import Refused

MANIFEST = "manifest.json"
FORMAT = "clas-backup-1"
PIECE = 256 * 1024
_LARGEST_MANIFEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """The copy of a table: how many rows, and the digest of its file."""

    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a copy holds. `missing` counts the documents whose bytes could not be read when it was made."""

    made_at: str
    tables_version: str
    tables: tuple[CopiedTable, ...]
    documents: int
    missing: int
    format: str = FORMAT

    def dump(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2)

    @classmethod
    def read(cls, archive: ZipFile) -> "Manifest":
        """Read the manifest of a copy. Raises `Refused` when there is none that we know."""
        with reading():
            if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
                raise ValueError("too large")
            said = orjson.loads(archive.read(MANIFEST))
            tables = tuple(
                CopiedTable(str(each["name"]), int(each["rows"]), str(each["sha256"])) for each in said["tables"]
            )
            manifest = cls(
                made_at=str(said["made_at"]),
                tables_version=str(said["tables_version"]),
                tables=tables,
                documents=int(said["documents"]),
                missing=int(said["missing"]),
                format=str(said["format"]),
            )
        if manifest.format != FORMAT:
            raise Refused(f"Cette sauvegarde est d'une forme inconnue : {manifest.format}.")
        return manifest


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever a damaged copy raises while it is read into a sentence."""
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError, NotImplementedError) as error:
        raise damaged("le fichier ne peut pas être lu en entier") from error


def damaged(what: str) -> Refused:
    """Return the refusal of a copy that is not what its manifest says."""
    return Refused(f"Cette sauvegarde est abîmée : {what}. Rien n'a été restauré ; prenez-en une autre.")


def member_of_table(name: str) -> str:
    return f"tables/{name}.jsonl"


def member_of_document(key: UUID) -> str:
    return f"documents/{key}"


@dataclass(slots=True)
class Digested:
    """A stream written to or read from, whose digest and size are known at its end."""

    stream: IO[bytes]
    size: int = 0
    _digest: Any = None

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.stream.write(data)
        self._digest.update(data)
        self.size += len(data)

    def read(self, size: int) -> bytes:
        data = self.stream.read(size)
        self._digest.update(data)
        self.size += len(data)
        return data

    @property
    def sha256(self) -> str:
        return f"sha256:{self._digest.hexdigest()}"


@contextmanager
def new_member(archive: ZipFile, name: str, *, compress: bool) -> Iterator[Digested]:
    """Add a file to a copy, written as it comes."""
    info = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
    with archive.open(info, "w", force_zip64=True) as member:
        yield Digested(member)


def line_of(row: Mapping[Any, Any]) -> bytes:
    """Write a row: dates, moments and keys as text, JSON values as they are.

    The name of a column that is called otherwise in its model is a text of SQLAlchemy's own.
    """
    return orjson.dumps({str(name): value for name, value in row.items()}) + b"\n"


def row_of(table: Table, line: bytes) -> dict[str, Any]:
    """Read a row of `table`. Raises `Refused` when it is not one."""
    with reading():
        said = orjson.loads(line)
        if said.keys() != set(table.columns.keys()):
            raise ValueError("other columns")
        return {column.key: _value(column, said[column.key]) for column in table.columns}


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    written = column.type
    kind = (written.impl_instance if isinstance(written, TypeDecorator) else written).python_type
    if kind is UUID:
        return UUID(value)
    if kind is datetime or kind is date:
        return kind.fromisoformat(value)
    return value
