"""What a dossier is asked beyond what the calculation rests on: the questions of its year, then those of its call."""

from clas_core.departments import Campaign
from clas_core.national import Referential
from clas_core.questions import Questionnaire


def questionnaire_of(referential: Referential, campaign: Campaign) -> Questionnaire:
    """Return the questions of the nation, then the local ones; both are sealed with a deposit, as the rules are."""
    return Questionnaire((*referential.questions, *campaign.questions))
