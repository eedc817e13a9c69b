"""What a decision has approved of a dossier, as the settlement needs it."""

from collections.abc import Sequence
from uuid import UUID

from clas_api.services.desk import Desk
from clas_api.store.granted import Granted, granted_of
from clas_core.dossiers.settling import ApprovedGroup
from clas_core.errors import Refused
from clas_core.groups import Group


def approval_of(desk: Desk, dossier: UUID) -> Granted:
    """Return what the last decision on a dossier grants. Raises `Refused` unless it approves the dossier."""
    granted = granted_of(desk.session, [dossier]).get(dossier)
    if granted is None or granted.decision.outcome != "approved":
        raise Refused("Ce dossier n'est pas agréé : il n'y a rien à payer ni à solder.")
    return granted


def approved_groups(granted: Granted) -> Sequence[ApprovedGroup]:
    """Return the groups that were retained, with what was approved of each."""
    outside = [
        group.get("outside_school_time")
        for action in granted.version.content.get("actions", ())
        for group in action.get("groups", ())
    ]
    return tuple(
        ApprovedGroup(
            position=deposited.position,
            group=Group(
                label=deposited.label,
                children=deposited.children,
                running_costs=decided.running_costs_cents,
                adults=deposited.paid_adults + deposited.volunteer_adults,
                levels=tuple(deposited.levels.split()),
                outside_school_time=outside[deposited.position - 1],
                bonuses=tuple(sorted(decided.bonuses)),
            ),
            granted=decided.total_cents,
        )
        for deposited, decided in granted.groups
        if decided.retained
    )
