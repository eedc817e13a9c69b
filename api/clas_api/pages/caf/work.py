"""A dossier as the Caf works on it: its last deposit, what the rules say of it, the steps that may be taken now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.caf.form import CafForm, Refusal
from clas_api.pages.caf.next_step import NextStep, next_step
from clas_api.pages.caf.work_list import Beside, address_in_list, list_of_address
from clas_api.pages.porteur.folder import A_DOSSIER, state_of
from clas_api.security.permissions import departments_of
from clas_api.services.dossiers.moving import actors_on, has_begun
from clas_api.services.dossiers.reading import find_beside
from clas_api.services.instruction.assigning import Workload, list_agents
from clas_api.services.instruction.instructing import weigh_dossier
from clas_api.services.instruction.weighing import Weighed
from clas_api.services.rules.kept_calls import find_department
from clas_api.services.year.awaiting import awaited
from clas_api.store.models import DossierRow
from clas_core.dossiers.following import NOTHING
from clas_core.dossiers.lifecycle import STATES, Step, steps_from
from clas_core.errors import NotFound

PAGES: Mapping[str, str] = {
    "dossier": "Vue d'ensemble",
    "admissibility": "Recevabilité",
    "complements": "Compléments",
    "study": "Étude",
    "exchanges": "Messages et notes",
    "after": "Suite",
    "timeline": "Fil",
}
"""The pages of a dossier that the Caf works on."""

PAGE_OF_STEP: Mapping[str, str] = {
    "find_admissible": "admissibility",
    "find_inadmissible": "admissibility",
    "ask_complements": "complements",
    "examine": "study",
    "correct": "correction",
    "notify": "after",
    "begin": "after",
    "return_bilan": "after",
    "settle": "after",
    "close": "after",
    "give_up": "after",
}
"""Where each step is taken."""


@dataclass(frozen=True, slots=True)
class Work:
    """A deposited dossier. `steps` are those that whoever looks may take; `agents` who may be assigned."""

    row: DossierRow
    weighed: Weighed
    steps: Sequence[Step]
    agents: Sequence[Workload]
    department: Any
    next: NextStep
    beside: Beside | None = None

    def may(self, *names: str) -> bool:
        """Tell whether one of these steps may be taken now."""
        return any(each.name in names for each in self.steps)

    @property
    def assignee(self) -> str:
        """Say who studies it."""
        if self.row.assigned_to is None:
            return "personne"
        names = {each.id: each.name for each in self.agents}
        return names.get(self.row.assigned_to, "quelqu'un qui n'est plus de la Caf")

    def seen(self) -> Mapping[str, str]:
        """Return what a page shows of the dossier, in words, for a later page to say what has changed since."""
        return {
            "État": STATES[self.row.state],
            "Dépôt": f"n° {self.row.versions}",
            "Affecté à": self.assignee,
        }


def open_work(context: Context, key: UUID, *, every_deposit: bool = False) -> Work:
    """Return a deposited dossier of the Caf of whoever asks, with all its deposits or the last.

    Raises `NotFound`, `NotSignedIn`, `Forbidden`.
    """
    row, weighed = weigh_dossier(context, key, every_deposit=every_deposit)
    if row.department not in departments_of(context.who, "dossiers.study"):
        raise NotFound(A_DOSSIER)
    begun = has_begun(context, row)
    taken = steps_from(row.state, actors_on(context, row), row.outcome)
    steps = [each for each in taken if each.starts_from(row.state, row.outcome, begun=begun)]
    awaits = awaited(context, [row]).get(row.id, NOTHING)
    following = next_step(row, awaits, today=context.now.date())
    agents = list_agents(context, row.department)
    department = find_department(context, row.department).department
    return Work(row, weighed, steps, agents, department, following, _beside(context, row))


def _beside(context: Context, row: DossierRow) -> Beside | None:
    """Return what stands around a dossier in the list that its page was opened from, if it was from one."""
    if (listed := list_of_address()) is None:
        return None
    search = listed.search(row.department, row.call, context.now.date(), deposited=True)
    found = find_beside(context, search, row)
    return Beside(listed.kept, found.get("before"), found.get("after"))


def after_it(work: Work, endpoint: str, key: UUID) -> str:
    """Return where a form leads once it is done: to its own page, or to that of the next dossier of the list."""
    return url_for(endpoint, key=work.beside.after[0] if work.beside and work.beside.after else key)


def work_page(
    work: Work,
    template: str,
    here: str,
    form: CafForm | None = None,
    refusal: Refusal | None = None,
    **values: Any,
) -> ResponseReturnValue:
    """Show a page of a dossier that the Caf works on, with what was typed when it could not be recorded.

    When somebody else has changed the dossier in between, it says what differs; sending again changes it as it is now.
    """
    form = form or CafForm()
    differences = None
    if refusal and refusal.differences is not None:
        differences = form.changed_since(work.seen())
    return render_template(
        f"caf/{template}",
        work=work,
        row=work.row,
        pages=PAGES,
        beside=work.beside,
        url_for=address_in_list,
        turning=f"caf.{here if here in PAGES else 'dossier'}",
        page_of_step=PAGE_OF_STEP,
        here=here,
        state=state_of(work.row),
        form=form,
        differences=differences,
        own=bool(refusal and refusal.own),
        revision=work.row.revision,
        **values,
    ), refusal.status if refusal else 200
