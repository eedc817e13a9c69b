"""From what was typed to the sections of a dossier, as JSON: what a section page saves. The core judges; nothing here
does."""

from collections.abc import Iterable, Mapping
from typing import Any

from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.questions import typed_answers
from clas_core.dossiers import ATTESTATIONS
from clas_core.dossiers.content import SCHEMES
from clas_core.eligibility import AXES, LEVELS

Sections = dict[str, Any]


def _table(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a table of which something was typed; `None` for one left empty."""
    return dict(values) if any(each is not None for each in values.values()) else None


def contact(form: TypedForm) -> Sections:
    return {"contact": _table({name: form.words(f"contact/{name}") for name in ("name", "email", "phone")})}


def axes(form: TypedForm) -> Sections:
    return {
        "axes": {axis: form.narrative(f"axes/{axis}") for axis in AXES},
        "beyond_homework": form.answer("beyond_homework"),
    }


def articulations(form: TypedForm) -> Sections:
    """Return the schemes of which something was typed."""
    typed = ((scheme, form.narrative(f"articulations/{scheme}")) for scheme in SCHEMES)
    return {"articulations": [{"scheme": scheme, "text": text} for scheme, text in typed if text]}


def attestations(form: TypedForm) -> Sections:
    return {
        "attestations": dict.fromkeys(form.chosen("attestations", ATTESTATIONS), True),
        "previous_bilan": form.words("previous_bilan"),
    }


def common_costs(form: TypedForm) -> Sections:
    return {"common_costs": form.amount("common_costs")}


def budget(form: TypedForm) -> Sections:
    """Return the lines of which something was typed, each at the rank of its row.

    A line of the table that was left empty says nothing and is left out, so a row is not always the line of its rank:
    `lines_typed` says which is which.
    """
    return {"budget": [budget_line(form, rank) for rank in lines_typed(form)]}


def lines_typed(form: TypedForm) -> list[int]:
    """Return the ranks of the rows of the budget that say something."""
    told = ("amount", "label", "funder")
    return [rank for rank in form.indices("budget") if any(form.words(f"budget/{rank}/{name}") for name in told)]


def budget_line(form: TypedForm, rank: int) -> dict[str, Any]:
    """Return the line of the budget that was typed on a row."""
    place = f"budget/{rank}"
    return {
        "account": form.value(f"{place}/account"),
        "label": form.words(f"{place}/label"),
        "funder": form.words(f"{place}/funder"),
        "amount": form.amount(f"{place}/amount"),
    }


def action(form: TypedForm, rank: int) -> dict[str, Any]:
    """Return the action at `rank`, with its groups and what was answered of them."""
    place = f"actions/{rank}"
    return {
        "title": form.words(f"{place}/title"),
        "place": _table(
            {name: form.words(f"{place}/place/{name}") for name in ("address", "postal_code", "city", "territory")}
        ),
        "schools": form.rows(f"{place}/schools"),
        "description": form.narrative(f"{place}/description"),
        "groups": [_group(form, f"{place}/groups/{each}") for each in form.indices(f"{place}/groups")],
        **_answers(form, place),
    }


def _answers(form: TypedForm, place: str) -> Sections:
    """Return what was answered of an action or a group; nothing where nothing is."""
    answers = typed_answers(form, place, form.questionnaire)
    return {"answers": answers} if answers else {}


def _group(form: TypedForm, place: str) -> dict[str, Any]:
    return {
        "label": form.words(f"{place}/label"),
        "levels": form.chosen(f"{place}/levels", LEVELS) or None,
        **{
            name: form.number(f"{place}/{name}")
            for name in ("children", "paid_adults", "volunteer_adults", "sessions_per_week", "weeks")
        },
        "outside_school_time": form.answer(f"{place}/outside_school_time"),
        "running_costs": form.amount(f"{place}/running_costs"),
        "bonuses": [
            {"id": each, "beyond": form.narrative(f"{place}/beyond/{each}")}
            for each in form.chosen(f"{place}/bonuses", ())
        ],
        **_answers(form, place),
    }


def forgotten_bonuses(form: TypedForm, rank: int, bonuses: Iterable[str]) -> list[str]:
    """Return the fields that say what a bonus would add, of bonuses that were not ticked: they would be lost."""
    places = [f"actions/{rank}/groups/{each}" for each in form.indices(f"actions/{rank}/groups")]
    return [
        f"{place}/beyond/{bonus}"
        for place in places
        for bonus in bonuses
        if form.words(f"{place}/beyond/{bonus}") and not form.has(f"{place}/bonuses", bonus)
    ]
