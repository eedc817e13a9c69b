"""The name of a call: a department may have several in a school year, each its file and its name.

The main call of a year is named as its year is, ``2025-2026``; another says which after it: ``2025-2026-janvier``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from marshmallow import ValidationError

from clas_core.fields import Identifier
from clas_core.years import SchoolYear

LONGEST_PART = 30
"""Of what tells a call from the others of its year, in characters."""

LONGEST_CALL_NAME = 9 + 1 + LONGEST_PART
"""Of the name of a call, in characters."""

_YEAR = 9
"""A school year, in characters."""

_PART = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class CallName:
    """The name of a call: its school year, and the `part` that tells it from the main call of that year.

    In order: by year, and the main call of a year before its others.
    """

    year: SchoolYear
    part: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2025-2026`` or ``2025-2026-janvier``. Raises `ValueError` with a French sentence for anything else."""
        written, hyphen, part = text[:_YEAR], text[_YEAR : _YEAR + 1], text[_YEAR + 1 :]
        try:
            if hyphen and (hyphen != "-" or not is_part(part)):
                raise ValueError
            return cls(SchoolYear.parse(written), part)
        except ValueError:
            raise ValueError(
                f"« {text[:60]} » ne nomme pas un appel ; écrivez par exemple 2025-2026, ou 2025-2026-janvier."
            ) from None

    @classmethod
    def of(cls, call: "CallName | SchoolYear") -> "CallName":
        """Return the name of a call that is meant by it, or by a year: the main call of that year."""
        return call if isinstance(call, CallName) else cls(call)

    def __str__(self) -> str:
        return f"{self.year}-{self.part}" if self.part else str(self.year)


T = TypeVar("T")


class ByCall(Mapping[CallName, T]):
    """Something of each call of a department, by its name; a year names the main call of that year."""

    __slots__ = ("_by_name",)

    def __init__(self, by_name: Mapping[CallName, T]) -> None:
        self._by_name = dict(sorted(by_name.items()))

    def __getitem__(self, call: CallName | SchoolYear) -> T:
        return self._by_name[CallName.of(call)]

    def __iter__(self) -> Iterator[CallName]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return f"ByCall({self._by_name!r})"


class CallPart(Identifier):
    """What tells a call from the others of its year, as its file says it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if not is_part(text):
            raise ValidationError(
                f"{LONGEST_PART} caractères au plus sont attendus, une lettre d'abord, puis des minuscules sans "
                "accent, des chiffres et des traits d'union : « janvier »."
            )
        return text


def is_part(text: str) -> bool:
    """Tell whether a text may tell a call from the others of its year: it is a part of file names and addresses."""
    return len(text) <= LONGEST_PART and _PART.fullmatch(text) is not None


def year_of(call: CallName | SchoolYear) -> SchoolYear:
    """Return the school year of a call."""
    return call.year if isinstance(call, CallName) else call
