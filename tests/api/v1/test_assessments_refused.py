"""``POST /assessments`` refuses what is wrong: every problem at once, each at its place, in French."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

JSON = dict[str, Any]
Errors = Callable[[TestResponse], dict[str, str]]


def _post(client: FlaskClient, **fields: Any) -> TestResponse:
    request = {"department": "marne", "school_year": "2025-2026", "dossier": {}, "actions": [], **fields}
    return client.post("/api/v1/assessments", json={key: each for key, each in request.items() if each is not ...})


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"dossier": ...}, "/dossier"),
        ({"dossier": None}, "/dossier"),
        ({"dossier": []}, "/dossier"),
        ({"dossier": "axes"}, "/dossier"),
        ({"dossier": {"axes": "children"}}, "/dossier/axes"),
        ({"dossier": {"axes": ["enfants"]}}, "/dossier/axes"),
        ({"dossier": {"axes": ["parents", "parents"]}}, "/dossier/axes"),
        ({"dossier": {"axes": [["parents"]]}}, "/dossier/axes"),
        ({"dossier": {"axes": [{}]}}, "/dossier/axes"),
        ({"dossier": {"beyond_homework": "oui"}}, "/dossier/beyond_homework"),
        ({"dossier": {"beyond_homework": 1}}, "/dossier/beyond_homework"),
        ({"dossier": {"deposited_on": "18/08/2025"}}, "/dossier/deposited_on"),
        ({"dossier": {"deposited_on": "2025-02-30"}}, "/dossier/deposited_on"),
        ({"dossier": {"deposited_on": 20250818}}, "/dossier/deposited_on"),
        ({"dossier": {"deposited_on": "2025-08-18T10:00:00"}}, "/dossier/deposited_on"),
        ({"dossier": {"axe": []}}, "/dossier/axe"),
        ({"actions": None}, "/actions"),
        ({"actions": {}}, "/actions"),
        ({"actions": [None]}, "/actions/0"),
        ({"actions": [{}]}, "/actions/0/label"),
        ({"actions": [{"label": ""}]}, "/actions/0/label"),
        ({"actions": [{"label": "Nord", "groups": None}]}, "/actions/0/groups"),
        ({"actions": [{"label": "Nord", "groups": [7]}]}, "/actions/0/groups/0"),
        ({"actions": [{"label": "Nord", "groups": [{"label": "A", "children": -1}]}]}, "/actions/0/groups/0/children"),
        ({"actions": [{"label": "Nord", "groups": [{"label": "A", "adults": 2.5}]}]}, "/actions/0/groups/0/adults"),
        ({"actions": [{"label": "Nord", "groups": [{"label": "A", "levels": [1]}]}]}, "/actions/0/groups/0/levels"),
        ({"actions": [{"label": "Nord", "groups": [{"children": 9}]}]}, "/actions/0/groups/0/label"),
        ({"actions": [{"label": "Nord", "groups": [{"label": "A", "nom": "X"}]}]}, "/actions/0/groups/0/nom"),
        ({"actions": [{"label": "Nord", "partner_schools": "une"}]}, "/actions/0/partner_schools"),
        ({"actions": [{"label": str(each)} for each in range(501)]}, "/actions"),
        ({"school_year": ...}, "/school_year"),
        ({"school_year": 2025}, "/school_year"),
        ({"department": []}, "/department"),
        ({"porteur": "x"}, "/porteur"),
    ],
)
def test_a_wrong_value_is_named_by_its_place(client: FlaskClient, errors: Errors, fields: JSON, place: str) -> None:
    assert list(errors(_post(client, **fields))) == [place]


def test_all_the_problems_come_at_once(client: FlaskClient, errors: Errors) -> None:
    groups: list[Any] = [{"label": "A", "children": "dix"}, {"label": "B"}, 3]
    found = errors(
        _post(client, dossier={"axes": 3, "complete": "non"}, actions=[{"label": "", "groups": groups}, "Sud"])
    )
    assert set(found) == {
        "/dossier/axes",
        "/dossier/complete",
        "/actions/0/label",
        "/actions/0/groups/0/children",
        "/actions/0/groups/2",
        "/actions/1",
    }


def test_problems_of_the_envelope_do_not_hide_those_of_the_dossier(client: FlaskClient, errors: Errors) -> None:
    """DESIGN, section 10: all errors of an input at once."""
    assert set(errors(_post(client, porteur="x", dossier={"axes": 3}))) == {"/porteur", "/dossier/axes"}


def test_a_wrong_choice_is_answered_with_the_choices(client: FlaskClient, errors: Errors) -> None:
    sentence = errors(_post(client, dossier={"axes": ["parent"]}))["/dossier/axes"]
    assert "« parents »" in sentence
    assert "children, parents, school, territory" in sentence


@pytest.mark.parametrize(
    "fields", [{"department": "nulle_part"}, {"school_year": "2030-2031"}, {"school_year": "2024-2025"}]
)
def test_nothing_is_assessed_for_an_unknown_department_year_or_call(
    client: FlaskClient, problem: Callable[..., JSON], fields: JSON
) -> None:
    assert problem(_post(client, **fields), 404)["title"] == "Introuvable"


def test_a_broken_department_answers_503_and_the_others_are_assessed(
    broken_client: FlaskClient, problem: Callable[..., JSON]
) -> None:
    problem(_post(broken_client, department="aube"), 503)
    assert _post(broken_client).status_code == 200
