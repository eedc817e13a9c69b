"""What a committee decides in the tests, of a dossier as it stands."""

from dataclasses import replace
from uuid import UUID

from clas_api.scenario import Seat
from clas_core.committees.decision import Decision, RetainedGroup
from clas_core.dossiers.lifecycle import Outcome
from tests.stages import World

FIRST = RetainedGroup(position=1, retained=True, running_costs=850_000, bonuses={"children": "Au-delà du socle."})
SECOND = RetainedGroup(position=2, retained=True, running_costs=550_000)
"""The groups of `tests.casts.two_groups`, as they were asked."""


def decide(world: World, dossier: str, decision: Decision | None = None) -> None:
    """Bring a deposit before a session, which decides of it, as it was asked or otherwise."""
    (brought,) = [each for each in world.cast.parts if world.made.dossiers.get(each.key) == UUID(dossier)]
    end = "approved" if decision is None else decision.outcome
    cast = replace(
        world.cast,
        parts=(replace(brought, end=end, decided=decision),),
        sitting=replace(world.cast.sitting, body="departmental"),
        seats=(Seat(institution="caf", name="Dominique Roy", presides=True),),
    )
    world.tell(cast, after="deposited", until="closed", made=world.made)


def otherwise(outcome: Outcome, reason: str) -> Decision:
    """Return a decision that approves nothing."""
    return Decision(outcome=outcome, reason=reason)


def second_alone(running_costs: int) -> Decision:
    """Return a decision that keeps the second group alone, at these costs in cents."""
    first = RetainedGroup(position=1, retained=False, running_costs=0)
    kept = replace(SECOND, running_costs=running_costs)
    return Decision(outcome="approved", reason="Un seul groupe.", groups=(first, kept))
