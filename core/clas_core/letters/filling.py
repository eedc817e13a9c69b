"""Fields in a text: a name between braces, of a fixed list: ``{porteur}``.

A field is filled once: what fills it is never read again, so that a porteur whose name is ``{caf}`` stays a name.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from clas_core.errors import did_you_mean
from clas_core.plain_text import line_of

_FIELD = re.compile(r"\{([^{}\n]{0,60})\}")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def fields_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield each field of a text, with its line."""
    for number, line in enumerate(text.split("\n"), start=1):
        for name in _FIELD.findall(line):
            yield number, name


def unknown_fields(text: str, known: Collection[str]) -> Iterator[str]:
    """Yield, in a sentence each, the fields of a text that are not of `known`, with their line and what was meant."""
    for number, name in fields_of(text):
        if name not in known:
            listed = ", ".join(f"{{{each}}}" for each in known)
            hint = did_you_mean(name, known)
            yield f"Ligne {number} : « {{{name}}} » n'est pas un champ.{hint} Champs connus : {listed}."


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its fields filled from `values`, each on one line; one that has no value stays as it is."""
    return _FIELD.sub(lambda found: line_of(values[found[1]]) if found[1] in values else found[0], text)


def fill_markdown(text: str, values: Mapping[str, str]) -> str:
    """Return a Markdown text with its fields filled: what fills them is read as words, whatever signs it has."""
    return fill(text, {name: _PUNCTUATION.sub(r"\\\1", line_of(value)) for name, value in values.items()})
