"""The tests of what has changed, and the core's: ``python tests/quick.py [since]``, run by ``tox -e quick``.

What has changed is what differs from `since` (by default the last commit), committed or not. Of the service's tests are
picked those that have changed, those that import a module which has, and those that are named like it or like its
folder. It says which, and why; what it does not pick is for ``tox``.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORE = ("tests/core", "tests/plugins")
SERVICE = "tests/api"
TOO_WIDE = frozenset({"api", "clas_api", "core", "clas_core", "services", "store", "models", "tests", "templates"})
"""Folders whose name says nothing of what is tested."""


def changed(since: str) -> list[Path]:
    """Return the files that differ from a commit, new ones included."""
    asked = (("diff", "--name-only", since), ("ls-files", "--others", "--exclude-standard"))
    told = [
        subprocess.run(["git", *each], cwd=ROOT, capture_output=True, text=True, check=True).stdout for each in asked
    ]
    return sorted({Path(name) for text in told for name in text.splitlines()})


def imported_by(source: str) -> set[str]:
    """Return the modules that a file imports, and what it imports from them, by their full names."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def module_of(file: Path) -> str:
    """Return the full name of a module, or nothing for a file that is none."""
    parts = list(file.with_suffix("").parts)
    while parts and not parts[0].startswith(("clas_", "tests", "bench")):
        parts.pop(0)
    return ".".join(parts).removesuffix(".__init__") if file.suffix == ".py" else ""


def named_like(file: Path) -> set[str]:
    """Return the names that tests of a file may have."""
    return {file.stem, *file.parts[:-1]} - TOO_WIDE - {"__init__"}


def picked(files: Iterable[Path], tests: Mapping[Path, str]) -> Iterator[tuple[Path, str]]:
    """Yield the tests that changed files touch, each with the reason."""
    files = list(files)
    modules = {module_of(each) for each in files} - {""}
    names = {name for each in files if each.parts[0] in ("api", "plugins") for name in named_like(each)}
    for test, source in tests.items():
        if test in files:
            yield test, "it has changed"
        elif found := imported_by(source) & modules:
            yield test, f"it imports {min(found)}"
        elif found := ({test.stem.removeprefix("test_"), *test.parts[2:-1]} & names):
            yield test, f"it is named after {min(found)}"


def main() -> int:
    files = changed(sys.argv[1] if len(sys.argv) > 1 else "HEAD")
    tests = {each.relative_to(ROOT): each.read_text("utf-8") for each in sorted((ROOT / SERVICE).rglob("test_*.py"))}
    chosen = list(picked(files, tests))
    print(f"{len(files)} files have changed; {len(chosen)} of the service's {len(tests)} files of tests are run:")
    for test, reason in chosen:
        print(f"  {test}: {reason}")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *CORE]
    return subprocess.run([*command, *(str(test) for test, _ in chosen)], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
