"""What a decision would come to, while it is being typed: nothing is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clas_api.services.committees.deliberating import Deliberation, Demand, deliberate, not_eligible
from clas_core.committees.decision import Decision
from clas_core.committees.ruling import judgements


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A decision as it would be taken; `judged` is what a motive is still asked for, in words."""

    found: Deliberation
    judged: Sequence[str]


def foresee(demand: Demand, decision: Decision) -> Foreseen:
    """Return what a decision would come to if its motive were written. Raises `DepartmentUnavailable`."""
    if decision.reason.strip():
        return Foreseen(found=deliberate(demand, decision), judged=())
    judged = judgements(decision, demand.groups, demand.ruling, demand.programmes, not_eligible(demand))
    return Foreseen(found=deliberate(demand, replace(decision, reason="…")), judged=judged)
