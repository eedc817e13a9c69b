"""What the tests of logs and metrics share: the lines written to standard error, and an application of their own."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.conftest import MakeApp

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capfdbinary: pytest.CaptureFixture[bytes]) -> Lines:
    """Return a function that gives the lines logged since it was last called, each JSON."""
    return lambda: [json.loads(line) for line in capfdbinary.readouterr().err.splitlines()]


@pytest.fixture
def client(make_app: MakeApp) -> FlaskClient:
    """Return a client of an application that logs as an installation does: a line for each request."""
    return make_app(log="requests").test_client()
