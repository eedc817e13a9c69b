"""A folder of added years for tests: 2026-2027, made of the year before, at a step of its life."""

import shutil
from importlib.resources import files
from pathlib import Path

YEAR = "2026-2027"


def added_year(folder: Path, status: str, *changes: tuple[str, str]) -> Path:
    """Write the rules of 2026-2027, those of 2025-2026 but for `changes`, and its questions; return the folder."""
    data = Path(str(files("clas_core.national"))) / "data"
    text = (data / "2025-2026.toml").read_text("utf-8").replace('school_year = "2025-2026"', f'school_year = "{YEAR}"')
    text = text.replace('status = "in_force"', f'status = "{status}"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "questions").mkdir(parents=True, exist_ok=True)
    (folder / f"{YEAR}.toml").write_text(text, encoding="utf-8")
    shutil.copy(data / "questions" / "2025-2026.toml", folder / "questions" / f"{YEAR}.toml")
    return folder
