"""What the tests of the command line share: ``clas`` run as a shell would run it."""

import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clas_api.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit status, and what it wrote."""

    status: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


class _Given(io.BytesIO):
    """Standard input, by its usual name."""

    name = "<stdin>"


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Go to an empty folder, with nothing of the platform in the environment; return the folder."""
    monkeypatch.chdir(tmp_path)
    for variable in [each for each in os.environ if each.startswith("CLAS_")]:
        monkeypatch.delenv(variable)
    return tmp_path


@pytest.fixture
def clas(shell: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Ran]:
    """Return a function that runs ``clas`` with arguments, perhaps standard input and environment variables.

    The command ends by the same door as the console script, so the exit status is the one that a shell sees.
    """

    def run(*arguments: str | Path, given: bytes = b"", **environment: str) -> Ran:
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["clas", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(_Given(given), encoding="utf-8"))
            capfdbinary.readouterr()
            try:
                main()
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(end.code is not None)
            written = capfdbinary.readouterr()
        return Ran(status, written.out.decode(), written.err.decode())

    return run
