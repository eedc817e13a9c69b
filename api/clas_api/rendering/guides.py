"""The guides of those who use the service: Markdown files of ours, one an audience, shown as pages, followed by tests.

A step is an item of a numbered list, in words that a test can follow: what is between « » is the exact name of what one
opens, presses or sees. Who follows a part is said by a line of the file that no page shows (``[//]: # (…)``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from markupsafe import Markup

from clas_core.prose import markdown_parser

GUIDES: Mapping[str, str] = {
    "porteur": "Porteur de projet",
    "agent": "Agent de la Caf",
    "responsable": "Responsable de service",
    "comite": "Membre du comité",
    "equipe-nationale": "Équipe nationale",
    "administrateur": "Administrateur",
    "integrateur": "Intégrateur",
}
"""Whom each guide is for, by its name: the file of that name, and the address of its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """A guide as a page: its title, what it is for, its text, and its parts (anchor, title)."""

    name: str
    audience: str
    title: str
    lead: str
    text: Markup
    parts: tuple[tuple[str, str], ...]


def source_of(name: str) -> str:
    """Return the text of a guide, as it is written."""
    return (files("clas_api") / "pages" / "guides" / f"{name}.md").read_text("utf-8")


@cache
def guide(name: str) -> Guide:
    """Return a guide of `GUIDES`. Its file begins with a title and a paragraph that says what it is for."""
    parser = markdown_parser()
    tokens = parser.parse(source_of(name).replace("« ", "«\u00a0").replace(" »", "\u00a0»"))
    title, lead = tokens[1].content, tokens[4].content
    parts = []
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            anchor = re.sub(r"\W+", "-", inside.content.lower()).strip("-")
            token.attrSet("id", anchor)
            parts.append((anchor, inside.content))
    body = Markup(parser.renderer.render(tokens[6:], parser.options, {}))  # noqa: S704  # a file of ours, HTML off
    return Guide(name=name, audience=GUIDES[name], title=title, lead=lead, text=body, parts=tuple(parts))
