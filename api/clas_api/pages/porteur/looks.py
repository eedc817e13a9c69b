"""How the fields of the questions that the core knows look, where their kind does not say it: presentation alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from clas_core.questions import Question
from clas_core.questions.known import AXES


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`columns` is the width of a field that stands beside others; without it, a field has a line of its own."""

    columns: str = ""
    type: str = "text"
    mode: str = ""
    autocomplete: str = "off"
    rows: int = 4
    suggested: str = ""
    inline: bool = False


_A_THIRD = "col-6 col-sm-4"
_KINDS: Mapping[str, Look] = MappingProxyType(
    {
        "whole": Look(mode="numeric"),
        "tenths": Look(mode="decimal"),
        "amount": Look(mode="decimal"),
        "lines": Look(rows=3),
    }
)
_AXIS = Look(rows=7)
_COUNT = Look(mode="numeric", columns=_A_THIRD)
_HALF = Look(mode="numeric", columns="col-sm-6")
_LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "contact.name": Look(autocomplete="name"),
        "contact.email": Look(type="email", autocomplete="email"),
        "contact.phone": Look(type="tel", autocomplete="tel"),
        "axes.children": _AXIS,
        "axes.parents": _AXIS,
        "axes.school": _AXIS,
        "axes.territory": _AXIS,
        "action.description": Look(rows=8),
        "action.postal_code": Look(mode="numeric", columns="col-sm-4"),
        "action.city": Look(columns="col-sm-8", autocomplete="on", suggested="communes"),
        "group.levels": Look(inline=True),
        "group.children": _COUNT,
        "group.paid_adults": _COUNT,
        "group.volunteer_adults": _COUNT,
        "group.sessions_per_week": _COUNT,
        "group.weeks": _COUNT,
        **{f"bilan.axes.{axis}": _AXIS for axis in AXES},
        "bilan_group.sessions_held": _HALF,
        "bilan_group.parents": _HALF,
        "bilan_group.paid_adults": _HALF,
        "bilan_group.volunteer_adults": _HALF,
        "bilan_group.bonus_use": Look(rows=5),
    }
)
_PLAIN = Look()


def look_of(question: Question) -> Look:
    """Return how the field of a question looks."""
    return _LOOKS.get(question.id) or _KINDS.get(question.kind, _PLAIN)
