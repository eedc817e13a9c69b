"""Two people who take a step of a year at the same moment: one takes it, the other is told."""

import os
import subprocess
import sys
from pathlib import Path

from tests.drafts import YEAR, added_year


def test_two_steps_at_the_same_moment_leave_one(tmp_path: Path) -> None:
    file = added_year(tmp_path, "draft") / f"{YEAR}.toml"
    asked = [sys.executable, "-m", "clas_api.cli", "referentials", "consult", str(file), "--on", "2026-03-02", "--by"]
    environment = {each: value for each, value in os.environ.items() if not each.startswith("CLAS_")}
    started = [
        subprocess.Popen([*asked, who], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for who in ("Cnaf", "Bureau du Clas")
    ]
    ended = [(each.communicate(timeout=120), each.returncode) for each in started]
    assert sorted(status for _, status in ended) == [0, 2], ended
    assert file.read_text("utf-8").count("[[life]]") == 1
    assert not list(tmp_path.glob(".*.part"))
