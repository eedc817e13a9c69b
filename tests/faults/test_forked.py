"""Processes that are forked are what the true command is: they answer, they fail, and they die, as it does."""

import os
import signal
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import monotonic

import pytest

from tests import forked
from tests.forked import EVERY, Forked, as_a_command
from tests.installations import PATIENCE, Installation, Service

Install = Callable[..., Installation]


@pytest.fixture(params=[0, 1], ids=["the true command", "forked"])
def first(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Have the next processes start in one way, then in the other."""
    number: int = request.param
    monkeypatch.setattr(forked, "_numbers", count(number, EVERY))
    return number


def test_a_command_says_and_ends_the_same(install: Install, first: int) -> None:
    installation = install("sqlite", CLAS_TODAY="2025-08-18")
    assert "2025-08-18" in installation.clas("config", "show")
    installation.clas("departments", "show", "nulle-part", status=2)
    installation.clas("config", "check", status=1, CLAS_TODAY="demain")
    installation.clas("--pas-une-option", status=2)


def test_a_line_of_a_shell_says_and_ends_the_same(tmp_path: Path) -> None:
    inherited, path = as_a_command(tmp_path), f"{tmp_path}{os.pathsep}{os.environ['PATH']}"

    def run(line: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "PATH": path}
        order, given = ["bash", "-c", line], [inherited] if inherited else []
        return subprocess.run(order, env=environment, pass_fds=given, capture_output=True, text=True, check=False)

    group = '{"school_year": "2025-2026", "groups": [{"label": "CE2", "children": 10, "running_costs": "9000.00"}]}'
    assert "2\u202f800,70" in run(f"echo '{group}' | clas estimate - | cat").stdout
    refused = run("CLAS_TODAY=demain clas config check")
    assert refused.returncode == 1
    assert "CLAS_TODAY" in refused.stdout
    unknown = run("clas departments show nulle-part")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "nulle-part" in unknown.stderr


def test_a_service_dies_with_its_whole_group(install: Install, first: int) -> None:
    service = Service.start(install("sqlite"), settings={"CLAS_TODAY": "2025-08-18"}, workers=2)
    assert isinstance(service.process, Forked) is bool(first)
    group = service.process.pid
    assert os.getpgid(group) == os.getsid(group) == group != os.getpgid(0)
    members = [each for each in map(_pid, Path("/proc").iterdir()) if each and _group_of(each) == group]
    assert len(members) >= 3, "two processes, and the one that watches over them"
    service.kill()
    assert service.process.poll() == -signal.SIGKILL
    deadline = monotonic() + PATIENCE
    while left := [each for each in members if _runs(each)]:
        assert monotonic() < deadline, f"{left} outlive the power cut"


def test_a_service_that_is_asked_to_end_ends_well(install: Install, first: int) -> None:
    service = Service.start(install("sqlite"), settings={"CLAS_TODAY": "2025-08-18"})
    assert service.process.poll() is None
    service.stop()
    assert service.process.poll() == 0


def _pid(entry: Path) -> int:
    return int(entry.name) if entry.name.isdigit() else 0


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _runs(pid: int) -> bool:
    """Tell whether a process is there, and not only its end, which nobody has asked for yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
