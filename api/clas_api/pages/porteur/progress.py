"""What follows a deposit, on the page of its dossier: where it stands in the year, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from clas_api.pages.porteur.folder import Folder
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.showing import page
from clas_api.security.permissions import departments_of
from clas_api.services.dossiers.reading import state_for
from clas_api.services.year.paying import payment_name
from clas_api.services.year.progress import Following, follow_dossier
from clas_api.store.models import DossierRow
from clas_core.departments.absent import plain_name
from clas_core.dossiers.lifecycle import STATES, State
from clas_core.dossiers.milestones import MILESTONES, is_over, milestone_of

NEXT: Mapping[State, str] = {
    "draft": "Le dossier n'est pas déposé.",
    "deposited": "La Caf vérifie que le dossier peut être étudié.",
    "complements_asked": "La Caf attend la réponse du porteur à sa demande de compléments.",
    "admissible": "Le dossier est recevable : la Caf l'étudie.",
    "inadmissible": "Le dossier n'est pas recevable : il n'est pas étudié.",
    "examined": "Le comité départemental examine le dossier, puis la Caf notifie la décision.",
    "approved": "La Caf notifie la décision au porteur.",
    "refused": "La Caf notifie la décision au porteur.",
    "reserve": "Le dossier est en liste d'attente : le comité peut y revenir.",
    "deferred": "Le dossier est ajourné : le comité y reviendra.",
    "notified": "La Caf ouvre l'année du dossier : les acomptes, s'il y en a, puis le bilan.",
    "running": "Les actions ont lieu ; le bilan s'écrit au fil de l'année, puis se dépose.",
    "bilan_filed": "La Caf lit le bilan, puis solde le dossier.",
    "settled": "Le dossier est soldé : il ne reste que le dernier paiement, s'il y en a un.",
    "closed": "Le dossier est clos.",
    "withdrawn": "Le dossier est retiré : il n'est pas étudié.",
}
"""What comes after each state, whoever reads it."""

ONCE_NOTIFIED: Mapping[str | None, str] = {
    "refused": "Le dossier n'est pas agréé : rien ne suit cette décision.",
    "reserve": NEXT["reserve"],
    "deferred": NEXT["deferred"],
}
"""What comes after a decision that was told, where the year of the dossier does not begin."""


def told_next(row: DossierRow, state: State) -> str:
    """Say what comes next for a dossier, by what whoever asks knows of its `state`."""
    if row.ending is not None and row.ending.of_a_grant:
        return "L'agrément est abandonné : rien n'est versé, et aucun bilan n'est à déposer."
    return (ONCE_NOTIFIED.get(row.outcome) if state == "notified" else None) or NEXT[state]


SHOWN_MESSAGES = 5
"""The last messages, in full; those before them are folded."""


@dataclass(frozen=True, slots=True)
class ShownMilestone:
    """A milestone of the year: `standing` says in words whether it is behind, here, ahead, or will not come."""

    name: str
    standing: str
    here: bool = False
    reached: bool = False


def milestones(state: State, following: Following) -> Sequence[ShownMilestone]:
    """Return the milestones of the year for a dossier of which somebody knows `state`."""
    last = milestone_of(state, notified=following.notified, settled=following.settled)
    names = list(MILESTONES)
    reached = names.index(last) if last else -1
    ahead = "n'aura pas lieu" if is_over(state, following.outcome) else "à venir"
    return [
        ShownMilestone(
            name=MILESTONES[name],
            standing="fait" if rank < reached else "c'est ici" if rank == reached else ahead,
            here=rank == reached,
            reached=rank <= reached,
        )
        for rank, name in enumerate(names)
    ]


def follows(folder: Folder) -> bool:
    """Tell whether there is something to follow for whoever looks: the porteur of a deposit, and its Caf."""
    caf = folder.row.department in departments_of(folder.context.who, "messages.write")
    return folder.row.versions > 0 and (folder.mine or caf)


def show_dossier_page(
    folder: Folder, *, form: TypedForm | None = None, answering: TypedForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """Show the page of a dossier, with what follows its deposit; `form` is a message that could not be sent,
    `answering` an answer to the Caf that could not."""
    shown: dict[str, Any] = {"name_of": plain_name, "following": None, "answering": answering or TypedForm()}
    if follows(folder):
        context = folder.context
        state = state_for(context, folder.row)
        following = follow_dossier(context, folder.row.id)
        shown |= {
            "following": following,
            "milestones": milestones(state, following),
            "what_follows": told_next(folder.row, state),
            "folded": max(len(following.messages) - SHOWN_MESSAGES, 0),
            "outcomes": STATES,
            "payment_name": payment_name,
            "bonuses": {bonus.id: bonus.label for bonus in folder.call.estimator.referential.bonuses},
            "today": context.now.date(),
        }
    return page(folder, "dossier.html", here="resume", status=status, form=form or TypedForm(), **shown)
