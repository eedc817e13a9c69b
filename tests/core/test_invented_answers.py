"""An invented answer is one that the question takes, whatever its kind and its bounds."""

import pytest

from clas_core.departments import campaign_of_text
from clas_core.questions import KINDS, Questionnaire, with_invented
from clas_core.questions.answers import fault_of
from clas_core.years import SchoolYear
from tests.asked import of_each_kind
from tests.core.test_funders import SAID

YEAR = SchoolYear(2025)
BOUNDS = {
    "text": ("least = 30", "most = 40"),
    "narrative": ("least = 5", "most = 12"),
    "lines": ("least = 2",),
    "whole": ("least = 20", "most = 25"),
    "amount": ("least = 3", "most = 5"),
    "several_of": ("least = 2",),
}


@pytest.mark.parametrize("bounds", [{}, BOUNDS], ids=["as they are", "bounded"])
def test_each_required_question_is_given_an_answer_that_it_takes(bounds: dict[str, tuple[str, ...]]) -> None:
    written = of_each_kind(["dossier"], "required = true", slug="essai")
    for kind, more in bounds.items():
        said = f'kind = "{kind}"'
        written = written.replace(said, "\n".join((said, *more)))
    campaign = campaign_of_text(f"{SAID}\n{written}", "essai", name="essai")
    asked = Questionnaire([each for each in campaign.questions if each.id.startswith("essai.dossier_")])
    answers = with_invented(asked, "dossier", {}, "association", YEAR)
    assert {each.kind for each in asked.questions} == set(KINDS)
    assert set(answers) == {each.id for each in asked.questions}
    faults = {each.id: fault_of(each, answers[each.id]) for each in asked.questions}
    assert not any(faults.values()), faults
    assert with_invented(asked, "dossier", {"answers": answers}, "association", YEAR) == answers
