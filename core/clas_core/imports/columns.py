"""What may be imported, column by column: how each is called here, elsewhere, and what its cells hold."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema

from clas_core.imports.cells import Kind
from clas_core.plain_text import search_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is looked for. `id` is its place in what is read, ``address.city``; `also` are other names of it.

    Of a ``choice``, `values` gives each value with its label, and `words` what else files call it. What a `needed` one
    is part of, an address, cannot be without it.
    """

    id: str
    label: str
    kind: Kind = "text"
    also: Sequence[str] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    required: bool = False
    needed: bool = False
    meanings: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note what each word of a ``choice`` means, as `search_key` writes it, once for all rows."""
        said = {
            search_key(word): value
            for value, label in self.values.items()
            for word in (*self.words.get(value, ()), label, value)
        }
        object.__setattr__(self, "meanings", said)

    @property
    def names(self) -> frozenset[str]:
        """What it may be called, without accents, capitals or blanks: files run words together."""
        return frozenset(search_key(each).replace(" ", "") for each in (self.label, *self.also))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a file is imported as. `label` says it in words; `schema` judges each row once its cells are read, and makes
    a value of it; rows whose values have one `key` tell of one thing."""

    id: str
    label: str
    columns: Sequence[Column]
    schema: Schema
    key: Callable[[Any], tuple[str, ...]]

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.id == key)

    def left_out(self, given: Collection[str]) -> Sequence[Column]:
        """Return the columns that are `given` and serve nothing: what they are part of lacks one that it needs."""
        lacking = {_whole(each.id): each for each in self.columns if each.needed and each.id not in given}
        return [each for each in self.columns if each.id in given and _whole(each.id) in lacking]


def _whole(key: str) -> str:
    return key.partition(".")[0]


def placed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by the ids of their columns as JSON: ``address.city`` stands in ``address``, lines in a list."""
    told: dict[str, Any] = {}
    for key, value in values.items():
        if value is None:
            continue
        first, *rest = key.split(".")
        if not rest:
            told[first] = value
        elif len(rest) == 1:
            told.setdefault(first, {})[rest[0]] = value
        else:
            told.setdefault(first, {}).setdefault(rest[0], []).append(value)
    return told
