"""The OpenAPI document: always valid, complete, and true of every answer."""

import re
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # published without types
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.promises import faults_of, template_of

JSON = dict[str, Any]

MARNE = "/api/v1/departments/marne/campaigns/2025-2026"
SEINE_ET_MARNE = "/api/v1/departments/seine_et_marne/campaigns/2024-2025"

READ = [
    "/api/v1/departments",
    "/api/v1/departments/marne",
    "/api/v1/departments/seine_et_marne",
    MARNE,
    SEINE_ET_MARNE,
    f"{MARNE}/calendar.ics",
    f"{MARNE}/framing-note.html",
    f"{MARNE}/framing-note.md",
    f"{MARNE}/framing-note.pdf",
    f"{MARNE}/form.html",
    f"{MARNE}/form.md",
    f"{MARNE}/form.pdf",
    f"{MARNE}/open-data",
    "/api/v1/open-data",
    f"{SEINE_ET_MARNE}/call.html",
    f"{SEINE_ET_MARNE}/call.md",
    f"{SEINE_ET_MARNE}/call.pdf",
    "/api/v1/referentials",
    "/api/v1/referentials/2004-2005",
    "/api/v1/referentials/2024-2025",
    "/api/v1/referentials/2025-2026",
    "/api/v1/referentials/2004-2005/differences/2025-2026",
    "/health",
    "/health/ready",
]

GROUP = {"label": "A", "children": 10, "adults": 2, "running_costs": "9000", "bonuses": ["children", "parents"]}
REFUSED = {"label": "B", "children": 7, "running_costs": "10.5", "levels": ["maternelle"], "outside_school_time": False}

SENT: list[tuple[str, JSON]] = [
    ("/api/v1/estimates", {"school_year": "2025-2026", "groups": [GROUP, REFUSED]}),
    ("/api/v1/estimates", {"school_year": "2025-2026", "groups": [GROUP, REFUSED], "explain": False}),
    ("/api/v1/estimates", {"school_year": "2025-2026", "department": "marne", "groups": [GROUP]}),
    ("/api/v1/estimates", {"school_year": "2024-2025", "department": "seine_et_marne", "groups": [REFUSED]}),
    ("/api/v1/estimates", {"school_year": "2004-2005", "groups": [REFUSED]}),
    ("/api/v1/assessments", {"school_year": "2025-2026", "dossier": {}}),
    (
        "/api/v1/assessments",
        {
            "school_year": "2025-2026",
            "department": "marne",
            "dossier": {"axes": ["parents"], "beyond_homework": True, "deposited_on": "2025-09-01"},
            "actions": [{"label": "Nord", "groups": [{"label": "A", "children": 8, "levels": ["cp"]}]}],
        },
    ),
]

WRONG: list[tuple[str, JSON]] = [
    ("/api/v1/estimates", {"school_year": "2025-2026", "groups": [{}]}),
    ("/api/v1/estimates", {"school_year": "1999-2000", "groups": [GROUP]}),
    ("/api/v1/assessments", {"school_year": "2025-2026", "dossier": {"axes": 3}}),
]


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> JSON:
    found: JSON = client.get("/api/v1/openapi.json").get_json()
    return found


def test_the_document_is_valid_openapi_3_1(document: JSON) -> None:
    assert document["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_document_names_every_route_of_the_service(app: Flask, document: JSON) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/v1/", "/health")) and not rule.rule.endswith("openapi.json")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    named = {(path, method) for path, each in document["paths"].items() for method in each if method != "parameters"}
    assert named == routes
    assert len(routes) > 10


def _somewhere(path: str) -> str:
    """Return an address of this form that leads to nothing."""
    return re.sub(r"{\w+}", str(uuid4()), re.sub(r"{(number|one|other)}", "1", path.replace("{amount}", "demande")))


def test_each_documented_operation_that_needs_nobody_is_tried_below(client: FlaskClient, document: JSON) -> None:
    tried = {template_of(document, path) for path in (*READ, *(path for path, _ in SENT))}
    open_to_all = {
        path
        for path, operations in document["paths"].items()
        if "get" in operations and client.get(_somewhere(path)).status_code not in (401, 405)
    }
    assert tried <= set(document["paths"])
    assert open_to_all <= tried


@pytest.mark.parametrize("path", READ)
def test_each_answer_is_the_documented_one(client: FlaskClient, document: JSON, path: str) -> None:
    assert faults_of(document, path, "get", client.get(path)) == []


@pytest.mark.parametrize(("path", "body"), SENT)
def test_each_sound_request_is_answered_as_documented(
    client: FlaskClient, document: JSON, path: str, body: JSON
) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 200
    assert faults_of(document, path, "post", response) == []


@pytest.mark.parametrize(("path", "body"), WRONG)
def test_each_refusal_is_the_documented_one(client: FlaskClient, document: JSON, path: str, body: JSON) -> None:
    assert faults_of(document, path, "post", client.post(path, json=body)) == []


def test_a_broken_department_is_listed_as_documented(broken_client: FlaskClient, document: JSON) -> None:
    path = "/api/v1/departments"
    assert faults_of(document, path, "get", broken_client.get(path)) == []
    assert faults_of(document, f"{path}/aube", "get", broken_client.get(f"{path}/aube")) == []


def test_the_examples_of_the_document_work(client: FlaskClient, document: JSON) -> None:
    bodies = {path: each["post"].get("requestBody", {}) for path, each in document["paths"].items() if "post" in each}
    forms = {path: each.get("content", {}).get("application/json", {}) for path, each in bodies.items()}
    examples = {path: each["example"] for path, each in forms.items() if "example" in each}
    assert set(examples) == {"/api/v1/estimates", "/api/v1/estimates.{form}", "/api/v1/assessments"}
    assert client.post("/api/v1/estimates.pdf", json=examples["/api/v1/estimates.{form}"]).status_code == 200
    assert client.post("/api/v1/estimates", json=examples["/api/v1/estimates"]).get_json()["total"] == "3129.70"
    assert client.post("/api/v1/assessments", json=examples["/api/v1/assessments"]).status_code == 200


@pytest.mark.parametrize(("path", "body"), SENT)
def test_the_documented_form_of_a_request_accepts_what_the_service_accepts(
    document: JSON, path: str, body: JSON
) -> None:
    content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    schema = {**content["schema"], "components": document["components"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(body)] == []
