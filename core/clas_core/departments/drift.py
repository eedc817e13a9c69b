"""What a department's prose says of the scheme, beside what the nation says: restated it will be forgotten when the
nation changes it, contradicted it is wrong. And what somebody left to be written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clas_core.departments.campaign import Campaign
from clas_core.errors import Path
from clas_core.money import cents_of, parse_amount, write_euros
from clas_core.national import Referential
from clas_core.reading import line_of, parse_toml

_CHILDREN = re.compile(r"(\d+)\s*(?:à|-|–|et)\s*(\d+)\s+(?:enfants|jeunes|élèves)", re.IGNORECASE)
_EUROS = re.compile(r"(\d[\d\s\u00a0\u202f.]*(?:,\d{1,2})?)\s*(?:€|euros?\b)", re.IGNORECASE)
TO_COMPLETE = "À compléter"
"""What a new plugin's texts begin with until somebody writes them."""
_LEFT_OVER = re.compile(
    rf"{TO_COMPLETE}|à préciser|à définir|\btodo\b|\bfixme\b|lorem ipsum|\bx{{3,}}\b|\?{{3,}}", re.IGNORECASE
)
_NOT_PROSE = ("criteria", "questions", "sources")


def drifted(campaign: Campaign, referential: Referential) -> Iterator[tuple[bool, str]]:
    """Yield what a call's prose says of the nation's rules: whether it contradicts them; where, what, how to mend."""
    sizes = [
        (criterion.min, criterion.max)
        for _, criterion in referential.rules.criteria
        if criterion.about == "children" and criterion.min is not None and criterion.max is not None
    ]
    figures = {cents_of(each.value): each.label for each in referential.figures() if each.value > 1}
    for path, text in _prose(campaign):
        for contradicts, sentence in _said_of(text, sizes[:1], figures):
            yield contradicts, f"{_line(campaign, path)} {sentence}"


def _said_of(text: str, sizes: Sequence[tuple[int, int]], figures: Mapping[int, str]) -> Iterator[tuple[bool, str]]:
    for found in _CHILDREN.finditer(text):
        for low, high in sizes:
            if (int(found[1]), int(found[2])) == (low, high):
                yield False, f"redit la règle nationale (« {found[0]} ») : retirez-le, elle s'affiche déjà."
            else:
                yield True, f"contredit la règle nationale de {low} à {high} enfants : « {found[0]} »."
    for found in _EUROS.finditer(text):
        cents = _cents(found[1])
        if cents is not None and cents in figures:
            what = f"{figures[cents]}, {write_euros(cents)}"
            yield False, f"redit un chiffre national ({what}) : retirez-le, il s'affiche déjà."


def left_over(campaign: Campaign) -> Iterator[str]:
    """Yield the places where something is still to be written."""
    for path, text in _prose(campaign):
        if found := _LEFT_OVER.search(text):
            yield f"{_line(campaign, path)} : « {found[0]} » attend d'être écrit."


def unused_sources(campaign: Campaign) -> Iterator[str]:
    """Yield the sources that nothing in a file cites."""
    tables = parse_toml(campaign.text, name="")
    cited = {each for _, name, each in _strings(tables) if name == "source"}
    for name in campaign.sources:
        if name not in cited:
            line = _line(campaign, ("sources", name))
            yield f"{line} : la source « {name} » n'est citée nulle part : retirez-la, ou citez-la."


def _prose(campaign: Campaign) -> Iterator[tuple[Path, str]]:
    """Yield each text of a call that people read, with its place."""
    for path, _, text in _strings(parse_toml(campaign.text, name="")):
        if path[0] not in _NOT_PROSE:
            yield path, text


def _line(campaign: Campaign, path: Path) -> str:
    return f"ligne {line_of(campaign.text, path)}"


def _strings(value: Any, path: Path = (), name: str = "") -> Iterator[tuple[Path, str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _strings(each, (*path, key), key)
    elif isinstance(value, list):
        for rank, each in enumerate(value):
            yield from _strings(each, (*path, rank), name)
    elif isinstance(value, str):
        yield path, name, value


def _cents(text: str) -> int | None:
    compact = re.sub(r"[\s\u00a0\u202f.]", "", text).replace(",", ".")
    try:
        return parse_amount(compact)
    except ValueError:
        return None
