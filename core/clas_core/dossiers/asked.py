"""What a dossier is asked: the questions of its year, then those of its call, in the order of its pages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from clas_core.departments import Campaign
from clas_core.departments.difference import compared
from clas_core.errors import Problem
from clas_core.national import Change, Referential, read_referential
from clas_core.questions import KNOWN, Question, Questionnaire
from clas_core.questions.references import faults_of_references


def questionnaire_of(referential: Referential, campaign: Campaign) -> Questionnaire:
    """Return the questions of the nation and the local ones; both are sealed with a deposit, as the rules are."""
    questions = _said_by_the_call((*national_questions(referential), *campaign.questions), campaign)
    return Questionnaire(tuple(questions), {each.id: each.label for each in campaign.programmes})


def national_questions(referential: Referential) -> Sequence[Question]:
    """Return the questions of the nation.

    Rules of before the questions of a dossier, or those of a bilan, were data ask what the first year whose questions
    are data does.
    """
    asked = referential.questions
    told = {each.subject for each in asked if each.id in KNOWN}
    if told >= _KNOWN_OF:
        return asked
    return (*(each for each in first_questions().questions if each.subject not in told), *asked)


_KNOWN_OF = frozenset(each.subject for each in KNOWN.values())


@cache
def first_questions() -> Questionnaire:
    """Return what was asked while the questions were not data yet: the words have not changed since."""
    first = read_referential(files("clas_core.national") / "data" / "2024-2025.toml")
    return Questionnaire(tuple(each for each in first.questions if each.id in KNOWN))


def national_references(campaign: Campaign, referential: Referential) -> Iterator[Problem]:
    """Report the questions of a call that follow on national ones (`when`, `paired`) that its year does not have, or
    that they cannot follow. Paths are those of its file."""
    known = {each.id: each for each in national_questions(referential)}
    return faults_of_references(campaign.questions, known, str(campaign.school_year))


def _said_by_the_call(questions: Sequence[Question], campaign: Campaign) -> Iterator[Question]:
    """Yield the questions in the words of the call: it says which bilan is told of, and whether it is needed."""
    for each in questions:
        if each.id == "previous_bilan" and (bilan := campaign.bilan):
            yield replace(
                each,
                label=f"Le bilan {bilan.about} est :",
                short=f"bilan {bilan.about}",
                hint=f"Pour ce bilan, le document du département indique : « {bilan.service} ».",
                required=each.required or bilan.needed_for_next_deposit,
            )
        else:
            yield each


OF_A_DOSSIER = ("dossier", "action", "group")
"""What is asked about on the pages of a dossier."""


def questions_changed(older: Questionnaire, newer: Questionnaire) -> Sequence[Change]:
    """Return which questions of a dossier came, went or became others, in the words of a porteur."""
    before, after = (
        {question.id: question.described for subject in OF_A_DOSSIER for question in each.of(subject)}
        for each in (older, newer)
    )
    return tuple(compared("Question", "questions", before, after))
