"""The ``clas`` that pip installs: its exit status, and its manners in a pipe."""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

CLAS = str(Path(sysconfig.get_path("scripts")) / "clas")


def _run(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLAS_")}
    return subprocess.run(
        [CLAS, *arguments],
        check=False,
        cwd=folder,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("--version",), 0), (("db", "check"), 1), (("departments", "x"), 2)],
    ids=["done", "no", "wrong"],
)
def test_the_exit_status_says_done_no_or_wrong(tmp_path: Path, arguments: tuple[str, ...], status: int) -> None:
    """DESIGN, section 6: 0 done, 1 the answer is no, 2 wrong usage or bad input."""
    assert _run(tmp_path, *arguments).returncode == status


def test_an_estimate_comes_from_a_pipe(tmp_path: Path) -> None:
    request = '{"school_year": "2025-2026", "groups": [{"label": "A", "children": 10, "running_costs": "8000"}]}'
    done = _run(tmp_path, "estimate", "-", given=request)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2\u202f640,00\u00a0€" in done.stdout


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    """``clas note … | head``: not a word. The status is the one that click gives to a closed pipe."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [CLAS, "note", "marne", "2025-2026"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (1, b"")


def test_french_is_written_whatever_the_terminal_says(tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [CLAS, "departments", "show", "marne"]
    done = subprocess.run(command, check=True, cwd=tmp_path, env=environment, capture_output=True, timeout=120)
    assert "18 août 2025" in done.stdout.decode()
