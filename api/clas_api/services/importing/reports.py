"""What becomes of a file: how many of its rows make something, tell nothing new, or are to be corrected, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clas_core.imports.columns import Target
from clas_core.imports.likeness import Nameless
from clas_core.imports.mapping import FileMapping
from clas_core.imports.reading import Fault, ReadRow
from clas_core.imports.tables import SheetTable

MOST_SHOWN = 1_000
"""Faults that a report lists; the file of rows to correct tells all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was given: its name, the digest of its bytes, the table that was found in it, and what else was
    seen."""

    filename: str
    digest: str
    table: SheetTable
    first_year: Any = 1900


@dataclass(slots=True, kw_only=True)
class Judged:
    """Rows as they were judged against what is known: those to make, those that tell nothing new, what is wrong with
    the others, and what else is to be said."""

    make: list[ReadRow] = field(default_factory=list)
    unchanged: list[ReadRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a file comes to; `nameless` are its names that stand without a SIRET. `number` is that of the import once it
    was taken in; none when it was only tried."""

    target: Target
    upload: Upload
    mapping: FileMapping
    made: int
    unchanged: int
    faults: Sequence[Fault]
    remarks: Sequence[str]
    nameless: Sequence[Nameless] = ()
    number: int | None = None

    @property
    def refused(self) -> int:
        """How many rows are to be corrected."""
        return len({each.row for each in self.faults})

    def json(self) -> Mapping[str, Any]:
        return {
            "import": self.number,
            "kind": self.target.id,
            "file": self.upload.filename,
            "rows": len(self.upload.table.rows),
            "made": self.made,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "remarks": list(self.remarks),
            "faults": [
                {"row": each.row, "column": each.column, "value": each.value, "reason": each.reason}
                for each in self.faults[:MOST_SHOWN]
            ],
            "nameless": [each.json(self.mapping.same) for each in self.nameless],
            "mapping": self.mapping.json(),
        }


def remarks_of_mapping(target: Target, mapping: FileMapping, table: SheetTable) -> list[str]:
    """Say which columns of a file serve nothing."""
    left = target.left_out({*mapping.columns, *mapping.constants})
    told = [
        f"« {each.label} » n'est pas repris : le fichier ne dit pas le reste de ce dont il fait partie."
        for each in left
    ]
    unread = [header for header in table.headers if header not in mapping.columns.values()]
    if unread:
        told.append(
            f"Colonnes du fichier qui ne sont pas reprises : {', '.join(f'« {each[:40]} »' for each in unread[:20])}."
        )
    return told
