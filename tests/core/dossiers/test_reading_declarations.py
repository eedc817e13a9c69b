"""What is asked to be assessed is read whole, or all that is wrong with it is told, each at its place."""

from typing import Any

import pytest

from clas_core.departments import Campaign
from clas_core.dossiers import read_dossier
from clas_core.dossiers.contract import MOST_ACTIONS, MOST_GROUPS, MOST_IN_ALL
from clas_core.errors import MOST_PROBLEMS, InvalidInput
from clas_core.questions import Questionnaire

GROUP = {"label": "CP", "children": 9, "adults": 2}


def refused(dossier: Any, actions: Any, **known: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as error:
        read_dossier(dossier, actions, **known)
    return {each.pointer: each.message for each in error.value.problems}


def test_facts_of_every_subject_are_read() -> None:
    declared = read_dossier({}, [{"label": "Lilas", "groups": [GROUP, GROUP]}])
    (action,) = declared.actions
    assert (action.label, action.facts["groups"]) == ("Lilas", 2)
    assert [each.label for each in action.groups] == ["CP", "CP"]
    assert action.groups[0].facts["children"] == 9
    assert declared.about_clas


def test_what_is_wrong_is_told_all_at_once() -> None:
    groups = [{**GROUP, "children": "neuf"}, "un"]
    wrong = refused({"previous_bilan": 7}, [{"label": "", "groups": groups}, {"label": 3}])
    assert {"/actions/0/label", "/actions/1/label", "/actions/0/groups/0/children", "/actions/0/groups/1"} <= set(wrong)
    assert wrong["/actions/0/label"] == "Un nom de 1 à 200 caractères est attendu."


def test_lists_are_lists_and_have_their_bounds() -> None:
    assert refused({}, "deux") == {"/actions": "Une liste est attendue."}
    assert refused({}, [{"label": "A", "groups": 4}]) == {"/actions/0/groups": "Une liste est attendue."}
    many = [{"label": "A"}] * (MOST_ACTIONS + 1)
    assert refused({}, many) == {"/actions": f"{MOST_ACTIONS + 1} éléments : {MOST_ACTIONS} au plus."}
    full = [{"label": "A", "groups": [GROUP] * MOST_GROUPS}] * (MOST_IN_ALL // MOST_GROUPS + 1)
    assert "par demande. Partagez-la en plusieurs." in refused({}, full)["/actions"]


def test_of_a_great_many_mistakes_the_first_are_told() -> None:
    wrong = refused({}, [{"label": "A", "groups": ["x"] * MOST_GROUPS}])
    assert MOST_PROBLEMS <= len(wrong) <= MOST_PROBLEMS + 5


def test_programmes_are_those_of_the_call() -> None:
    assert read_dossier({"programmes": ["cafe", "cafe"]}, [], programmes=["cafe"]).programmes == ("cafe",)
    assert not read_dossier({"programmes": ["cafe"]}, [], programmes=["cafe"]).about_clas
    unknown = refused({"programmes": ["caf", "cafe"]}, [], programmes=["cafe"])
    assert list(unknown) == ["/dossier/programmes/0"]
    assert "cafe" in unknown["/dossier/programmes/0"], "the name that was meant is said"
    for odd in ("cafe", [3], ["cafe"] * 999):
        assert "/dossier/programmes" in refused({"programmes": odd}, [])


def test_answers_are_read_by_their_questions(essai_campaign: Campaign) -> None:
    asked = Questionnaire(essai_campaign.questions)
    wrong = refused({"answers": {"essai.families": -3}}, [{"label": "A", "answers": "oui"}], questionnaire=asked)
    assert set(wrong) == {"/dossier/answers/essai.families", "/actions/0/answers"}
    assert wrong["/actions/0/answers"] == "Une table est attendue : la réponse à chaque question."
