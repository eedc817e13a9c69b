"""What a dossier waits for: the one thing that comes next in its life, whose it is, and by which day.

The lifecycle says which steps there are; here is which of them comes first, and what is awaited beyond the state:
complements, a bilan, a payment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal

from clas_core.dossiers.lifecycle import ACTORS, Outcome, State, steps_from

Whose = Literal["porteur", "caf", "committee", "nobody"]

_FIRST: Mapping[str, Whose] = MappingProxyType(
    {
        "notify": "caf",
        "begin": "caf",
        "settle": "caf",
        "approve": "committee",
        "close": "caf",
        "find_admissible": "caf",
        "examine": "caf",
        "deposit": "porteur",
        "file_bilan": "porteur",
    }
)
"""The steps that come first, the most pressing before the others, and whose each is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a dossier waits for beyond its state: until when complements and a bilan are awaited from its porteur,
    which payment is to be made, by its kind (`advance`, `balance`, `recovery`), and by when."""

    complements: date | None = None
    bilan: date | None = None
    payment: str | None = None
    payment_due: date | None = None


NOTHING = Waiting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What comes next: the name of a step, or `complements`, `judge_late`, `complete`, `pay`, `recover`, `nothing`;
    whose it is, by which day where one is known, and whether that is over."""

    name: str
    whose: Whose
    due: date | None = None
    late: bool = False


def following(state: State, outcome: Outcome | None, waiting: Waiting, today: date) -> Following:
    """Return what comes next of a dossier, whoever does it; what is awaited comes before the steps of its state.

    An advance is put first once its day is over; what is due at the settlement, at once.
    """
    if state == "complements_asked" and waiting.complements is not None:
        if waiting.complements < today:
            return Following(name="judge_late", whose="caf", due=waiting.complements, late=True)
        return Following(name="complements", whose="porteur", due=waiting.complements)
    late_payment = waiting.payment_due is not None and waiting.payment_due < today
    if waiting.payment is not None and (state == "settled" or (late_payment and state == "running")):
        name = "recover" if waiting.payment == "recovery" else "pay"
        return Following(name=name, whose="caf", due=waiting.payment_due, late=late_payment)
    if state == "notified" and outcome == "deferred":
        return Following(name="complete", whose="caf")
    found = _first_step(state, outcome)
    if found.name != "file_bilan":
        return found
    late = waiting.bilan is not None and waiting.bilan < today
    return Following(name=found.name, whose=found.whose, due=waiting.bilan, late=late)


@cache
def _first_step(state: State, outcome: Outcome | None) -> Following:
    names = {each.name for each in steps_from(state, ACTORS, outcome)}
    for name, whose in _FIRST.items():
        if name in names:
            return Following(name=name, whose=whose)
    return Following(name="nothing", whose="nobody")
