"""A table of a file, declared once: the dataclass that it becomes says how it is written.

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Event:
        kind: Annotated[str, Choice(EVENT_KINDS), "genre d'événement"]
        title: Annotated[str, "intitulé"]
        place: Annotated[str | None, "lieu"] = None

What has a label in French is a key of the table. One with a default may be left out. Its type says what is written (a
text, a day, a table, a list of tables), unless a field of `clas_core.fields` says more. An `InitVar` is written and not
kept; what has no label is not written, and whoever makes the object gives it.

From that follow the schema (`schema_of`), the checks of the names in a file (`checks_of`), the objects (`parts_of`) and
the guide of the files (`clas_core.documents.files_guide`).
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import InitVar, is_dataclass
from datetime import date
from functools import cache, reduce
from inspect import Parameter, signature
from operator import or_
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from marshmallow import Schema
from marshmallow.fields import Field

from clas_core.fields import (
    Choice,
    DatedField,
    Day,
    Flag,
    Line,
    Listing,
    ProseField,
    Table,
    Tables,
    Text,
    WhenField,
    Whole,
    YearField,
)
from clas_core.prose import Prose
from clas_core.reading import EACH, Check, known_references, no_duplicates
from clas_core.strict import StrictSchema
from clas_core.years import Dated, SchoolYear, When

_FIELDS: Mapping[Any, type[Field[Any]]] = MappingProxyType(
    {
        str: Line,
        int: Whole,
        bool: Flag,
        date: Day,
        Dated: DatedField,
        When: WhenField,
        SchoolYear: YearField,
        Prose: ProseField,
    }
)


class Reference(Text):
    """The name of one of the tables `among` of the same file. `what` it names is how its absence is told.

    Tables that are `listed` are named by their `id`, the others by their key.
    """

    def __init__(self, among: str, what: str, *, listed: bool = False, **options: Any) -> None:
        self.among, self.what, self.listed = among, what, listed
        super().__init__(**options)


class Citation(Reference):
    """A reference in place of which the object has the very table that is named."""


class TableOf(Table):
    """A table that a dataclass declares."""

    def __init__(self, made: type, **options: Any) -> None:
        self.made = made
        super().__init__(lambda: schema_of(made), **options)


@cache
def schema_of(table: type) -> StrictSchema:
    """Return the schema that the declaration of `table` says: one for all its readings, since it keeps no state."""
    declared = {}
    for name, parameter in signature(table).parameters.items():
        hint = parameter.annotation
        hint = hint.type if isinstance(hint, InitVar) else hint
        if get_origin(hint) is Annotated:
            declared[name] = field = _field(hint)
            field.required = parameter.default is Parameter.empty
    made = StrictSchema.from_dict(declared, name=f"{table.__name__}Schema")
    made.__module__ = table.__module__  # where the table is declared
    return cast("StrictSchema", made())


def _field(hint: Any) -> Field[Any]:
    """Return a field that reads what `hint` is the type of."""
    if hint in _FIELDS:
        return _FIELDS[hint]()
    if is_dataclass(hint):
        return TableOf(cast("type", hint))
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        said = [each for each in arguments if isinstance(each, Field)]
        field = copy(said[0]) if said else _field(arguments[0])
        field.metadata = {"label": arguments[-1]}
        return field
    if origin is Literal:
        return Choice(arguments)
    if origin is Sequence:
        return Listing(_field(arguments[0]))
    if origin is Mapping:
        return Tables(TableOf(arguments[1]))
    if origin in (Union, UnionType):
        return _field(reduce(or_, [each for each in arguments if each is not NoneType]))
    raise TypeError(f"{hint} does not say how it is written")


@cache
def checks_of(table: type) -> tuple[Check, ...]:
    """Return the checks of the names in a file: what is named is there, no `id` stands twice in a list."""
    return tuple(_checks(schema_of(table)))


def _checks(schema: Schema, names: tuple[str, ...] = (), *, listed: bool = False) -> Iterator[Check]:
    for name, field in schema.fields.items():
        place = (*names, *([EACH] if listed else []), field.data_key or name)
        each = each_of(field)
        if isinstance(each, Reference):
            yield known_references(names, place[-1], each.among, each.what)
        elif isinstance(each, Table):
            if isinstance(field, Listing) and "id" in each.schema.fields:
                yield no_duplicates(*place)
            yield from _checks(each.schema, place, listed=each is not field)


def each_of(field: Field[Any]) -> Field[Any] | None:
    """Return what a list, or tables by name, are of; any other field is itself."""
    if isinstance(field, Listing):
        return field.inner
    return field.value_field if isinstance(field, Tables) else field


def parts_of(table: type, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to make a `table` with, of `data` which its schema has read: every table in it is an object already.

    Nothing may be wrong with the file any more: its checks come first.
    """
    fields = schema_of(table).fields
    named = {name: _made(field, data[name], {}) for name, field in fields.items() if isinstance(field, Tables)}
    return {name: named[name] if name in named else _made(fields.get(name), data[name], named) for name in data}


def _made(field: Field[Any] | None, value: Any, named: Mapping[str, Mapping[str, Any]]) -> Any:
    if isinstance(field, TableOf):
        fields = field.schema.fields
        return field.made(**{name: _made(fields.get(name), value[name], named) for name in value})
    if isinstance(field, Listing):
        return tuple(_made(field.inner, each, named) for each in value)
    if isinstance(field, Tables):
        return {key: _made(field.value_field, each, named) for key, each in value.items()}
    return named[field.among][value] if isinstance(field, Citation) else value
