"""What a dossier is asked beyond what the calculation rests on: the questions of its year, then those of its call."""

from collections.abc import Sequence

from clas_core.departments import Campaign
from clas_core.departments.difference import compared
from clas_core.national import Change, Referential
from clas_core.questions import Questionnaire


def questionnaire_of(referential: Referential, campaign: Campaign) -> Questionnaire:
    """Return the questions of the nation, then the local ones; both are sealed with a deposit, as the rules are."""
    return Questionnaire((*referential.questions, *campaign.questions))


OF_A_DOSSIER = ("dossier", "action", "group")
"""What is asked about on the pages of a dossier."""


def questions_changed(older: Questionnaire, newer: Questionnaire) -> Sequence[Change]:
    """Return which questions of a dossier came, went or became others, in the words of a porteur."""
    before, after = (
        {question.id: question.described for subject in OF_A_DOSSIER for question in each.of(subject)}
        for each in (older, newer)
    )
    return tuple(compared("Question", "questions", before, after))
