"""Where a dossier stands in its year: the milestones that everybody counts by, and the last one that it reached.

There are fewer of them than states: a porteur wants to know what is behind and what comes, not each turn of the way.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from clas_core.dossiers.lifecycle import State

Milestone = Literal["deposited", "examined", "decided", "notified", "running", "bilan_filed", "settled"]

MILESTONES: Mapping[Milestone, str] = MappingProxyType(
    {
        "deposited": "déposé",
        "examined": "étudié",
        "decided": "comité",
        "notified": "notifié",
        "running": "en cours",
        "bilan_filed": "bilan",
        "settled": "soldé",
    }
)
"""The milestones in the order of the year, with how they are written."""

_REACHED: Mapping[State, Milestone] = MappingProxyType(
    {
        "deposited": "deposited",
        "complements_asked": "deposited",
        "admissible": "deposited",
        "inadmissible": "deposited",
        "withdrawn": "deposited",
        "examined": "examined",
        "approved": "decided",
        "reserve": "decided",
        "deferred": "decided",
        "refused": "decided",
        "notified": "notified",
        "running": "running",
        "bilan_filed": "bilan_filed",
        "settled": "settled",
    }
)

_LAST: frozenset[State] = frozenset({"inadmissible", "withdrawn", "settled", "closed"})


def milestone_of(state: State, *, notified: bool = False, settled: bool = False) -> Milestone | None:
    """Return the last milestone that a dossier reached; `None` for one that was never deposited.

    A dossier that is closed, or given up, no longer says how far it went: whether it was `notified` or `settled` tells.
    """
    if state == "closed" or (state == "withdrawn" and notified):
        return "settled" if settled else "notified" if notified else "deposited"
    return _REACHED.get(state)


def is_over(state: State, outcome: str | None = None) -> bool:
    """Tell whether no milestone follows; `outcome` is that of the decision that was told, where there is one.

    A waiting list and an adjournment are decided again.
    """
    return state in _LAST or (state == "notified" and outcome == "refused")
