"""How sheets lie on the leaves of a workbook: their names, how many rows each holds, what could not be kept."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice

from clas_core.sheets import Sheet, Value, dictionary_of

MOST_ROWS = 1_048_576
"""Of a leaf, its heading among them."""

_LONGEST_NAME = 31
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_SIGNS = " '=+-@\u2212\uff1d\uff0b\uff0d\uff20\t\r\n"
"""With what no name of a leaf begins: it could be taken for a formula, or for the mark of a text."""

_RESERVED = "history"
"""A name that Excel keeps for itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a file says of itself. `machine` asks for the names of columns and of choices, in the place of words."""

    title: str
    author: str
    made_at: datetime
    remark: str = ""
    machine: bool = False
    most_rows: int = MOST_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One leaf of a sheet, under its name."""

    name: str
    rows: Iterable[Sequence[Value]]


@dataclass(slots=True)
class Leaves:
    """The leaves of a file that is being written: what is on them, and what there is to say of it."""

    told: Told
    names: list[str] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    _written: list[Sheet] = field(default_factory=list)
    _shortened: int = 0

    def of(self, sheet: Sheet) -> Iterator[Leaf]:
        """Give the leaves that a sheet needs: one, and another each time that one is full."""
        most = self.told.most_rows - 1
        rows = iter(sheet.rows)
        first = self.name_of(sheet.title)
        self._written.append(sheet)
        shortened = self._shortened
        yield Leaf(name=first, rows=islice(rows, most))
        number = 1
        while (more := next(rows, None)) is not None:
            number += 1
            name = self.name_of(f"{sheet.title} ({number})")
            self.remarks.append((sheet.title, f"La suite est sur la feuille « {name} » : la précédente est pleine."))
            yield Leaf(name=name, rows=islice(chain((more,), rows), most))
        if count := self._shortened - shortened:
            cells = "Une cellule est coupée" if count == 1 else f"{count} cellules sont coupées"
            self.remarks.append(
                (sheet.title, f"{cells} : plus long, un texte ne tient pas dans une feuille de calcul.")
            )

    def cut(self, text: str, fitting: Callable[[str], str]) -> str:
        """Return a text as a cell holds it, and note whether it is shorter."""
        fitted = fitting(text)
        self._shortened += fitted is not text
        return fitted

    def dictionary(self) -> Sheet:
        """Return the sheet that says what the columns of those written are, and what could not be kept as it is."""
        made = dictionary_of([(sheet.title, sheet.columns) for sheet in self._written])
        blank = [None] * (len(made.columns) - 3)
        said = [(title, None, remark, *blank) for title, remark in self.remarks]
        return Sheet(name=made.name, title=made.title, columns=made.columns, rows=[*made.rows, *said])

    def name_of(self, title: str) -> str:
        """Return a name for a leaf, that every program takes and that no other one has."""
        kept = (
            " ".join(_NOT_IN_NAME.sub(" ", title).split())
            .lstrip(_FIRST_SIGNS)
            .rstrip("' ")[:_LONGEST_NAME]
            .rstrip("' ")
        )
        name = kept if kept and kept.casefold() != _RESERVED else f"Feuille {kept}".strip()
        taken = {each.casefold() for each in self.names}
        number = 1
        unique = name
        while unique.casefold() in taken:
            number += 1
            end = f" ({number})"
            unique = name[: _LONGEST_NAME - len(end)] + end
        self.names.append(unique)
        return unique
