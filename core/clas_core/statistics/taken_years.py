"""What a year that was not played here came to, as files told it: each sum with how many dossiers say so.

A file that says nothing of a figure adds nothing to it: the sum of what is said is no estimate of the whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FIGURES: Mapping[str, str] = {
    "groups": "Groupes",
    "children": "Enfants",
    "asked": "Demandé",
    "granted": "Accordé",
    "paid": "Payé",
    "settled": "Droit réel au bilan",
}
"""The figures of a dossier of a past year, in words; amounts are in cents."""

AMOUNTS = frozenset({"asked", "granted", "paid", "settled"})


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TakenFile:
    """A file that was taken in: its number among those of the department, its name, and on which day."""

    number: int
    name: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDossier:
    """One dossier of a past year: `figures` by the names of `FIGURES`, as far as its file says them."""

    siret: str
    outcome: str | None
    figures: Mapping[str, int]
    file: TakenFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenSum:
    """The sum of a figure, of `told` dossiers that say it."""

    value: int
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenYear:
    """A past year as files told it."""

    year: str
    dossiers: int
    porteurs: int
    approved: int
    sums: Mapping[str, TakenSum]
    files: Sequence[TakenFile]


def sum_taken(year: str, dossiers: Iterable[TakenDossier]) -> TakenYear | None:
    """Sum a past year; `None` where no file told anything of it."""
    found = list(dossiers)
    if not found:
        return None
    said = {name: [each.figures[name] for each in found if name in each.figures] for name in FIGURES}
    return TakenYear(
        year=year,
        dossiers=len(found),
        porteurs=len({each.siret for each in found}),
        approved=sum(each.outcome == "approved" for each in found),
        sums={name: TakenSum(value=sum(values), told=len(values)) for name, values in said.items() if values},
        files=sorted({each.file for each in found}),
    )
