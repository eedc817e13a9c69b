"""Each answer carries the digest of the rules and the version of the department that made it."""

from importlib.metadata import version
from typing import Any

import pytest
from flask.testing import FlaskClient

RULES = "Clas-Referential-Digest"
DEPARTMENT = "Clas-Department-Version"

GROUP = {"label": "A", "children": 10, "running_costs": "100"}


@pytest.fixture(scope="module")
def digests(client: FlaskClient) -> dict[str, str]:
    listed = client.get("/api/v1/referentials").get_json()["referentials"]
    return {each["school_year"]: each["digest"] for each in listed}


@pytest.mark.parametrize("explain", [True, False])
@pytest.mark.parametrize(
    ("department", "year", "distribution"),
    [("marne", "2025-2026", "clas-marne"), ("seine_et_marne", "2024-2025", "clas-seine-et-marne")],
)
def test_an_estimate_is_signed(
    client: FlaskClient, digests: dict[str, str], department: str, year: str, distribution: str, explain: bool
) -> None:
    request = {"department": department, "school_year": year, "groups": [GROUP], "explain": explain}
    response = client.post("/api/v1/estimates", json=request)
    assert response.headers[RULES] == digests[year] == response.get_json()["referential"]["digest"]
    assert response.headers[DEPARTMENT] == f"{department} {version(distribution)}"


@pytest.mark.parametrize("path", ["/api/v1/estimates", "/api/v1/assessments"])
def test_without_a_department_no_department_signs(client: FlaskClient, digests: dict[str, str], path: str) -> None:
    parts: dict[str, Any] = {"groups": [GROUP]} if path.endswith("estimates") else {"dossier": {}}
    response = client.post(path, json={"school_year": "2004-2005", **parts})
    assert response.headers[RULES] == digests["2004-2005"]
    assert DEPARTMENT not in response.headers


def test_an_assessment_is_signed(client: FlaskClient, digests: dict[str, str]) -> None:
    request = {"department": "marne", "school_year": "2025-2026", "dossier": {}}
    response = client.post("/api/v1/assessments", json=request)
    assert response.headers[RULES] == digests["2025-2026"] == response.get_json()["referential"]["digest"]
    assert response.headers[DEPARTMENT] == f"marne {version('clas-marne')}"


@pytest.mark.parametrize("below", ["", "/campaigns/2025-2026", "/campaigns/2025-2026/calendar.ics"])
def test_what_a_department_says_is_signed_by_it(client: FlaskClient, below: str) -> None:
    response = client.get(f"/api/v1/departments/marne{below}")
    assert response.headers[DEPARTMENT] == f"marne {version('clas-marne')}"


@pytest.mark.parametrize("form", ["html", "md", "pdf"])
def test_a_document_is_signed_by_both(client: FlaskClient, digests: dict[str, str], form: str) -> None:
    response = client.get(f"/api/v1/departments/marne/campaigns/2025-2026/framing-note.{form}")
    assert response.headers[RULES] == digests["2025-2026"]
    assert response.headers[DEPARTMENT] == f"marne {version('clas-marne')}"


def test_a_refusal_signs_nothing(client: FlaskClient) -> None:
    response = client.post("/api/v1/estimates", json={"school_year": "2025-2026", "groups": []})
    assert not {RULES, DEPARTMENT} & set(response.headers.keys())
