"""What the tests of the JSON service share: sound requests, and readers of refusals."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

JSON = dict[str, Any]

_REQUIRED = {"type", "title", "status", "detail"}


@pytest.fixture(scope="session")
def row() -> Callable[..., JSON]:
    """Return a function that makes a sound group of a request, some fields changed, or left out when ``...``."""

    def make(**fields: Any) -> JSON:
        sound = {"label": "CE2-CM1", "children": 10, "adults": 2, "running_costs": "9000.00", **fields}
        return {key: value for key, value in sound.items() if value is not ...}

    return make


@pytest.fixture(scope="session")
def ask(client: FlaskClient) -> Callable[..., TestResponse]:
    """Return a function that posts an estimate request: its groups, and its other fields by name."""

    def post(*groups: Any, **fields: Any) -> TestResponse:
        request = {"school_year": "2025-2026", "groups": list(groups), **fields}
        return client.post("/api/v1/estimates", json={key: each for key, each in request.items() if each is not ...})

    return post


@pytest.fixture(scope="session")
def estimate(ask: Callable[..., TestResponse]) -> Callable[..., JSON]:
    """Return a function that asks for an estimate which must be given."""

    def read(*groups: Any, **fields: Any) -> JSON:
        response = ask(*groups, **fields)
        assert response.status_code == 200, response.get_data(as_text=True)
        answer: JSON = response.get_json()
        return answer

    return read


@pytest.fixture(scope="session")
def problem(assert_french: Callable[[str], None]) -> Callable[..., JSON]:
    """Return a function that reads an answer as a problem (RFC 9457) of some status, and holds it to the contract."""

    def read(response: TestResponse, status: int) -> JSON:
        body = response.get_data(as_text=True)
        assert response.status_code == status, body
        assert response.mimetype == "application/problem+json"
        assert "Traceback" not in body
        found: JSON = json.loads(body)
        assert set(found) - {"errors"} == _REQUIRED
        assert found["status"] == status
        for sentence in (found["title"], found["detail"], *(each["detail"] for each in found.get("errors", ()))):
            assert_french(sentence)
        return found

    return read


@pytest.fixture(scope="session")
def errors(problem: Callable[..., JSON]) -> Callable[[TestResponse], dict[str, str]]:
    """Return a function that gives what is wrong in a refused input (422), by its place."""

    def read(response: TestResponse) -> dict[str, str]:
        return {each["pointer"]: each["detail"] for each in problem(response, 422)["errors"]}

    return read
