"""Beginning a dossier from last year's: each question says whether its answer is carried, or must be given anew."""

from collections.abc import Sequence
from typing import Any

from clas_core.dossiers.content import DossierContent
from clas_core.dossiers.kept_contents import kept_content
from clas_core.dossiers.schemas import SECTIONS
from clas_core.questions import Questionnaire, answer_in
from clas_core.questions.answers import fault_of
from clas_core.questions.placing import put_in


def sections_carried(questionnaire: Questionnaire) -> tuple[Sequence[str], Sequence[str]]:
    """Return the sections of a dossier that a new year begins with, and those that are of one year alone.

    The actions are kept, and of each group its costs and counts are to be said anew.
    """
    carried = {each.place[0] for each in questionnaire.on("dossier") if each.known and each.carried} | {"actions"}
    sections = [each for each in SECTIONS if each != "answers"]
    anew = [each for each in sections if each not in carried]
    return [each for each in sections if each in carried], ["groups", *anew]


def copied_for_next_year(content: DossierContent, questionnaire: Questionnaire) -> DossierContent:
    """Return the draft that a new year begins with, `questionnaire` being what that year asks.

    Kept: the actions and their groups, and the answers to questions that say so and that still answer them. Left open:
    counts, costs, bonuses, the budget and whatever is signed, since each is a statement about one year.
    """

    def carried(said: object, subject: str) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for question in questionnaire.on(subject):
            answer = answer_in(question, said) if question.carried else None
            if answer not in (None, []) and not fault_of(question, answer):
                put_in(kept, question, answer)
        return kept

    actions = [
        {**carried(action, "action"), "groups": [carried(group, "group") for group in action.groups]}
        for action in content.actions
    ]
    return kept_content({**carried(content, "dossier"), "actions": actions})
