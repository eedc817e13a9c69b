"""Texts that a department's agents write again and again, with fields that are filled from a dossier.

Their fields are those of letters (`clas_core.letters.filling`), of a list of their own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clas_core.errors import Problem
from clas_core.letters import unknown_fields

Use = Literal["complements", "message", "inadmissible"]

USES: Mapping[Use, str] = MappingProxyType(
    {
        "complements": "demander des compléments",
        "message": "écrire au porteur",
        "inadmissible": "dire pourquoi un dossier est irrecevable",
    }
)
"""What a text is for, in words."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "porteur": "le nom du porteur",
        "numero": "le numéro du récépissé",
        "appel": "le nom de l'appel",
        "departement": "le nom du département",
        "caf": "le nom de la Caf",
        "date": "le jour où le texte est repris",
        "agent": "le nom de qui écrit",
    }
)
"""What may be filled in, in words."""

LONGEST_TITLE = 120
MOST_TEMPLATES = 100
"""Of one department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """A text as the head of a service wrote it: what it is for, its name, its words."""

    use: Use
    title: str
    text: str


def problems_of(text: str) -> Iterator[Problem]:
    """Yield each field that is not one, with its line."""
    for fault in unknown_fields(text, FIELDS):
        yield Problem(("text",), fault)
