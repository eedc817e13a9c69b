"""What holds of every estimate request, sound or not."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from clas_core.eligibility import LEVELS
from clas_core.plain_text import line_of

COSTS = st.one_of(
    st.decimals(min_value=0, max_value=1_000_000, places=2).map(lambda costs: f"{costs:f}"),
    st.decimals(min_value=0, max_value=20_000, places=1).map(lambda costs: f"{costs:f}"),
    st.integers(0, 20_000).map(str),
)

GROUPS = st.fixed_dictionaries(
    {
        "label": st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(line_of).filter(bool),
        "children": st.integers(5, 15),
        "running_costs": COSTS,
    },
    optional={
        "adults": st.none() | st.integers(0, 4),
        "bonuses": st.lists(st.sampled_from(["children", "parents"]), unique=True),
        "levels": st.none() | st.lists(st.sampled_from(list(LEVELS)), unique=True, max_size=3),
        "outside_school_time": st.none() | st.booleans(),
    },
)

DEPARTMENTS = st.sampled_from([None, "marne"])

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=12,
)

NAMES = st.sampled_from(["label", "children", "adults", "running_costs", "bonuses", "levels", "outside_school_time"])


def _amounts(answer: dict[str, Any]) -> list[Decimal]:
    return [Decimal(group["total"]) for group in answer["groups"]]


@settings(deadline=None, max_examples=50)
@given(groups=st.lists(GROUPS, min_size=1, max_size=8), department=DEPARTMENTS)
def test_without_explanations_nothing_but_the_explanations_is_missing(
    ask: Callable[..., TestResponse], groups: list[dict[str, Any]], department: str | None
) -> None:
    explained = ask(*groups, department=department).get_json()
    short = ask(*groups, department=department, explain=False).get_json()
    for group in explained["groups"]:
        assert group.pop("advice")
        assert bool(group.pop("steps")) is group["eligible"]
    assert short == explained


@settings(deadline=None, max_examples=40)
@given(groups=st.lists(GROUPS, min_size=1, max_size=5))
def test_the_total_is_the_sum_and_no_group_is_paid_more_than_the_published_most(
    ask: Callable[..., TestResponse], groups: list[dict[str, Any]]
) -> None:
    answer = ask(*groups, explain=False).get_json()
    assert Decimal(answer["total"]) == sum(_amounts(answer))
    assert all(Decimal(0) <= amount <= Decimal("3458.70") for amount in _amounts(answer))


@settings(deadline=None, max_examples=40)
@given(groups=st.lists(GROUPS, min_size=1, max_size=5))
def test_labels_come_back_as_given_and_in_order(ask: Callable[..., TestResponse], groups: list[dict[str, Any]]) -> None:
    for explain in (True, False):
        answer = ask(*groups, explain=explain).get_json()
        assert [group["label"] for group in answer["groups"]] == [group["label"] for group in groups]


@settings(deadline=None, max_examples=100)
@given(
    request=st.dictionaries(st.sampled_from(["school_year", "department", "groups", "explain"]), ANYTHING)
    | st.lists(st.dictionaries(NAMES, ANYTHING), min_size=1, max_size=3).map(
        lambda rows: {"school_year": "2025-2026", "groups": rows}
    )
    | ANYTHING
)
def test_whatever_json_is_sent_the_answer_is_a_sentence_and_never_a_failure(
    client: FlaskClient, problem: Callable[..., dict[str, Any]], request: Any
) -> None:
    response = client.post("/api/v1/estimates", data=json.dumps(request), content_type="application/json")
    if response.status_code != 200:
        assert response.status_code in (400, 404, 422)
        problem(response, response.status_code)


@settings(deadline=None, max_examples=40)
@given(dossier=ANYTHING, actions=ANYTHING, year=st.sampled_from(["2004-2005", "2025-2026"]))
def test_whatever_is_declared_an_assessment_never_fails(
    client: FlaskClient, problem: Callable[..., dict[str, Any]], dossier: Any, actions: Any, year: str
) -> None:
    body = json.dumps({"school_year": year, "dossier": dossier, "actions": actions})
    response = client.post("/api/v1/assessments", data=body, content_type="application/json")
    if response.status_code != 200:
        assert response.status_code in (400, 422)
        problem(response, response.status_code)
