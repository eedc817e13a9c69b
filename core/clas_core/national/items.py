"""What a year of national rules says, item by item: what may be commented on while it is in consultation.

An item has a place, which stays the same from a version of the draft to the next: ``ps.maximum``, ``criteria.size``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from clas_core.national.difference_words import FAMILIES
from clas_core.national.referential import Figure, Referential
from clas_core.questions.question import PAIRED
from clas_core.sources import Standing

WHOLE = "whole"
"""The place of what is about no item, or about several."""

GROUPS = MappingProxyType(
    {
        WHOLE: "Le projet dans son ensemble",
        "figures": "Chiffres de la Ps",
        "bonuses": "Bonus",
        "thresholds": "Seuils",
        "criteria": "Critères",
        "axes": "Axes d'intervention",
        "base_actions": "Actions du socle",
        "assumptions": "Hypothèses de calcul",
        "dossier_parts": "Ce que décrit un dossier",
        "questions": "Questions du dossier",
        "bilan_questions": "Questions du bilan",
        "retention": "Durées de conservation",
    }
)
"""The groups of items, in the order in which one reads them."""

LONGEST_PLACE = 200
_STANDINGS = MappingProxyType({"published": "publié", "expected": "attendu"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a year says, with what the year before said: `now` is `None` for what it says no more, `before`
    for what is new. Both are whole: a draft that rewrites an item changes its `now`."""

    place: str
    group: str
    label: str
    now: str | None
    before: str | None = None

    @property
    def changes(self) -> bool:
        return self.now != self.before


class _Said(NamedTuple):
    group: str
    label: str
    text: str


def items_of(year: Referential, before: Referential | None = None) -> Sequence[Item]:
    """Return every item of `year`, those of its last group last, and what `before` said of each; then, in each group,
    what only `before` says. Without a year `before`, nothing is beside."""
    now, then = _said_by(year), _said_by(before) if before is not None else {}
    found = [
        Item(
            place=place,
            group=said.group,
            label=said.label,
            now=now[place].text if place in now else None,
            before=then[place].text if place in then else None,
        )
        for place, said in (*now.items(), *((each, said) for each, said in then.items() if each not in now))
    ]
    order = list(GROUPS)
    return sorted(found, key=lambda each: order.index(each.group))


def item_at(items: Sequence[Item], place: str) -> Item | None:
    """Return the item of a place; `None` where there is none."""
    return next((each for each in items if each.place == place), None)


def _said_by(year: Referential) -> dict[str, _Said]:
    return dict(_each(year))


def _each(year: Referential) -> Iterator[tuple[str, _Said]]:
    yield WHOLE, _Said(WHOLE, GROUPS[WHOLE], "")
    for figure in (year.ps.rate, year.ps.price_ceiling, year.ps.maximum):
        yield figure.id, _Said("figures", figure.label, _figure(figure))
    for bonus in year.bonuses:
        text = _figure(bonus.amount) if bonus.amount is not None else "montant pas encore publié"
        yield f"bonuses.{bonus.id}", _Said("bonuses", bonus.label, text)
    for threshold in year.thresholds:
        yield threshold.id, _Said("thresholds", threshold.label, _figure(threshold))
    for _, criterion in year.rules.criteria:
        text = _with_standing(FAMILIES["criteria"].state(criterion), criterion.standing)
        yield f"criteria.{criterion.id}", _Said("criteria", criterion.label, text)
    for axis in year.axes:
        yield f"axes.{axis.id}", _Said("axes", axis.label, axis.text)
    for action in year.base_actions:
        yield f"base_actions.{action.id}", _Said("base_actions", action.label, action.label)
    for each in year.assumptions:
        yield f"assumptions.{each.id}", _Said("assumptions", each.question, each.answer)
    for part in year.dossier_parts:
        yield f"dossier_parts.{part.id}", _Said("dossier_parts", part.label, part.label)
    for question in year.questions:
        group = "bilan_questions" if question.subject in PAIRED else "questions"
        yield f"questions.{question.id}", _Said(group, question.name, question.compared)
    for kept in year.retention:
        yield f"retention.{kept.id}", _Said("retention", kept.label, kept.text)


def _figure(figure: Figure) -> str:
    return _with_standing(figure.text, figure.standing)


def _with_standing(text: str, standing: Standing) -> str:
    return f"{text} ({_STANDINGS[standing]})"
