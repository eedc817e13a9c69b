"""What a department adds to an estimate: aid on top of the Ps, criteria that tighten, failures that stay its own."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from clas_core.departments import DepartmentPlugin, LocalAid
from clas_core.groups import Group
from clas_core.years import SchoolYear

Row = Callable[..., dict[str, Any]]
Serve = Callable[[DepartmentPlugin], FlaskClient]
MakeDepartment = Callable[..., DepartmentPlugin]

SUPPLEMENT = """
[[supplements]]
id = "ville"
label = "Aide de la ville"
amount = 150.50
source = "note"
"""

THREE_ADULTS = """
[[criteria]]
id = "essai.three_adults"
subject = "group"
kind = "at_least"
field = "adults"
min = 3
severity = "blocking"
label = "trois adultes"
message = "Ici, trois adultes encadrent chaque groupe."
source = "note"
standing = "published"
checked_on = 2026-11-21
"""


def _estimate(client: FlaskClient, *groups: dict[str, Any], **fields: Any) -> dict[str, Any]:
    request = {"department": "essai", "school_year": "2025-2026", "groups": groups, **fields}
    response = client.post("/api/v1/estimates", json=request)
    assert response.status_code == 200, response.get_data(as_text=True)
    answer: dict[str, Any] = response.get_json()
    return answer


def test_a_supplement_of_the_file_is_added_and_shown(
    make_department: MakeDepartment, with_department: Serve, row: Row
) -> None:
    answer = _estimate(with_department(make_department(more=SUPPLEMENT)), row(bonuses=["parents"]))
    (group,) = answer["groups"]
    assert group["supplements"] == [
        {"id": "ville", "label": "Aide de la ville", "amount": "150.50", "source": "Note d'essai"}
    ]
    assert (group["ps"], group["total"], answer["total"]) == ("2800.70", "3280.20", "3280.20")
    assert group["steps"][-1]["operands"] == ["2800.70", "329.00", "150.50"]


def test_a_group_that_is_not_eligible_gets_no_supplement(
    make_department: MakeDepartment, with_department: Serve, row: Row
) -> None:
    (group,) = _estimate(with_department(make_department(more=SUPPLEMENT)), row(children=7))["groups"]
    assert (group["supplements"], group["total"]) == ([], "0.00")


@pytest.mark.parametrize("explain", [True, False])
def test_a_supplement_written_in_code_sees_the_group_and_its_ps(
    make_department: MakeDepartment, with_department: Serve, row: Row, explain: bool
) -> None:
    def tenth(school_year: SchoolYear, group: Group, ps: int) -> list[LocalAid]:
        return [LocalAid(id="dixieme", label=group.label, amount=Decimal(ps // 10).scaleb(-2), source="Délibération")]

    client = with_department(make_department(clas_supplements=tenth))
    (group,) = _estimate(client, row(running_costs="1000.00"), explain=explain)["groups"]
    assert [aid["amount"] for aid in group["supplements"]] == ["33.00"]
    assert group["total"] == "363.00"


def test_a_local_criterion_refuses_what_the_national_rules_accept(
    make_department: MakeDepartment, with_department: Serve, row: Row
) -> None:
    client = with_department(make_department(more=THREE_ADULTS))
    (here,) = _estimate(client, row())["groups"]
    (elsewhere,) = _estimate(client, row(), department="marne")["groups"]
    assert [reason["criterion"] for reason in here["reasons"]] == ["essai.three_adults"]
    assert (here["total"], elsewhere["total"]) == ("0.00", "2800.70")


def test_code_that_crashes_answers_503_for_its_department_alone(
    make_department: MakeDepartment, with_department: Serve, row: Row, problem: Callable[..., dict[str, Any]]
) -> None:
    def crash(school_year: SchoolYear, group: Group, ps: int) -> list[LocalAid]:
        raise RuntimeError("secret de fabrication")

    client = with_department(make_department(clas_supplements=crash))
    request = {"department": "essai", "school_year": "2025-2026", "groups": [row()]}
    response = client.post("/api/v1/estimates", json=request)
    assert "essai" in problem(response, 503)["detail"]
    assert "secret de fabrication" not in response.get_data(as_text=True)
    assert _estimate(client, row(), department="marne")["total"] == "2800.70"


def test_a_department_that_is_broken_answers_503(
    broken_client: FlaskClient, row: Row, problem: Callable[..., dict[str, Any]]
) -> None:
    request = {"department": "aube", "school_year": "2025-2026", "groups": [row()]}
    found = problem(broken_client.post("/api/v1/estimates", json=request), 503)
    assert found["type"] == "urn:clas:problem:department-unavailable"
    assert "aube" in found["detail"]
    assert _estimate(broken_client, row(), department="marne")["total"] == "2800.70"
