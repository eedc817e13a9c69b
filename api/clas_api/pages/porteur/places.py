"""Where on the pages a thing of a dossier is answered: its field, and the page of that field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import url_for

from clas_core.errors import Path
from clas_core.questions import Questionnaire

WRITTEN: Mapping[str, tuple[str, ...]] = {
    "actions": ("actions",),
    "budget": ("budget",),
    "programmes": ("programmes",),
    "pieces": ("attachments",),
    "attestations": ("attestations",),
}
"""What of the JSON is written on a page, and is not the answer to a question."""


def page_of(path: Path, asked: Questionnaire) -> str:
    """Return the page on which a place of a dossier is written; nothing for one that is on none."""
    first = str(path[0]) if path else ""
    for page, sections in WRITTEN.items():
        if first in sections:
            return page
    if found := asked.at("dossier", path):
        return found[0].stands_on
    # A whole section, or an answer by its rank in a list: the page of the first question there.
    return next((each.stands_on for each in asked.on("dossier") if each.place[0] == first), "")


def field_of(path: Path, sections: Mapping[str, Any]) -> str:
    """Return the name of the field that a place of `sections` is typed in.

    A few fields hold more than one value: the schools are typed one a line, levels are boxes, bonuses, articulations
    and programmes are told by what they are and not by their rank.
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
        case ("programmes", int(rank), *_):
            return f"programmes/{sections['programmes'][rank]['id']}/amount"
    return "/".join(map(str, path))


def address_of(path: Path, key: UUID, porteur: UUID, content: Mapping[str, Any], asked: Questionnaire) -> str:
    """Return the address of the field in which a place of a dossier is answered."""
    first = str(path[0]) if path else ""
    if first == "porteur":
        return url_for("porteur.organisation", key=porteur) + f"#{'/'.join(map(str, path[1:]))}"
    if not (page := page_of(path, asked)):
        return url_for("porteur.dossier", key=key)
    anchor = field_of(path, content)
    if first == "actions" and len(path) > 3 and path[2] == "groups":
        number, rank = int(path[1]) + 1, int(path[3]) + 1
        return url_for("porteur.group", key=key, number=number, rank=rank) + f"#{anchor}"
    if first == "actions" and len(path) > 1:
        return url_for("porteur.action", key=key, number=int(path[1]) + 1) + f"#{anchor}"
    return url_for("porteur.section", key=key, slug=page) + f"#{anchor}"
