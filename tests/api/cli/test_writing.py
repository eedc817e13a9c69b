"""Files that a command writes: all of them whole, or none, whatever stops it."""

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from clas_api.cli.writing import write_all

_SLOW = """
import os, sys, time
from pathlib import Path
from clas_api.cli import main

def slow(_):
    if any(Path().glob(".r.html.*")):
        print("writing", flush=True)
        time.sleep(60)

os.fsync = slow
sys.argv = ["clas", "simulate", "--rules", "2025-2026", "--data", "g.csv", "-o", "r.csv", "-o", "r.html"]
main()
"""
_COPIED = """
import sys, time
from clas_api.cli import main
import clas_core.simulation.running as running

def slow(*_):
    print("running", flush=True)
    time.sleep(60)

running.run = slow
sys.argv = ["clas", "simulate", "--rules", "2025-2026", "--data", "g.xlsx"]
main()
"""


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A folder with a file that is there already."""
    (tmp_path / "a").write_bytes(b"before")
    return tmp_path


def held(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def on_call(number: int, real: Callable[..., Any], error: OSError) -> Callable[..., Any]:
    """Return a function that does as `real` does, and fails when it is called for the `number`-th time."""
    calls = list[None]()

    def run(*arguments: Any) -> Any:
        calls.append(None)
        if len(calls) == number:
            raise error
        return real(*arguments)

    return run


def test_files_are_written_whole_and_nothing_is_left_beside(there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (there / "a").chmod(0o640)
    write_all([(there / "a", b"one"), (there / "b", b"two")])
    assert held(there) == {"a": b"one", "b": b"two"}
    assert stat.S_IMODE((there / "a").stat().st_mode) == 0o640
    assert capsys.readouterr().err.count("Écrit : ") == 2
    write_all([(there / "c", b"secret")], private=True)
    assert stat.S_IMODE((there / "c").stat().st_mode) == 0o600


def test_a_link_stays_one_and_its_file_is_written(there: Path) -> None:
    (there / "link").symlink_to(there / "a")
    write_all([(there / "link", b"one")])
    assert (there / "link").is_symlink()
    assert (there / "a").read_bytes() == b"one"


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("what", ["fsync", "replace"])
def test_a_full_disk_leaves_all_as_it_was(there: Path, monkeypatch: pytest.MonkeyPatch, what: str, number: int) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    owner = os if what == "fsync" else Path
    monkeypatch.setattr(owner, what, on_call(number, getattr(owner, what), full))
    with pytest.raises(click.ClickException, match="ne peut pas être écrit : le disque est plein"):
        write_all([(there / "a", b"one"), (there / "b", b"two")])
    assert held(there) == {"a": b"before"}


def test_a_folder_that_is_not_there_leaves_all_as_it_was(there: Path) -> None:
    with pytest.raises(click.ClickException, match="nowhere/b ne peut pas être écrit"):
        write_all([(there / "a", b"one"), (there / "nowhere/b", b"two")])
    assert held(there) == {"a": b"before"}


def _ended(folder: Path, code: str, number: int, **environment: str) -> int:
    """Return the status of a process that is sent a signal once it says that it has begun."""
    words = [sys.executable, "-c", code]
    with subprocess.Popen(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline()
        running.send_signal(number)
        return running.wait(30)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interruption_between_two_files_leaves_neither(there: Path, number: int) -> None:
    head = "department,dossier,group,children,adults,levels,running_costs,bonus_children,bonus_parents"
    (there / "g.csv").write_text(f"{head}\n51,D1,1,10,2,ce2,9000.00,oui,non\n", encoding="utf-8")
    (there / "r.csv").write_bytes(b"before")
    before = held(there)
    assert _ended(there, _SLOW, number) == 130
    assert held(there) == before


def test_a_copy_of_a_workbook_does_not_outlive_an_interruption(there: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(there / "g.xlsx")) as book:
        book.add_worksheet().write_row(0, 0, ["department", "dossier"])
    (there / "copies").mkdir()
    assert _ended(there, _COPIED, signal.SIGTERM, TMPDIR=str(there / "copies")) == 130
    assert list((there / "copies").iterdir()) == []


def test_an_output_that_the_shell_has_closed_is_no_fault(there: Path) -> None:
    code = "import os, sys\nos.close(1)\nfrom subprocess import call\nsys.exit(call(sys.argv[1:]))"
    words = [sys.executable, "-m", "clas_api.cli", "referentials", "show", "2025-2026", "--json"]
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=there, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
