"""``pytest --clas-department``: the checks of a department as tests of whoever writes it."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

from clas_core.conformance import KINDS

HERE = Path(__file__).parent / "sown"


def _ran(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rA", *arguments]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)


def test_each_kind_of_check_is_a_test_and_an_error_fails_its_own(tmp_path: Path) -> None:
    copytree(HERE, tmp_path / "ardennes", ignore=lambda *_: ["mistakes.toml", "__pycache__"])
    call = tmp_path / "ardennes" / "clas_ardennes" / "2025-2026.toml"
    call.write_text(call.read_text(encoding="utf-8").replace("quorum = 2", "quorum = 9"), encoding="utf-8")
    done = _ran(tmp_path, "--clas-department", "./ardennes")
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"1 failed, {len(KINDS) - 1} passed" in done.stdout
    assert "clas_ardennes/2025-2026.toml:" in done.stdout
    assert "[committees.quorum]" in done.stdout
    assert "Traceback" not in done.stdout


def test_an_installed_department_is_tested_by_its_name_and_nobody_pays_who_does_not_ask(tmp_path: Path) -> None:
    done = _ran(tmp_path, "--clas-department", "marne")
    assert f"{len(KINDS)} passed" in done.stdout, done.stdout + done.stderr
    unasked = "import sys\n\n\ndef test_nothing():\n    assert 'clas_core.conformance' not in sys.modules\n"
    (tmp_path / "test_nothing.py").write_text(unasked)
    assert "1 passed" in _ran(tmp_path, "test_nothing.py").stdout
