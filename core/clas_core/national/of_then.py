"""What the rules of a year were before: before its last corrections, and before it was closed.

A step of its life and a correction change the digest of a year, and none of what was calculated by it before. What was
is made again from the text of now: nobody has to keep the files of then to verify an amount.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clas_core.national.corrections import CORRECTIONS, written
from clas_core.national.files import referential_of_text
from clas_core.national.life import PROJECTS
from clas_core.national.referential import Referential
from clas_core.national.taking_steps import with_status
from clas_core.reading import line_of, parse_toml
from clas_core.toml_text import tables_of_text


def rules_of_then(referential: Referential) -> Iterator[Referential]:
    """Yield what the rules of a year were before they were what they are, the latest first; nothing for a project.

    Each is as it was read then: its digest, the corrections that it had, its status.
    """
    if referential.status in PROJECTS:
        return
    text, corrections = _apart(referential)
    for published in (text, *_before_closing(text, referential)):
        states = list(_corrected(published, corrections, str(referential.school_year)))
        yield from (then for then in reversed(states) if then.digest != referential.digest)


def _apart(referential: Referential) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """Return the text of a year without its corrections, and the tables of these."""
    text = referential.text
    corrections: Sequence[Mapping[str, Any]] = parse_toml(text, name="").get(CORRECTIONS, ())
    if corrections:
        text = "\n".join(text.split("\n")[: line_of(text, (CORRECTIONS, 0)) - 1])
    return text, corrections


def _before_closing(text: str, referential: Referential) -> Iterator[str]:
    """Yield the text of a year that is closed as it was in force: without its last step."""
    if referential.status != "closed":
        return
    tables = list(tables_of_text(text))
    if referential.life:
        last = max(place for place, table in enumerate(tables) if table[0].header == ("life",))
        del tables[last]
    yield with_status("\n".join(line for table in tables for each in table for line in each.lines), "in_force")


def _corrected(text: str, corrections: Sequence[Mapping[str, Any]], name: str) -> Iterator[Referential]:
    """Yield the rules of a text, then once each correction is applied to what the one before it has made."""
    rules = referential_of_text(text, name=name)
    yield rules
    for each in corrections:
        below = rules.text.rstrip("\n") + "\n\n" + written(each, rules.digest)
        rules = referential_of_text(below, name=name)
        yield rules
