"""Beginning a dossier from last year's: what describes the project is kept, what must be said anew is left open."""

from dataclasses import replace

from clas_core.dossiers.content import DossierAction, DossierContent, DossierGroup

KEPT = ("contact", "actions", "axes", "beyond_homework", "articulations")
"""The sections that a new year begins with."""
TO_ANSWER = ("groups", "common_costs", "budget", "previous_bilan", "attestations")
"""What is of one year alone: the counts, costs and bonuses of each group, and what is signed."""


def copied_for_next_year(content: DossierContent) -> DossierContent:
    """Return the draft that a new year begins with.

    Kept: the contact, the actions with their places, schools and descriptions, the groups by name and level, the
    axes, the articulations. Left open: counts, costs, bonuses, the budget and whatever is signed, since each is a
    statement about one year.
    """
    return DossierContent(
        contact=content.contact,
        actions=tuple(_copied_action(action) for action in content.actions),
        axes=dict(content.axes),
        beyond_homework=content.beyond_homework,
        articulations=content.articulations,
    )


def _copied_action(action: DossierAction) -> DossierAction:
    return replace(action, groups=tuple(_copied_group(group) for group in action.groups))


def _copied_group(group: DossierGroup) -> DossierGroup:
    return DossierGroup(
        label=group.label,
        levels=group.levels,
        sessions_per_week=group.sessions_per_week,
        weeks=group.weeks,
        outside_school_time=group.outside_school_time,
    )
