"""Before a file is served, and while it is: which answers that were given its questions do not take any more."""

from dataclasses import replace

from clas_core.departments import Campaign
from clas_core.questions.answers import Questionnaire
from clas_core.questions.fitting import unfit_answers
from clas_core.questions.question import Option


def test_what_fits_is_not_named_and_what_does_not_is_with_the_reason(essai_campaign: Campaign) -> None:
    asked = Questionnaire(essai_campaign.questions)
    given = {"essai.room": "Salle des fêtes", "essai.families": 12, "essai.snack": True, "essai.snack_by": "families"}
    assert list(unfit_answers(asked, "dossier", given)) == []
    assert dict(unfit_answers(asked, "dossier", {"essai.gone": "x", "essai.families": -3, "essai.room": 5})) == {
        "essai.gone": "la question n'est plus posée",
        "essai.families": "la réponse n'est plus admise",
        "essai.room": "la réponse n'est plus admise",
    }


def test_the_choice_that_is_gone_is_named_of_one_and_of_several(essai_campaign: Campaign) -> None:
    fewer = tuple(
        replace(each, choices=(Option(id="other", label="Autre"),)) if each.choices else each
        for each in essai_campaign.questions
    )
    asked = Questionnaire(fewer)
    one = dict(unfit_answers(asked, "dossier", {"essai.snack_by": "families"}))
    assert one == {"essai.snack_by": "le choix « families » n'est plus proposé"}
    several = dict(unfit_answers(asked, "group", {"essai.days": ["other", "monday"]}))
    assert several == {"essai.days": "le choix « monday » n'est plus proposé"}
