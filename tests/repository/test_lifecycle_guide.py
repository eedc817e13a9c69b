"""The guide to the life of a dossier says what the table of steps says today."""

from pathlib import Path

from clas_core.dossiers.lifecycle import STATES, STEPS
from clas_core.dossiers.lifecycle_guide import guide

GUIDE = Path(__file__).parents[2] / "docs" / "cycle-de-vie.md"


def test_the_guide_is_the_one_that_the_table_gives() -> None:
    assert GUIDE.read_text(encoding="utf-8") == guide(), "python -m clas_core.dossiers.lifecycle_guide"


def test_the_guide_names_every_state_and_every_step() -> None:
    written = guide()
    assert all(f"| {label} | `{state}` |" in written for state, label in STATES.items())
    assert all(f"| {each.label} | " in written for each in STEPS)
