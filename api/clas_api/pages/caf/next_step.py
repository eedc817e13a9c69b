"""What a dossier waits for, in words, and the page where the Caf does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from clas_api.store.models import DossierRow
from clas_core.dossiers.following import NOTHING, Following, Waiting, following
from clas_core.dossiers.lifecycle import STATES
from clas_core.years import write_day

WORDS: Mapping[str, tuple[str, str]] = {
    "complements": ("Attendre les compléments, demandés pour le {day}", "complements"),
    "judge_late": ("Compléments pas reçus le {day} : dire s'il est recevable", "admissibility"),
    "complete": ("Demander ce qui manque, puis inscrire à une séance", "complements"),
    "pay": ("Payer", "after"),
    "recover": ("Récupérer l'indu", "after"),
    "notify": ("Notifier la décision", "after"),
    "begin": ("Commencer l'année", "after"),
    "settle": ("Solder", "after"),
    "approve": ("Inscrire à une séance du comité", "sessions"),
    "close": ("Clore", "after"),
    "find_admissible": ("Dire s'il est recevable", "admissibility"),
    "examine": ("Étudier", "study"),
    "deposit": ("Attendre le dépôt du porteur", ""),
    "file_bilan": ("Attendre le bilan du porteur", ""),
}
"""What may come next, with its words and its page."""


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
    if found.name == "nothing":
        return NextStep(f"Rien à faire : {STATES[row.state]}", "")
    words, page = _said(found)
    return NextStep(words, page, found.due, found.late)


def _said(found: Following) -> tuple[str, str]:
    day = write_day(found.due) if found.due else ""
    if found.name == "file_bilan" and found.late:
        return f"Bilan pas reçu le {day} : le rappeler au porteur", "exchanges"
    words, page = WORDS[found.name]
    if found.name == "file_bilan" and day:
        return f"{words}, jusqu'au {day}", page
    return words.format(day=day), page
