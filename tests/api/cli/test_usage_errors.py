"""What is written wrongly is said in French, click's own sentences too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WRONG = (
    ("demo", "--port", "99999"),
    ("demo", "--port", "x"),
    ("demo", "--porte", "1"),
    ("demo", "--reset=1"),
    ("demo", "--folder", "/dev/null/demo"),
    ("demo", "--folder", "/dev/null"),
    ("serve", "--workers", "0"),
    ("serv",),
    ("audit", "verify", "--expect"),
    ("audit", "export", "a", "b"),
    ("mail", "list", "--state", "x"),
    ("mail", "resend"),
    ("mail", "show", "x"),
    ("referentials", "check", "/nulle/part"),
)


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_command_written_wrongly_is_refused_in_french(
    shell: Path, clas: Callable[..., Any], assert_french: Callable[[str], None], words: tuple[str, ...]
) -> None:
    done = clas(*words)
    assert (done.status, done.output) == (2, "")
    assert "Traceback" not in done.errors
    for english in ("Invalid", "No such", "Missing", "not in", "is a", "does", "requires", "Did you", "Got", "one of"):
        assert english not in done.errors
    assert_french(done.errors)
