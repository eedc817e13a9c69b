"""Texts that a department's agents write again and again, with fields that are filled from a dossier.

A field is a name between braces, of a fixed list: ``{porteur}``. It is filled once, with words: what is filled in is
never read again, so that a porteur whose name is ``{caf}`` stays a name.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from clas_core.errors import Problem, did_you_mean
from clas_core.plain_text import line_of

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

_FIELD = re.compile(r"\{([^{}\n]{0,60})\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """A text as the head of a service wrote it: what it is for, its name, its words."""

    use: Use
    title: str
    text: str


def problems_of(text: str) -> Iterator[Problem]:
    """Yield each field that is not one, with its line."""
    for number, line in enumerate(text.split("\n"), start=1):
        for name in _FIELD.findall(line):
            if name not in FIELDS:
                known = ", ".join(f"{{{each}}}" for each in FIELDS)
                hint = did_you_mean(name, FIELDS)
                yield Problem(
                    ("text",), f"Ligne {number} : « {{{name}}} » n'est pas un champ.{hint} Champs connus : {known}."
                )


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields filled from `values`, each on one line; one that has no value stays as it is."""
    return _FIELD.sub(lambda found: line_of(values[found[1]]) if found[1] in values else found[0], text)
