"""A department as its files say it, word for word: the tables, and each text that people read, sound or not.

Checks look at this and not at the objects that the files become: a file that cannot be read whole has its other
mistakes named as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, NamedTuple

from marshmallow import ValidationError
from marshmallow.fields import Field

from clas_core import fields
from clas_core.departments import CallName, Campaign, Department
from clas_core.departments.call_name import is_part
from clas_core.departments.phone import Phone
from clas_core.errors import Path
from clas_core.letters import WordingField
from clas_core.national import Referential, ReferentialLibrary
from clas_core.reading import line_of, number_of, tables_in
from clas_core.tables import Reference, TableOf, each_of, schema_of
from clas_core.years import SchoolYear, When, first_day_of, last_day_of

_WHEN = fields.WhenField()

TOO_LARGE = 10**12
"""No number of a file is as large: what is calculated of it here would overflow."""

SaidKind = Literal["prose", "line", "url", "email", "phone"]


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a file that people read, or an address: where it stands, and what it is."""

    path: Path
    text: str
    kind: SaidKind

    @property
    def words(self) -> bool:
        """Whether somebody wrote it in words."""
        return self.kind in ("prose", "line")


@dataclass(frozen=True)
class FileRead:
    """A file of a department: its `name` as it is told, its text, its tables, and what it should become."""

    name: str
    text: str
    tables: Mapping[str, Any]
    made: type

    @cached_property
    def said(self) -> Sequence[Said]:
        """Each text that people read, in the order of the file."""
        return tuple(_said(self.tables, schema_of(self.made).fields))

    @cached_property
    def year(self) -> SchoolYear | None:
        """The school year of a call, where it says one."""
        try:
            return SchoolYear.parse(str(self.tables.get("school_year")))
        except ValueError:
            return None

    @cached_property
    def call(self) -> CallName | None:
        """The name of a call, where it says one."""
        part = self.tables.get("call", "")
        if self.year is None or not isinstance(part, str) or (part and not is_part(part)):
            return None
        return CallName(self.year, part)

    def line(self, path: Path) -> int:
        """The line on which the value at `path` begins."""
        return line_of(self.text, path)

    def table(self, *names: str) -> Mapping[str, Any]:
        """The table at `names`; an empty one where there is none."""
        found: Any = self.tables
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def each(self, *names: str) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Each table of a list at `names`, with its path."""
        return tables_in(self.tables, *names)

    def every_table(self) -> Iterator[tuple[Path, Mapping[str, Any]]]:
        """Each table of the file, wherever it stands."""
        return _tables(self.tables, ())


@dataclass(frozen=True)
class Reviewed:
    """What is checked: the files of a department that are TOML, the national rules, and the day, where it is known."""

    slug: str
    who: FileRead | None
    calls: Sequence[FileRead]
    library: ReferentialLibrary
    today: date | None = None

    @property
    def files(self) -> Sequence[FileRead]:
        return (*([self.who] if self.who else []), *self.calls)

    @property
    def code(self) -> str:
        return text_at(self.who.tables, "code") if self.who else ""

    @property
    def name(self) -> str:
        return text_at(self.who.tables, "name") if self.who else ""

    def nation(self, call: FileRead) -> Referential | None:
        """The national rules of a call; `None` where none are known."""
        return self.library.get(call.year) if call.year is not None and call.year in self.library else None


def call_read(name: str, text: str, tables: Mapping[str, Any]) -> FileRead:
    return FileRead(name, text, tables, Campaign)


def who_read(name: str, text: str, tables: Mapping[str, Any]) -> FileRead:
    return FileRead(name, text, tables, Department)


def text_at(table: Mapping[str, Any], key: str) -> str:
    """The text at a key; nothing where it is missing or something else."""
    found = table.get(key)
    return found if isinstance(found, str) else ""


def day_at(table: Mapping[str, Any], key: str) -> date | None:
    found = table.get(key)
    return found.date() if isinstance(found, datetime) else found if isinstance(found, date) else None


def number_at(table: Mapping[str, Any], key: str) -> Decimal | None:
    """The number at a key; nothing where it is none, or so large that it is told where it is read."""
    number = number_of(table.get(key))
    return number if number is not None and abs(number) < TOO_LARGE else None


def names_at(table: Mapping[str, Any], key: str) -> Sequence[str]:
    """The texts of a list at a key."""
    found = table.get(key)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


class Moment(NamedTuple):
    """A moment as a file says it, with the earliest and the latest day that it may mean."""

    when: When
    first: date
    last: date


def when_at(table: Mapping[str, Any], key: str) -> Moment | None:
    """The moment at a key; `None` where nothing, or words that name no day, are said."""
    with suppress(ValidationError):
        when = _WHEN.deserialize(table.get(key))
        first, last = (None, None) if when is None else (first_day_of(when), last_day_of(when))
        return None if when is None or first is None or last is None else Moment(when, first, last)
    return None


def _tables(value: Any, path: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        yield path, value
        for key, each in value.items():
            yield from _tables(each, (*path, key))
    elif isinstance(value, list):
        for rank, each in enumerate(value):
            yield from _tables(each, (*path, rank))


def _said(table: Any, known: Mapping[str, Field[Any]], path: Path = ()) -> Iterator[Said]:
    if not isinstance(table, Mapping):
        return
    by_key = {each.data_key or name: each for name, each in known.items()}
    for key, value in table.items():
        if key in by_key:
            yield from _said_at(value, by_key[key], (*path, key))


def _said_at(value: Any, declared: Field[Any], path: Path) -> Iterator[Said]:
    each = each_of(declared)
    if isinstance(declared, fields.Listing):
        for rank, item in enumerate(value if isinstance(value, list) else ()):
            yield from _said_one(item, each, (*path, rank))
    elif isinstance(declared, fields.Tables):
        for key, item in value.items() if isinstance(value, Mapping) else ():
            yield from _said_one(item, each, (*path, key))
    else:
        yield from _said_one(value, declared, path)


def _said_one(value: Any, declared: Field[Any] | None, path: Path) -> Iterator[Said]:
    if isinstance(declared, TableOf):
        yield from _said(value, declared.schema.fields, path)
    elif isinstance(value, str) and (kind := _kind_of(declared)) is not None:
        yield Said(path, value, kind)


def _kind_of(declared: Field[Any] | None) -> SaidKind | None:
    if isinstance(declared, fields.ProseField):
        return "prose"
    if isinstance(declared, fields.Url):
        return "url"
    if isinstance(declared, fields.Email):
        return "email"
    if isinstance(declared, Phone):
        return "phone"
    machines = (fields.Identifier, fields.Choice, fields.Pasted, Reference, WordingField)
    return "line" if isinstance(declared, fields.Text) and not isinstance(declared, machines) else None
