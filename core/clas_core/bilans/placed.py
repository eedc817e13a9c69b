"""The answers of a bilan, each at its place, so that two people write it at once as they write a dossier: a group is
known by its place in the deposit, its children by their level.

``("groups", 0, "attendance")`` is what the first group of the deposit is told to have been, whatever its rank in the
bilan: it is named so in the forms of pages as well.
"""

from collections.abc import Mapping
from typing import Any

from clas_core.dossiers.placed import told_within
from clas_core.errors import Path
from clas_core.questions.levels import LEVELS, SEXES


def by_place(bilan: Mapping[str, Any]) -> dict[str, Any]:
    """Return sections of a bilan, as JSON, with their groups and the children of each by what they are."""
    return {
        name: {each["position"] - 1: _group_by_place(each) for each in value} if name == "groups" else value
        for name, value in bilan.items()
    }


def _group_by_place(group: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: value for name, value in group.items() if name != "position"},
        "children": {count["level"]: {sex: count[sex] for sex in SEXES} for count in group.get("children") or ()},
    }


def from_places(placed: Mapping[str, Any]) -> dict[str, Any]:
    """Return as JSON the sections that `by_place` told: groups as in the deposit, children in the order of levels."""
    return {
        name: [_group(place, value[place]) for place in sorted(value)] if name == "groups" else value
        for name, value in placed.items()
    }


def _group(place: int, group: Mapping[str, Any]) -> dict[str, Any]:
    children = group.get("children") or {}
    counts = [{"level": level, **children[level]} for level in LEVELS if level in children]
    return {"position": place + 1, **group, "children": counts}


def written_at(place: Path, bilan: Mapping[str, Any]) -> Path:
    """Return the place, in the JSON of a bilan, of what holds an answer: itself, or the list that it is a row of."""
    match place:
        case ("groups", int(group), *rest):
            ranks = {each["position"] - 1: rank for rank, each in enumerate(bilan["groups"])}
            within = rest[:1] if rest[:1] == ["children"] else rest
            return ("groups", ranks.get(group, len(ranks)), *within)
    return told_within(place)
