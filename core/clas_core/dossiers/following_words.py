"""What comes next of a dossier, in the words of its Caf."""

from collections.abc import Mapping
from types import MappingProxyType

from clas_core.dossiers.following import Following
from clas_core.dossiers.lifecycle import STATES, State
from clas_core.years import write_day

FOLLOWING: Mapping[str, str] = MappingProxyType(
    {
        "complements": "Attendre les compléments, demandés pour le {day}",
        "judge_late": "Compléments pas reçus le {day} : dire s'il est recevable",
        "complete": "Demander ce qui manque, puis inscrire à une séance",
        "pay": "Payer",
        "recover": "Récupérer l'indu",
        "notify": "Notifier la décision",
        "begin": "Commencer l'année",
        "settle": "Solder",
        "approve": "Inscrire à une séance du comité",
        "close": "Clore",
        "find_admissible": "Dire s'il est recevable",
        "examine": "Étudier",
        "deposit": "Attendre le dépôt du porteur",
        "file_bilan": "Attendre le bilan du porteur",
    }
)
"""What may come next, in words."""


def write_following(found: Following, state: State) -> str:
    """Say what comes next of a dossier in a state."""
    if found.name == "nothing":
        return f"Rien à faire : {STATES[state]}"
    day = write_day(found.due) if found.due else ""
    if found.name == "file_bilan" and found.late:
        return f"Bilan pas reçu le {day} : le rappeler au porteur"
    words = FOLLOWING[found.name]
    if found.name == "file_bilan" and day:
        return f"{words}, jusqu'au {day}"
    return words.format(day=day)
