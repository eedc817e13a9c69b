"""What a command waits for before it works: nothing of the web, no database, where it needs neither."""

import json
import subprocess
import sys
from pathlib import Path

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
