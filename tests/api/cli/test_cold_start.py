"""What a command and a worker wait for before they work: no part that only something else needs.

Modules are counted, which any machine does alike; `python -m bench` tells what they cost.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

HEAVY = ("flask", "werkzeug", "jinja2", "sqlalchemy", "alembic", "granian", "requests", "typst", "polars", "stdnum")
"""What costs most to import; the rules and the departments need none of it."""

ESTIMATE = (
    '{"department": "marne", "school_year": "2025-2026", "groups": [{"label": "CE2", "children": 10, '
    '"running_costs": "9000.00"}]}'
)
COMMANDS = (
    "estimate groups.json",
    "referentials list",
    "referentials show 2025-2026",
    "referentials diff 2024-2025 2025-2026",
    "departments list",
    "departments show marne",
    "note marne 2025-2026 -o note.md",
    "call marne 2025-2026 -o call.md",
    "config show",
)
DOCUMENTS = ("note marne 2025-2026 -o note.pdf", "call marne 2025-2026 -o call.html")
"""Of these the second needs the templates' library; a PDF is typeset by another process."""

LIKEWISE = "db check"
"""One that asks the database, so that the test is known to see it."""

_RUN = """
import json, sys
from clas_api.cli import clas
commands, heavy = json.loads(sys.argv[1])
for command in commands:
    clas(command.split(), standalone_mode=False)
    print(json.dumps([command, sorted(set(heavy) & set(sys.modules))]), file=sys.stderr)
"""


def test_the_commands_that_ask_the_rules_import_neither_the_web_nor_a_database(shell: Path) -> None:
    """One process runs them all, one after the other: what one brings in is seen from there on."""
    (shell / "groups.json").write_text(ESTIMATE, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", _RUN, json.dumps([(*COMMANDS, *DOCUMENTS, LIKEWISE), HEAVY])],
        cwd=shell, capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = dict(json.loads(line) for line in ran.stderr.splitlines() if line.startswith('["'))
    assert "sqlalchemy" in imported.pop(LIKEWISE)
    assert not any(imported[command] for command in COMMANDS), imported
    assert {each for command in DOCUMENTS for each in imported[command]} == {"jinja2"}


OF_A_WORKER = """
    apispec backports blinker brotli click flask flask_compress flask_smorest flask_sqlalchemy_lite greenlet
    itsdangerous jinja2 markupsafe marshmallow orjson packaging pluggy sqlalchemy typing_extensions webargs werkzeug
    yaml
"""
"""Others' packages that a worker is made of. Any other one is imported by the function that needs it."""

MOST_OF_OURS: Mapping[str, int] = {"estimate groups.json": 185, "note marne 2025-2026 -o note.md": 225, "": 870}
"""How many modules of ours a command loads and, without one, a worker at its start: a few more than it needs today.

Each costs a millisecond, and a worker some thirty kilobytes. A number is raised for a page, an operation or a rule that
is new; where a package brings in what only others of its acts need, it is the import that moves.
"""

_COUNT = """
import json, sys
if sys.argv[1]:
    from clas_api.cli import clas
    clas(sys.argv[1].split(), standalone_mode=False)
else:
    from clas_api import create_worker
    create_worker()
found = {name: str(getattr(module, "__file__", "")) for name, module in sys.modules.items()}
ours = sorted(name for name in found if name.startswith(("clas_api", "clas_core")))
others = sorted({name.partition(".")[0] for name, file in found.items() if "site-packages" in file} - {"__main__"})
print(json.dumps([ours, others]), file=sys.stderr)
"""


@pytest.mark.parametrize("command", MOST_OF_OURS)
def test_no_more_of_our_modules_are_loaded_than_are_needed(shell: Path, command: str) -> None:
    ours, _ = _loaded(shell, command)
    assert 50 < len(ours) <= MOST_OF_OURS[command], ours


def test_a_worker_starts_with_the_packages_that_every_request_needs(shell: Path) -> None:
    _, others = _loaded(shell, "")
    assert {each for each in others if not each.startswith(("clas_", "_"))} == set(OF_A_WORKER.split())


def _loaded(shell: Path, command: str) -> tuple[list[str], list[str]]:
    """Return which modules of ours, and which packages of others, a process has loaded after `command`."""
    (shell / "groups.json").write_text(ESTIMATE, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", _COUNT, command], cwd=shell, capture_output=True, text=True, check=True
    )  # fmt: skip
    ours, others = json.loads(ran.stderr.splitlines()[-1])
    return ours, others
