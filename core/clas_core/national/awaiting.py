"""What a year of rules still waits for, thing by thing: figures, bonuses and criteria that no text publishes yet,
questions that nobody has confirmed. Amounts and answers that rest on them are provisional."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from clas_core.national.referential import Referential

Family = Literal["figures", "bonuses", "criteria", "questions"]
FAMILIES: Mapping[Family, str] = MappingProxyType(
    {
        "figures": "Les chiffres publiés",
        "bonuses": "Les montants des bonus",
        "criteria": "Les critères publiés",
        "questions": "Les questions confirmées",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """One thing that waits: its `place`, as ``clas referentials confirm`` names it, what it is in words, and the day on
    which it was last compared with its source, where one is known."""

    family: Family
    place: str
    label: str
    since: date | None


def awaited(year: Referential) -> Sequence[Awaited]:
    """Return all that a year still waits for, in the order of its file."""
    return tuple(_each(year))


def _each(year: Referential) -> Iterator[Awaited]:
    for figure in year.figures():
        if figure.standing == "expected" or figure.to_confirm:
            yield Awaited(family="figures", place=figure.id, label=figure.label, since=figure.checked_on)
    for bonus in year.bonuses:
        if bonus.amount is None:
            yield Awaited(family="bonuses", place=f"bonuses.{bonus.id}", label=bonus.label, since=None)
    for _, criterion in year.rules.criteria:
        if criterion.standing == "expected":
            place = f"criteria.{criterion.id}"
            yield Awaited(family="criteria", place=place, label=criterion.label, since=criterion.checked_on)
    for question in year.questions:
        if question.to_confirm:
            label = question.short or question.label
            yield Awaited(family="questions", place=f"questions.{question.id}", label=label, since=None)
