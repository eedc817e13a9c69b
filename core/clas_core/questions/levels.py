"""Girls and boys by school level: one answer, that counts children and names none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError

from clas_core.fields import Choice, Listing, Table, Whole
from clas_core.strict import StrictSchema

LEVELS: Mapping[str, str] = MappingProxyType(
    {
        "maternelle": "maternelle",
        "cp": "CP",
        "ce1": "CE1",
        "ce2": "CE2",
        "cm1": "CM1",
        "cm2": "CM2",
        "6e": "6e",
        "5e": "5e",
        "4e": "4e",
        "3e": "3e",
        "seconde": "seconde",
        "premiere": "première",
        "terminale": "terminale",
        "superieur": "études supérieures",
    }
)
"""School levels in order, with how they are written. Those outside the Clas are there so that they can be refused."""

SEXES: Mapping[str, tuple[str, str]] = MappingProxyType({"girls": ("fille", "filles"), "boys": ("garçon", "garçons")})
"""How one is called, and several are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCount:
    """How many girls and boys of one level."""

    level: str
    girls: int
    boys: int


class LevelCountSchema(StrictSchema):
    makes = LevelCount

    level = Choice(LEVELS, required=True)
    girls = Whole(most=1_000, required=True)
    boys = Whole(most=1_000, required=True)


def levels_field(**options: Any) -> Listing:
    """Return the field that reads such an answer; that a level is told twice is for `told_twice` to say."""
    return Listing(Table(LevelCountSchema), most=len(LEVELS), **options)


def told_twice(counts: Sequence[LevelCount]) -> Iterator[tuple[int, str]]:
    """Yield the rank of each count whose level was told before, and what is wrong with it."""
    levels = [each.level for each in counts]
    for rank, level in enumerate(levels):
        if level in levels[:rank]:
            yield rank, f"Le niveau {level} est donné deux fois."


def each_level_once(counts: Sequence[LevelCount]) -> None:
    """Raise `ValidationError` for a level that is told twice."""
    for _, fault in told_twice(counts):
        raise ValidationError(fault)


def levels_json(counts: Sequence[LevelCount]) -> list[dict[str, Any]]:
    """Return such an answer as JSON values."""
    return [{"level": each.level, "girls": each.girls, "boys": each.boys} for each in counts]


def children_of(counts: Sequence[Mapping[str, Any]]) -> int:
    """Return how many children such an answer, as JSON, counts."""
    return sum(each["girls"] + each["boys"] for each in counts)


def write_levels(counts: Sequence[Mapping[str, Any]]) -> str:
    """Write such an answer, as JSON: ``7 enfants (CE2 : 5 filles, 1 garçon ; CM1 : 1 fille, 0 garçon)``."""
    total = children_of(counts)
    levels = " ; ".join(
        f"{LEVELS.get(each['level'], each['level'])} : "
        + ", ".join(f"{each[sex]} {names[each[sex] > 1]}" for sex, names in SEXES.items())
        for each in counts
    )
    return f"{total} enfant{'s' if total > 1 else ''} ({levels})"
