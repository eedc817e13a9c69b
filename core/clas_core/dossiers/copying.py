"""Beginning a dossier from last year's: what describes the project is kept, what must be said anew is left open."""

from dataclasses import replace

from clas_core.dossiers.content import DossierAction, DossierContent, DossierGroup
from clas_core.questions.answers import NO_QUESTIONS, Answers, Questionnaire, fault_of

KEPT = ("contact", "actions", "axes", "beyond_homework", "articulations")
"""The sections that a new year begins with."""
TO_ANSWER = ("groups", "common_costs", "budget", "previous_bilan", "attestations")
"""What is of one year alone: the counts, costs and bonuses of each group, and what is signed."""


def copied_for_next_year(content: DossierContent, questionnaire: Questionnaire = NO_QUESTIONS) -> DossierContent:
    """Return the draft that a new year begins with, `questionnaire` being what that year asks.

    Kept: the contact, the actions with their places, schools and descriptions, the groups by name and level, the
    axes, the articulations, the answers to questions that say so. Left open: counts, costs, bonuses, the budget and
    whatever is signed, since each is a statement about one year.
    """

    def carried(subject: str, answers: Answers) -> Answers:
        asked = {each.id: each for each in questionnaire.of(subject) if each.carried}
        return {name: each for name, each in answers.items() if name in asked and not fault_of(asked[name], each)}

    def copied(action: DossierAction) -> DossierAction:
        groups = tuple(
            replace(_copied_group(group), answers=carried("group", group.answers)) for group in action.groups
        )
        return replace(action, groups=groups, answers=carried("action", action.answers))

    return DossierContent(
        contact=content.contact,
        actions=tuple(map(copied, content.actions)),
        axes=dict(content.axes),
        beyond_homework=content.beyond_homework,
        articulations=content.articulations,
        answers=carried("dossier", content.answers),
    )


def _copied_group(group: DossierGroup) -> DossierGroup:
    return DossierGroup(
        label=group.label,
        levels=group.levels,
        sessions_per_week=group.sessions_per_week,
        weeks=group.weeks,
        outside_school_time=group.outside_school_time,
    )
