"""What the tests of logs and metrics share: the lines written to standard error, and an application of their own."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capfdbinary: pytest.CaptureFixture[bytes]) -> Lines:
    """Return a function that gives the lines logged since it was last called, each JSON."""
    return lambda: [json.loads(line) for line in capfdbinary.readouterr().err.splitlines()]
