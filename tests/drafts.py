"""A folder of added years for tests: 2026-2027, made of the year before, at a step of its life."""

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

from clas_core.national.life import STEPS, Status
from clas_core.national.taking_steps import take_step

YEAR = "2026-2027"


def added_year(folder: Path, status: Status, *changes: tuple[str, str]) -> Path:
    """Write the rules of 2026-2027, those of 2025-2026 but for `changes`, and its questions; return the folder."""
    data = Path(str(files("clas_core.national"))) / "data"
    text = (data / "2025-2026.toml").read_text("utf-8").replace('school_year = "2025-2026"', f'school_year = "{YEAR}"')
    text = text.replace('status = "in_force"', 'status = "draft"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    asked = (data / "questions" / "2025-2026.toml").read_text("utf-8")
    for step in STEPS[1 : STEPS.index(status) + 1]:
        text = take_step(text, step, on=date(2025, 6, 2), by="Cnaf", reference="Circulaire 2025-006", questions=asked)
    (folder / "questions").mkdir(parents=True, exist_ok=True)
    (folder / f"{YEAR}.toml").write_text(text, encoding="utf-8")
    shutil.copy(data / "questions" / "2025-2026.toml", folder / "questions" / f"{YEAR}.toml")
    return folder
