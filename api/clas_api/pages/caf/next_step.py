"""What a dossier waits for: the next step of its life, whose it is, and the page where the Caf takes it.

The lifecycle says which steps there are; here is only which of them a page puts first, and how it is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from clas_api.services.year.awaiting import NOTHING, Awaited
from clas_api.store.models import DossierRow
from clas_core.dossiers.lifecycle import ACTORS, STATES, Outcome, State, steps_from
from clas_core.years import write_day

FIRST: Mapping[str, tuple[str, str]] = {
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
"""The steps that a page puts first, the most pressing first, each with its words and its page."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next; `page` is where, nothing while somebody else is awaited."""

    words: str
    page: str


def next_step(row: DossierRow, awaits: Awaited = NOTHING) -> NextStep:
    """Return the next step of a dossier, whoever takes it; what it waits for comes first."""
    if awaits.complements is not None and not awaits.late:
        return NextStep(f"Attendre les compléments, demandés pour le {write_day(awaits.complements)}", "complements")
    if awaits.complements is not None:
        late = f"Compléments pas reçus le {write_day(awaits.complements)}"
        return NextStep(f"{late} : dire s'il est recevable", "admissibility")
    if awaits.payment is not None:
        return NextStep("Récupérer l'indu" if awaits.payment == "recovery" else "Payer", "after")
    return _first_step(row.state, row.outcome)


@cache
def _first_step(state: State, outcome: Outcome | None) -> NextStep:
    names = {each.name for each in steps_from(state, ACTORS, outcome)}
    for name, (words, page) in FIRST.items():
        if name in names:
            return NextStep(words, page)
    return NextStep(f"Rien à faire : {STATES[state]}", "")
