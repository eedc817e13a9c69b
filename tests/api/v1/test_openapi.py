"""The OpenAPI document: always valid, complete, and true of every answer."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # published without types
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

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


def _template_of(document: JSON, path: str) -> str:
    matching = [each for each in document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+?", each), path)]
    return str(max(matching, key=len))  # the most literal one


def _documented(document: JSON, path: str, method: str, status: int) -> JSON:
    """Return what the document says of one answer of an operation, its references followed."""
    responses = document["paths"][_template_of(document, path)][method]["responses"]
    found: JSON = responses.get(str(status), responses["default"])
    if "$ref" in found:
        found = document["components"]["responses"][found["$ref"].rsplit("/", 1)[1]]
    return found


def _faults(document: JSON, path: str, method: str, response: TestResponse) -> list[str]:
    """Return how `response` differs from what the document says of it."""
    content = _documented(document, path, method, response.status_code)["content"]
    if response.mimetype not in content:
        return [f"{response.mimetype} is not one of {list(content)}"]
    if not response.is_json:
        return []
    schema = {**content[response.mimetype]["schema"], "components": document["components"]}
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(response.get_json())]


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


def test_each_documented_operation_is_tried_below(document: JSON) -> None:
    tried = {_template_of(document, path) for path in (*READ, *(path for path, _ in SENT))}
    assert tried == set(document["paths"])


@pytest.mark.parametrize("path", READ)
def test_each_answer_is_the_documented_one(client: FlaskClient, document: JSON, path: str) -> None:
    assert _faults(document, path, "get", client.get(path)) == []


@pytest.mark.parametrize(("path", "body"), SENT)
def test_each_sound_request_is_answered_as_documented(
    client: FlaskClient, document: JSON, path: str, body: JSON
) -> None:
    response = client.post(path, json=body)
    assert response.status_code == 200
    assert _faults(document, path, "post", response) == []


@pytest.mark.parametrize(("path", "body"), WRONG)
def test_each_refusal_is_the_documented_one(client: FlaskClient, document: JSON, path: str, body: JSON) -> None:
    assert _faults(document, path, "post", client.post(path, json=body)) == []


def test_a_broken_department_is_listed_as_documented(broken_client: FlaskClient, document: JSON) -> None:
    path = "/api/v1/departments"
    assert _faults(document, path, "get", broken_client.get(path)) == []
    assert _faults(document, f"{path}/aube", "get", broken_client.get(f"{path}/aube")) == []


def test_the_examples_of_the_document_work(client: FlaskClient, document: JSON) -> None:
    examples = {
        path: each["post"]["requestBody"]["content"]["application/json"]["example"]
        for path, each in document["paths"].items()
        if "post" in each
    }
    assert set(examples) == {"/api/v1/estimates", "/api/v1/assessments"}
    assert client.post("/api/v1/estimates", json=examples["/api/v1/estimates"]).get_json()["total"] == "3129.70"
    assert client.post("/api/v1/assessments", json=examples["/api/v1/assessments"]).status_code == 200


@pytest.mark.parametrize(("path", "body"), SENT)
def test_the_documented_form_of_a_request_accepts_what_the_service_accepts(
    document: JSON, path: str, body: JSON
) -> None:
    content = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    schema = {**content["schema"], "components": document["components"]}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(body)] == []
