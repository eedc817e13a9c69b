"""What verifies without the platform shares nothing with it: Python alone, in one file that anybody may read."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.core.certificates.script import CALL, FILE, RULES

SCRIPTS = sorted(FILE.parent.glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.name)
def test_a_script_of_one_file_imports_nothing_but_the_standard_library(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"))
    named = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert named
    assert named <= sys.stdlib_module_names - {"importlib", "runpy", "subprocess"}
    called = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    assert called.isdisjoint({"__import__", "eval", "exec", "compile"})


def test_it_answers_where_nothing_is_installed(certificate: dict[str, Any], tmp_path: Path) -> None:
    """Without the installed packages, the environment, or the folder that it is called from."""
    file = tmp_path / "certificat.json"
    for content, status, said in (
        (certificate, 0, f"Oui : {certificate['amount']} €"),
        ({**certificate, "amount": "1.00"}, 1, "il a été modifié"),
        ({**certificate, "autre": 1}, 2, ""),
    ):
        file.write_text(json.dumps(content), encoding="utf-8")
        command = [sys.executable, "-I", "-S", str(FILE), str(file), str(RULES), str(CALL), certificate["digest"]]
        done = subprocess.run(command, cwd=tmp_path, env={}, capture_output=True, check=False)
        assert done.returncode == status, done.stderr.decode()
        assert said in done.stdout.decode()
