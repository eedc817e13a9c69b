"""``POST /assessments``: which criteria a dossier meets, misses, or leaves open, with the evidence."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from clas_core.departments import DepartmentPlugin

JSON = dict[str, Any]
Assess = Callable[..., JSON]

AXES = ["children", "parents", "school", "territory"]
SOUND_DOSSIER = {
    "axes": AXES,
    "beyond_homework": True,
    "deposited_on": "2025-08-18",
    "deposited_online": True,
    "previous_bilan_filed": True,
}
SOUND_GROUP = {"label": "CE2-CM1", "children": 10, "adults": 2, "levels": ["ce2"], "outside_school_time": True}


@pytest.fixture(scope="module")
def assess(client: FlaskClient) -> Assess:
    def post(dossier: JSON | None = None, *groups: JSON, **fields: Any) -> JSON:
        request = {
            "department": "marne",
            "school_year": "2025-2026",
            "dossier": SOUND_DOSSIER if dossier is None else dossier,
            "actions": [{"label": "Quartier nord", "groups": list(groups or (SOUND_GROUP,))}],
            **fields,
        }
        response = client.post("/api/v1/assessments", json=request)
        assert response.status_code == 200, response.get_data(as_text=True)
        answer: JSON = response.get_json()
        return answer

    return post


def _verdicts(findings: list[JSON]) -> dict[str, str]:
    return {finding["criterion"]: finding["verdict"] for finding in findings}


def test_a_dossier_that_meets_everything_is_admissible_and_eligible(assess: Assess) -> None:
    answer = assess()
    assert (answer["admissible"], answer["eligible"], answer["provisional"]) == ("met", "met", False)
    assert set(_verdicts(answer["findings"]).values()) == {"met"}
    (action,) = answer["actions"]
    assert (action["label"], action["verdict"]) == ("Quartier nord", "met")
    assert [(group["label"], group["verdict"]) for group in action["groups"]] == [("CE2-CM1", "met")]
    assert all(finding["message"] is None for finding in answer["findings"])


def test_the_deadline_counts_its_whole_day_and_not_the_next(assess: Assess) -> None:
    in_time = assess({**SOUND_DOSSIER, "deposited_on": "2025-08-18"})
    late = assess({**SOUND_DOSSIER, "deposited_on": "2025-08-19"})
    assert (in_time["admissible"], late["admissible"]) == ("met", "not_met")
    (finding,) = [each for each in late["findings"] if each["verdict"] == "not_met"]
    assert (finding["criterion"], finding["origin"], finding["decides"]) == ("marne.deadline", "marne", "admissibility")
    assert finding["given"] == "2025-08-19"
    assert "18 août 2025" in finding["expected"]
    assert "18 août 2025" in finding["message"]
    assert late["eligible"] == "met"


@pytest.mark.parametrize(
    ("fact", "criterion"), [("deposited_online", "marne.online"), ("previous_bilan_filed", "marne.previous_bilan")]
)
def test_a_missed_condition_of_the_department_makes_the_dossier_inadmissible(
    assess: Assess, fact: str, criterion: str
) -> None:
    answer = assess({**SOUND_DOSSIER, fact: False})
    assert answer["admissible"] == "not_met"
    assert _verdicts(answer["findings"])[criterion] == "not_met"


def test_one_missing_axis_is_enough_not_to_be_eligible(assess: Assess) -> None:
    answer = assess({**SOUND_DOSSIER, "axes": AXES[:3]})
    (finding,) = [each for each in answer["findings"] if each["verdict"] == "not_met"]
    assert (answer["eligible"], answer["admissible"]) == ("not_met", "met")
    assert (finding["criterion"], finding["origin"], finding["given"]) == ("dossier.axes", "national", AXES[:3])
    assert finding["source"]


def test_homework_help_alone_is_not_clas(assess: Assess) -> None:
    assert assess({**SOUND_DOSSIER, "beyond_homework": False})["eligible"] == "not_met"


@pytest.mark.parametrize("missing", [{}, {"axes": None, "beyond_homework": None, "deposited_on": None}])
def test_what_is_not_said_is_unknown_and_never_refused(assess: Assess, missing: JSON) -> None:
    answer = assess(missing, {"label": "Sans réponse"})
    assert (answer["admissible"], answer["eligible"]) == ("unknown", "unknown")
    groups = answer["actions"][0]["groups"]
    every = [*answer["findings"], *groups[0]["findings"]]
    assert {(finding["verdict"], finding["given"]) for finding in every} == {("unknown", None)}
    assert all(finding["message"] and finding["expected"] for finding in every)


def test_a_dossier_without_actions_is_not_judged_on_its_groups(assess: Assess) -> None:
    assert assess(None, actions=[])["eligible"] == "unknown"


def test_a_group_that_misses_a_criterion_does_not_sink_the_dossier(assess: Assess) -> None:
    refused = {**SOUND_GROUP, "label": "Trop petit", "children": 7}
    mixed, alone = assess(None, SOUND_GROUP, refused), assess(None, refused)
    assert [group["verdict"] for group in mixed["actions"][0]["groups"]] == ["met", "not_met"]
    assert (mixed["eligible"], alone["eligible"]) == ("met", "not_met")


@pytest.mark.parametrize(
    ("fact", "value", "criterion"),
    [
        ("children", 13, "group.children"),
        ("adults", 1, "group.adults"),
        ("levels", ["cp", "maternelle"], "group.levels"),
        ("levels", [], "group.levels"),
        ("outside_school_time", False, "group.outside_school_time"),
    ],
)
def test_each_criterion_of_a_group_is_judged(assess: Assess, fact: str, value: Any, criterion: str) -> None:
    findings = assess(None, {**SOUND_GROUP, fact: value})["actions"][0]["groups"][0]["findings"]
    assert {name for name, verdict in _verdicts(findings).items() if verdict == "not_met"} == {criterion}


def test_without_a_department_only_the_national_rules_speak(assess: Assess) -> None:
    answer = assess(None, department=None)
    assert answer["department"] is None
    assert {finding["origin"] for finding in answer["findings"]} == {"national"}


def test_a_dossier_assessed_by_expected_rules_is_provisional(assess: Assess) -> None:
    assert assess(None, department="seine_et_marne", school_year="2024-2025")["provisional"] is True


def test_a_local_criterion_is_added_to_the_national_ones(
    make_department: Callable[..., DepartmentPlugin], with_department: Callable[[DepartmentPlugin], FlaskClient]
) -> None:
    criterion = """
    [[criteria]]
    id = "essai.schools"
    subject = "action"
    kind = "at_least"
    field = "partner_schools"
    min = 1
    severity = "blocking"
    label = "une école partenaire"
    message = "Chaque action a une école partenaire."
    source = "note"
    standing = "published"
    checked_on = 2026-11-21
    """
    request = {
        "department": "essai",
        "school_year": "2025-2026",
        "dossier": SOUND_DOSSIER,
        "actions": [{"label": "Seule", "partner_schools": 0, "groups": [SOUND_GROUP]}],
    }
    answer = with_department(make_department(more=criterion)).post("/api/v1/assessments", json=request).get_json()
    (action,) = answer["actions"]
    assert [(each["criterion"], each["origin"], each["verdict"]) for each in action["findings"]] == [
        ("essai.schools", "essai", "not_met")
    ]
    assert action["groups"][0]["verdict"] == "not_met"
    assert answer["eligible"] == "not_met"
