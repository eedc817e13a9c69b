"""A column of a sheet: its name for machines, its words for people, the kind of its values, where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

Kind = Literal["text", "code", "whole", "tenths", "amount", "day", "moment", "yes_no", "several"]

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "texte",
        "code": "code, gardé en texte",
        "whole": "nombre entier",
        "tenths": "nombre, avec une décimale",
        "amount": "montant",
        "day": "jour",
        "moment": "jour et heure de Paris",
        "yes_no": "oui ou non",
        "several": "un ou plusieurs choix",
    }
)
"""What the values of a column are, in words."""

_UNITS: Mapping[Kind, str] = MappingProxyType({"amount": "€"})

_WIDTHS: Mapping[Kind, int] = MappingProxyType(
    {"text": 28, "code": 16, "whole": 10, "tenths": 10, "amount": 14, "day": 12, "moment": 17, "yes_no": 9}
)
"""How wide a column is, in signs, by its kind."""

Value = str | int | date | datetime | Sequence[str] | None
"""Of a cell: cents for an amount, tenths for `tenths`, a truth value for `yes_no`; `None` where nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. `choices` are the words of its values, where these are identifiers: people read those, machines these.
    `unit` is that of its kind unless it says another; `source` where its values come from, in words."""

    name: str
    label: str
    kind: Kind = "text"
    source: str
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def measured_in(self) -> str:
        """The unit of its values, or nothing."""
        return self.unit or _UNITS.get(self.kind, "")

    @property
    def width(self) -> int:
        """How wide it is shown, in signs: its heading may take two lines."""
        return max(_WIDTHS.get(self.kind, 28), min(len(self.label) // 2 + 2, 30))
