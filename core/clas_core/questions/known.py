"""The questions that the core knows: what each must be, since the calculation, the criteria or the JSON rest on it.

A file of a year says how they are put (words, hint, tighter bounds, page, rank); it cannot do without one, nor make of
it another kind of question. Their answers have a place of their own in the JSON of a dossier, and are not in `answers`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from clas_core.limits import LONGEST_TEXT
from clas_core.mail_addresses import address_fault

LONGEST_LINE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the core needs of a question: its `place` in the JSON of its subject, and the `most` it can keep.

    What is `needed` is required of everybody, always: a result rests on it. Those that are `together` are answered as
    one thing, of which one is enough. `bonus` is asked of a group that a bonus was granted to, alone. `foreseen` is
    the figure of the dossier that foresaw it, where no question alone did. `fault` says what is wrong with an answer of
    the right kind.
    """

    subject: str
    kind: str
    place: tuple[str, ...]
    most: int | None = None
    needed: bool = False
    together: str = ""
    bonus: bool = False
    foreseen: str = ""
    choices: Sequence[str] = ()
    fault: Callable[[str], str] | None = None


def _line(subject: str, *place: str, most: int = LONGEST_LINE, **more: Any) -> Known:
    return Known(subject=subject, kind="text", place=place, most=most, **more)


def _narrative(subject: str, *place: str, **more: Any) -> Known:
    return Known(subject=subject, kind="narrative", place=place, most=LONGEST_TEXT, **more)


def _count(subject: str, name: str, most: int, **more: Any) -> Known:
    return Known(subject=subject, kind="whole", place=(name,), most=most, **more)


def _costs(subject: str, **more: Any) -> Known:
    return Known(subject=subject, kind="amount", place=("running_costs",), most=1_000_000, needed=True, **more)


PREVIOUS_BILANS = ("filed", "not_filed", "not_concerned")
AXES = ("children", "parents", "school", "territory")
SCHEMES = ("reaap", "pre", "pedt", "local_project", "other")

KNOWN: Mapping[str, Known] = MappingProxyType(
    {
        "contact.name": _line("dossier", "contact", "name"),
        "contact.email": _line("dossier", "contact", "email", fault=address_fault),
        "contact.phone": _line("dossier", "contact", "phone"),
        **{f"axes.{axis}": _narrative("dossier", "axes", axis, needed=True) for axis in AXES},
        "beyond_homework": Known(subject="dossier", kind="yes_no", place=("beyond_homework",), needed=True),
        **{
            f"articulations.{scheme}": _narrative("dossier", "articulations", scheme, together="articulations")
            for scheme in SCHEMES
        },
        "common_costs": Known(subject="dossier", kind="amount", place=("common_costs",), most=100_000_000),
        "previous_bilan": Known(subject="dossier", kind="one_of", place=("previous_bilan",), choices=PREVIOUS_BILANS),
        "action.title": _line("action", "title"),
        "action.description": _narrative("action", "description"),
        "action.schools": Known(subject="action", kind="lines", place=("schools",), most=50),
        "action.address": _line("action", "place", "address"),
        "action.postal_code": _line("action", "place", "postal_code"),
        "action.city": _line("action", "place", "city", most=120),
        "action.territory": _line("action", "place", "territory"),
        "group.label": _line("group", "label"),
        "group.levels": Known(subject="group", kind="several_of", place=("levels",), needed=True),
        "group.children": _count("group", "children", 1_000, needed=True),
        "group.paid_adults": _count("group", "paid_adults", 1_000, needed=True),
        "group.volunteer_adults": _count("group", "volunteer_adults", 1_000, needed=True),
        "group.sessions_per_week": _count("group", "sessions_per_week", 14),
        "group.weeks": _count("group", "weeks", 53),
        "group.outside_school_time": Known(subject="group", kind="yes_no", place=("outside_school_time",), needed=True),
        "group.running_costs": _costs("group"),
        "bilan_group.children": Known(subject="bilan_group", kind="by_level", place=("children",), needed=True),
        "bilan_group.attendance": Known(
            subject="bilan_group", kind="tenths", place=("attendance",), most=1_000, needed=True
        ),
        "bilan_group.sessions_held": _count("bilan_group", "sessions_held", 1_000, foreseen="sessions"),
        "bilan_group.parents": _count("bilan_group", "parents", 10_000),
        "bilan_group.paid_adults": _count("bilan_group", "paid_adults", 1_000, needed=True),
        "bilan_group.volunteer_adults": _count("bilan_group", "volunteer_adults", 1_000, needed=True),
        "bilan_group.running_costs": _costs("bilan_group"),
        "bilan_group.bonus_use": _narrative("bilan_group", "bonus_use", bonus=True),
        "bilan.schools": _count("bilan", "schools", 1_000),
        **{f"bilan.axes.{axis}": _narrative("bilan", "axes", axis) for axis in AXES},
    }
)
"""By identifier, in the order of the JSON. The levels that may be chosen are those of `clas_core.eligibility`."""

TOGETHER: Mapping[str, str] = MappingProxyType({"articulations": "articulation avec les autres dispositifs"})
"""What is answered by one question at least of several: how that is called where none is."""
