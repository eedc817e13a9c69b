"""Every command that a guide shows is run: a guide that lies is a bug."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.forked import as_a_command

ROOT = Path(__file__).parents[2]
GUIDES = (
    "README.md",
    "CONTRIBUTING.md",
    "plugins/README.md",
    "docs/equipe-nationale.md",
    "docs/exploitation.md",
    "docs/droits-des-personnes.md",
)
BY_THE_TRUE_COMMAND = "README.md"
"""The guide whose commands start as a user's do; those of the others are forked (`tests.forked`): importing is most of
each, and here there are dozens."""

_BLOCK = re.compile(r"^```(?:sh|toml(?= .))([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(guide: str) -> list[tuple[str, str]]:
    """Return the shell blocks of a guide, and the files that it writes: their mark, or the file, and their lines."""
    return [(mark.strip(), body) for mark, body in _BLOCK.findall((ROOT / guide).read_text(encoding="utf-8"))]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the folders that the guides' commands work in."""
    for name in ("core/clas_core/national", "plugins", "docs/controle"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_of_a_guide_run(guide: str, checkout: Path, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CLAS_")}
    (own := tmp_path / "bin").mkdir()
    inherited = [] if guide == BY_THE_TRUE_COMMAND else [as_a_command(own)]
    environment["PATH"] = os.pathsep.join((str(own), str(Path(sys.executable).parent), environment["PATH"]))
    for mark, body in blocks(guide):
        if mark == "by-hand":
            continue
        if mark.endswith(".toml"):
            (checkout / mark).write_text(body, encoding="utf-8")
            continue
        for command in body.strip().splitlines():
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=checkout,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                pass_fds=inherited,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("guide", GUIDES)
def test_what_is_not_run_here_says_so(guide: str) -> None:
    assert {mark for mark, _ in blocks(guide) if not mark.endswith(".toml")} <= {"", "by-hand"}


def test_the_two_commands_of_the_readme_are_those_that_continuous_integration_and_the_wheels_check_run() -> None:
    by_hand = [body.strip() for mark, body in blocks("README.md") if mark == "by-hand"]
    assert by_hand == [
        "python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt && clas demo",
        "pip install tox && tox",
    ]
    assert by_hand[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
