"""The groups of an action as cards: what each says in a few figures, what it lacks, and what it would be paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_api.pages.porteur.folder import Folder
from clas_api.pages.porteur.questions import capitalised
from clas_core.dossiers import Point
from clas_core.questions import answer_in, write_answer

_TOLD = ("group.children", "group.paid_adults", "group.volunteer_adults", "group.levels", "group.running_costs")
"""What a card says of a group: what the Ps rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCard:
    """A group in short. `facts` are what it says, each with its name; `left` counts what is missing; `refused` are why
    it would not be paid; `estimate` is its explained estimate, `None` while it cannot be computed."""

    number: int
    label: str
    facts: Sequence[tuple[str, str]]
    left: int
    refused: Sequence[Point]
    estimate: Mapping[str, Any] | None


def cards_of(folder: Folder, number: int) -> Sequence[GroupCard]:
    """Return the cards of the groups of an action, by its number; none of one that is not there."""
    actions: list[dict[str, Any]] = folder.content.get("actions", [])
    groups = actions[number - 1].get("groups", []) if number <= len(actions) else []
    return [card_of(folder, number, rank, each) for rank, each in enumerate(groups, start=1)]


def card_of(folder: Folder, number: int, rank: int, group: Mapping[str, Any]) -> GroupCard:
    """Return the card of a group, by its number in the action of a number."""
    place = ("actions", number - 1, "groups", rank - 1)
    asked = [each for each in folder.asked.questionnaire.on("group") if each.id in _TOLD]
    said = [(capitalised(each.name), write_answer(each, answer_in(each, group))) for each in asked]
    estimated = list(folder.checked.estimated)
    return GroupCard(
        number=rank,
        label=group.get("label") or "",
        facts=[(name, text) for name, text in said if text],
        left=sum(point.path[:4] == place for point in folder.missing),
        refused=[each for each in folder.unpaid.reasons if each.path[:4] in (place, place[:2] + each.path[2:4])],
        estimate=folder.estimate["groups"][estimated.index(place)] if folder.estimate and place in estimated else None,
    )
