"""Last year's answers stand beside the blanks: of the action and group of the same name, and of no other."""

from clas_core.departments import Campaign
from clas_core.dossiers import questionnaire_of
from clas_core.dossiers.last_year import places_of_last_year, told_of_last_year
from clas_core.national import Referential

OLDER = {
    "common_costs": "600.00",
    "actions": [
        {"title": "Lilas", "groups": [{"label": "CP", "children": 9}, {"label": "CE1", "children": 11}]},
        {"title": "", "groups": [{"label": "sans nom"}]},
    ],
}


def test_groups_are_found_by_their_names_wherever_they_stand() -> None:
    content = {
        "actions": [
            {"title": "Neuve", "groups": [{"label": "CP"}]},
            {"title": " LILAS ", "groups": [{"label": "CE2"}, {"label": "ce1"}]},
            {"title": None},
        ]
    }
    found = places_of_last_year(content, OLDER)
    assert set(found) == {"", "actions/1", "actions/1/groups/1"}
    assert found["actions/1/groups/1"]["children"] == 11
    assert found[""] is OLDER


def test_without_a_name_in_common_nothing_is_told_of_it() -> None:
    assert places_of_last_year({}, {}) == {"": {}}
    assert set(places_of_last_year({"actions": [{"title": ""}]}, OLDER)) == {""}


def test_what_is_asked_anew_is_told_in_words_and_what_is_carried_is_not(
    referential_2025: Referential, essai_campaign: Campaign
) -> None:
    asked = questionnaire_of(referential_2025, essai_campaign)
    told = told_of_last_year(asked, "dossier", {"previous_bilan": "filed", "common_costs": "600.00"})
    assert told["previous_bilan"] == "déposé"
    carried = {each.id for each in asked.on("dossier") if each.carried}
    narratives = {each.id for each in asked.on("dossier") if each.kind == "narrative"}
    assert not set(told) & (carried | narratives)
    assert told_of_last_year(asked, "dossier", {}) == {}
