"""What a dossier waits for, in words, and the page where the Caf does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clas_api.store.models import DossierRow
from clas_core.dossiers.following import NOTHING, Waiting, following
from clas_core.dossiers.following_words import write_following

PAGES: Mapping[str, str] = {
    "complements": "complements",
    "judge_late": "admissibility",
    "complete": "complements",
    "pay": "after",
    "recover": "after",
    "notify": "after",
    "begin": "after",
    "settle": "after",
    "approve": "sessions",
    "close": "after",
    "find_admissible": "admissibility",
    "examine": "study",
}
"""The page of what may come next; what is awaited of a porteur has none."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next; `page` is where, nothing while somebody else is awaited. `due` is by when, where it is known;
    `late` whether that day is over."""

    words: str
    page: str
    due: date | None = None
    late: bool = False


def next_step(row: DossierRow, awaits: Waiting = NOTHING, *, today: date) -> NextStep:
    """Return the next step of a dossier, whoever takes it; what it waits for comes first."""
    found = following(row.state, row.outcome, awaits, today)
    reminded = found.name == "file_bilan" and found.late
    page = "exchanges" if reminded else PAGES.get(found.name, "")
    return NextStep(write_following(found, row.state), page, found.due, found.late)
