"""The text of a letter: Markdown without HTML, with fields; headings for the articles of an agreement alone."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from clas_core.fields import Words
from clas_core.letters.fields import FIELDS
from clas_core.letters.filling import fields_of, unknown_fields
from clas_core.letters.kinds import LETTERS
from clas_core.prose import prose_faults

LONGEST_WORDING = 10_000
"""In characters: three pages."""

_HEADING = re.compile(r"(?m)^## +\S.*$")
_ALONE = re.compile(r"\{(\w+)\}")


class WordingField(Words):
    """The text of a letter in a file. Its fields are braces that somebody meant."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=LONGEST_WORDING, **options)


@cache
def national_wording(kind: str) -> str:
    """Return the text of a letter for whoever does not word it otherwise."""
    return (files(__package__) / "texts" / f"{kind}.md").read_text(encoding="utf-8").strip()


def wording_faults(kind: str, text: str) -> Iterator[str]:
    """Yield what is wrong with the text of a letter, in sentences: unknown fields, parts that are missing or not
    alone, Markdown that would not be read."""
    letter = LETTERS[kind]
    yield from unknown_fields(text, letter.fields)
    lines = text.split("\n")
    there = set()
    for number, name in fields_of(text):
        there.add(name)
        if name in FIELDS and FIELDS[name].kind == "part" and name in letter.fields:
            around = [lines[at].strip() for at in (number - 2, number) if 0 <= at < len(lines)]
            if not _ALONE.fullmatch(lines[number - 1].strip()) or any(around):
                yield f"Ligne {number} : « {{{name}}} » est une partie : laissez-la seule, entre deux lignes vides."
    for name in letter.must:
        if name not in there:
            words = FIELDS[name].words
            yield f"Ce courrier doit dire {words} : ajoutez « {{{name}}} »."
    yield from prose_faults(_HEADING.sub("", text))
