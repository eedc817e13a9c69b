"""Where on the pages a thing of a dossier is answered: its field, and the page of that field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import url_for

from clas_core.errors import Path

PAGE_OF = {
    "contact": "contact",
    "actions": "actions",
    "common_costs": "actions",
    "axes": "axes",
    "beyond_homework": "axes",
    "articulations": "articulations",
    "answers": "questions",
    "budget": "budget",
    "attachments": "pieces",
    "attestations": "attestations",
    "previous_bilan": "attestations",
}
"""The page on which each section of the JSON is written."""


def field_of(path: Path, sections: Mapping[str, Any]) -> str:
    """Return the name of the field that a place of `sections` is typed in.

    A few fields hold more than one value: the schools are typed one a line, levels are boxes, bonuses and
    articulations are told by what they are and not by their rank.
    """
    match path:
        case ("actions", action, "schools", *_):
            return f"actions/{action}/schools"
        case ("actions", action, "groups", group, "levels", *_):
            return f"actions/{action}/groups/{group}/levels"
        case ("actions", int(action), "groups", int(group), "bonuses", int(rank), *rest):
            place = f"actions/{action}/groups/{group}"
            claim = sections["actions"][action]["groups"][group]["bonuses"][rank]
            return f"{place}/beyond/{claim['id']}" if rest == ["beyond"] else f"{place}/bonuses"
        case (*_, "answers", str(), int()):
            return "/".join(map(str, path[:-1]))
        case ("articulations", int(rank), *_):
            return f"articulations/{sections['articulations'][rank]['scheme']}"
    return "/".join(map(str, path))


def address_of(path: Path, key: UUID, porteur: UUID, content: Mapping[str, Any]) -> str:
    """Return the address of the field in which a place of a dossier is answered."""
    first = str(path[0]) if path else ""
    if first == "porteur":
        return url_for("porteur.organisation", key=porteur) + f"#{'/'.join(map(str, path[1:]))}"
    if first not in PAGE_OF:
        return url_for("porteur.dossier", key=key)
    anchor = field_of(path, content)
    if first == "actions" and len(path) > 1:
        return url_for("porteur.action", key=key, number=int(path[1]) + 1) + f"#{anchor}"
    return url_for("porteur.section", key=key, slug=PAGE_OF[first]) + f"#{anchor}"
