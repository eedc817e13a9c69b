"""From what was typed to the sections of a dossier, as JSON: what a section page saves. The core judges; nothing here
does."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.questions import put_typed, typed_about
from clas_core.dossiers import ATTESTATIONS
from clas_core.dossiers.arranging import with_action_written, with_group_written

Sections = dict[str, Any]


def section(form: TypedForm, page: str, kept: Mapping[str, Any]) -> Sections:
    """Return the sections that a page of a dossier writes; `kept` is what the dossier says now."""
    return {**answered(form, "dossier", page, kept), **(_BESIDE[page](form) if page in _BESIDE else {})}


def answered(form: TypedForm, subject: str, page: str, kept: Mapping[str, Any]) -> Sections:
    """Return the sections in which the questions of a page are answered: what was typed on it, and of each section what
    other pages have written, as it is `kept`."""
    questions = form.questionnaire.on(subject, page)
    sections = {name: kept.get(name) for name in (each.place[0] for each in questions)}
    if "answers" in sections:
        sections["answers"] = sections["answers"] or {}
    put_typed(form, "", questions, sections)
    return sections


def attestations(form: TypedForm) -> Sections:
    return {"attestations": dict.fromkeys(form.chosen("attestations", ATTESTATIONS), True)}


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


def programmes(form: TypedForm) -> Sections:
    """Return what is asked of each other programme than the Clas that is ticked."""
    ticked = form.chosen("programmes", form.questionnaire.programmes)
    return {"programmes": [{"id": each, "amount": form.amount(f"programmes/{each}/amount")} for each in ticked]}


def forgotten_programmes(form: TypedForm) -> list[str]:
    """Return the fields that say how much is asked of a programme that was not ticked: it would be lost."""
    named = {each: f"programmes/{each}/amount" for each in form.questionnaire.programmes}
    return [name for each, name in named.items() if form.words(name) and not form.has("programmes", each)]


_BESIDE: Mapping[str, Callable[[TypedForm], Sections]] = {
    "budget": budget,
    "attestations": attestations,
    "programmes": programmes,
}
"""What pages write that is not the answer to a question."""


def action(form: TypedForm, rank: int) -> dict[str, Any]:
    """Return what was typed of the action at `rank`, without its groups."""
    return typed_about(form, f"actions/{rank}")


def group(form: TypedForm, place: str) -> dict[str, Any]:
    """Return what was typed of the group at a `place`."""
    bonuses = [
        {"id": each, "beyond": form.narrative(f"{place}/beyond/{each}")} for each in form.chosen(f"{place}/bonuses", ())
    ]
    return {**typed_about(form, place), "bonuses": bonuses}


def actions(form: TypedForm, kept: Sequence[dict[str, Any]], rank: int) -> list[dict[str, Any]]:
    """Return the actions that are `kept` with what was typed of the one at `rank`, or of one of its groups."""
    place = f"actions/{rank}"
    written = list(kept)
    groups = form.indices(f"{place}/groups")
    if not groups and any(name.startswith(f"{place}/") for name in form.values):
        written = with_action_written(written, rank, action(form, rank))
    for each in groups:
        written = with_group_written(written, rank, each, group(form, f"{place}/groups/{each}"))
    return written


def forgotten_bonuses(form: TypedForm, rank: int, bonuses: Iterable[str]) -> list[str]:
    """Return the fields that say what a bonus would add, of bonuses that were not ticked: they would be lost."""
    places = [f"actions/{rank}/groups/{each}" for each in form.indices(f"actions/{rank}/groups")]
    return [
        f"{place}/beyond/{bonus}"
        for place in places
        for bonus in bonuses
        if form.words(f"{place}/beyond/{bonus}") and not form.has(f"{place}/bonuses", bonus)
    ]
