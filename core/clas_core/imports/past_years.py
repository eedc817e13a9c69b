"""What a department knows of a year that was not played here: an archive of what files tell, and nothing besides.

It is no dossier: nothing of it was deposited, judged or sealed on the platform, and no rule is applied to it. What the
file does not say is not known; a figure is never completed by another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from clas_core.dossiers.lifecycle import OUTCOMES as KNOWN
from clas_core.dossiers.lifecycle import STATES
from clas_core.fields import Cents, Choice, JsonDay, Line, Whole, YearField
from clas_core.porteurs import Siret
from clas_core.strict import StrictSchema
from clas_core.years import SchoolYear

OUTCOMES: Mapping[str, str] = MappingProxyType({each: STATES[each] for each in KNOWN})
"""What a committee decides, with how it is written."""

LARGEST = 1_000_000_000_00
"""In cents: more than that of one dossier is another column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastYear:
    """One dossier of a past year as a file tells it; amounts are in cents, `None` wherever the file says nothing.

    `asked`, `granted`, `paid` and `settled` are what was asked, decided, paid in all, and due after the bilan.
    """

    school_year: SchoolYear
    siret: str
    name: str
    reference: str
    title: str
    outcome: str | None
    groups: int | None
    children: int | None
    asked: int | None
    granted: int | None
    decided_on: date | None
    paid: int | None
    paid_on: date | None
    settled: int | None
    real_children: int | None

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells one dossier from another: its number; where files number none, its action."""
        return str(self.school_year), self.siret, self.reference or self.title


def outside_bounds(past: PastYear, least: int, most: int) -> str:
    """Say why the children of a past dossier fit no number of groups of `least` to `most` children; nothing where they
    fit, or where the file does not say how many they are."""
    if past.children is None or past.groups == 0:
        return ""
    ended = f"alors qu'un groupe de {past.school_year} compte de {least} à {most} enfants"
    if past.groups is None:
        groups = -(-past.children // most)
        fits = past.children == 0 or least * groups <= past.children
        return "" if fits else f"{past.children} enfants, qui ne font aucun nombre de groupes, {ended}"
    if least * past.groups <= past.children <= most * past.groups:
        return ""
    return f"{past.children} enfants en {past.groups} groupe{'s' if past.groups > 1 else ''}, {ended}"


class PastYearSchema(StrictSchema):
    """A dossier of a past year as JSON."""

    makes = PastYear

    school_year = YearField(required=True)
    siret = Siret(required=True, longest=30)
    name = Line(required=True, longest=200)
    reference = Line(load_default="", longest=80)
    title = Line(load_default="", longest=400)
    outcome = Choice(OUTCOMES, load_default=None)
    groups = Whole(load_default=None, most=1_000)
    children = Whole(load_default=None, most=20_000)
    asked = Cents(load_default=None, most=LARGEST)
    granted = Cents(load_default=None, most=LARGEST)
    decided_on = JsonDay(load_default=None)
    paid = Cents(load_default=None, most=LARGEST)
    paid_on = JsonDay(load_default=None)
    settled = Cents(load_default=None, most=LARGEST)
    real_children = Whole(load_default=None, most=20_000)
