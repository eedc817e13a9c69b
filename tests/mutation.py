"""Mutation testing of the calculation and the eligibility: each small change of the code must be noticed by a test.

Run by ``tox -e mutation``. The survivors that no test can tell from the original are explained in ``mutation.toml``;
any other survivor is a failure.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
MUTATED = ("clas_core/calculation/*", "clas_core/eligibility/*")

_SETTINGS = """\
[tool.mutmut]
source_paths = ["clas_core"]
only_mutate = {mutated}
pytest_add_cli_args_test_selection = ["tests/core"]
pytest_add_cli_args = ["--ignore=tests/core/test_ps_every_cost.py", "-p", "no:cacheprovider", "-q"]

[tool.pytest]
addopts = ["--import-mode=importlib"]
"""


def run_mutants(folder: Path) -> str:
    """Run the mutants of a copy in `folder` and return the list of results."""
    shutil.copytree(ROOT / "core" / "clas_core", folder / "clas_core", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "core", folder / "tests" / "core", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "pyproject.toml").write_text(_SETTINGS.format(mutated=list(MUTATED)), encoding="utf-8")
    shown = None if sys.stdout.isatty() else subprocess.DEVNULL
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=folder, check=False, stdout=shown)
    listed = subprocess.run(
        [sys.executable, "-m", "mutmut", "results", "--all", "true"],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return listed.stdout


def survivors_of(results: str) -> dict[str, str]:
    """Return the mutants that no test has stopped, with how they ended."""
    ended = dict(re.findall(r"^\s*(\S+): (.+)$", results, re.MULTILINE))
    return {
        name: status for name, status in ended.items() if status not in ("killed", "timeout", "caught by type check")
    }


def main() -> None:
    """Run every mutant; fail when one survives without an explanation, or an explanation is out of date."""
    explained = tomllib.loads((ROOT / "tests" / "mutation.toml").read_text(encoding="utf-8"))["survivors"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        results = run_mutants(folder)
        survivors = survivors_of(results)
        for name in sorted(set(survivors) - set(explained)):
            shown = subprocess.run(
                [sys.executable, "-m", "mutmut", "show", name], cwd=folder, check=False, capture_output=True, text=True
            )
            sys.stdout.write(f"\n{name}: {survivors[name]}\n{shown.stdout}\n")
    total = len(re.findall(r"^\s*\S+: .+$", results, re.MULTILINE))
    unexplained = sorted(set(survivors) - set(explained))
    stale = sorted(set(explained) - set(survivors))
    sys.stdout.write(
        f"{total} mutants, {total - len(survivors)} stopped, {len(survivors) - len(unexplained)} explained, "
        f"{len(unexplained)} unexplained\n"
    )
    for name in stale:
        sys.stdout.write(f"explained but stopped: {name}\n")
    sys.exit(1 if unexplained or not total else 0)


if __name__ == "__main__":
    main()
