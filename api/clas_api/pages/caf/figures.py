"""What the decision that a form holds comes to, shown beside it before anything is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from clas_api.pages.caf.decision_form import Asked, decision_typed, fields_of
from clas_api.pages.caf.form import CafForm
from clas_api.services.committees.deliberating import Demand
from clas_api.services.committees.foreseeing import Foreseen, foresee
from clas_core.committees.decision_schemas import read_decision
from clas_core.errors import InvalidInput, Problem

COMPUTE = "compute"
"""The button that shows what a form comes to, and records nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a form comes to; `unread` is what keeps it from being computed, each with the name of its field."""

    foreseen: Foreseen | None = None
    unread: Sequence[str] = ()


def figures_of(form: CafForm, demand: Demand, asked: Asked) -> Figures:
    """Return what the decision in `form` comes to, as far as it can be read."""
    if form.words("outcome") is None:
        return Figures(unread=("Choisissez la décision.",))
    shown = CafForm(form.values.copy(), labels=dict(form.labels))  # what is only looked at puts no error into the form
    placed = fields_of(shown, asked)

    def told(each: Problem) -> str:
        name = shown.asked(placed(each.path))
        return f"{name[:1].upper()}{name[1:]} : {each.message}" if each.path else each.message

    try:
        found = foresee(demand, read_decision(decision_typed(shown, asked)))
    except InvalidInput as error:
        return Figures(unread=tuple(map(told, error.problems)))
    if found.found.problems:
        return Figures(unread=tuple(map(told, found.found.problems)))
    return Figures(foreseen=found)
