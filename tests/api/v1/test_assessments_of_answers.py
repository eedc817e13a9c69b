"""``POST /assessments`` judges answers to questions too: unknown until given, refused when they are none."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from clas_core.departments import DepartmentPlugin
from tests.api.departments import MakeDepartment
from tests.asked import question

RULES = """
[[criteria]]
id = "essai.fair"
subject = "group"
question = "essai.fee"
kind = "at_most"
max = 20
severity = "blocking"
label = "20 € au plus"
message = "Une famille paie 20 € au plus."
source = "note"
standing = "published"
checked_on = 2026-11-21
"""


@pytest.fixture(scope="module")
def client(make_department: MakeDepartment, with_department: Callable[[DepartmentPlugin], FlaskClient]) -> FlaskClient:
    return with_department(make_department(more=question("essai.fee", "group", "amount") + RULES))


def post(client: FlaskClient, answers: Any) -> Any:
    group = {"label": "CE2", "children": 10, "adults": 2, **({} if answers is None else {"answers": answers})}
    body = {
        "department": "essai",
        "school_year": "2025-2026",
        "dossier": {},
        "actions": [{"label": "Nord", "groups": [group]}],
    }
    return client.post("/api/v1/assessments", json=body)


@pytest.mark.parametrize(
    ("answers", "verdict", "given"),
    [
        (None, "unknown", None),
        ({}, "unknown", None),
        ({"essai.fee": "20.00"}, "met", "20.00"),
        ({"essai.fee": "20.01"}, "not_met", "20.01"),
    ],
)
def test_an_answer_is_judged_and_is_unknown_until_it_is_given(
    client: FlaskClient, answers: Any, verdict: str, given: str | None
) -> None:
    found = post(client, answers).get_json()["actions"][0]["groups"][0]["findings"]
    assert [(each["verdict"], each["given"]) for each in found if each["criterion"] == "essai.fair"] == [
        (verdict, given)
    ]


def test_what_is_no_answer_is_refused_at_its_place(client: FlaskClient) -> None:
    refused = post(client, {"essai.fee": 20, "essai.fees": "1.00"})
    assert refused.status_code == 422
    place = "/actions/0/groups/0/answers"
    assert {each["pointer"] for each in refused.get_json()["errors"]} == {f"{place}/essai.fee", f"{place}/essai.fees"}
    assert post(client, ["20.00"]).get_json()["errors"][0]["pointer"] == place
