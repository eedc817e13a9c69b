"""Confirming what a draft carries from another year: a text publishes it again, and somebody has read it there.

What is confirmed keeps its value: whoever must change one writes it in the file first.
"""

import tomllib
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from clas_core.errors import InvalidInput, Problem, Refused, did_you_mean
from clas_core.reading import tables_in
from clas_core.toml_text import Statement, tables_of_text, toml_value

_FAMILIES = ("ps", "bonuses", "thresholds", "criteria", "questions")


class Confirmed(NamedTuple):
    """The texts of the two files of a year, the places that were confirmed in them now, and those asked for that were
    confirmed already."""

    rules: str
    questions: str
    places: Sequence[str]
    already: Sequence[str]


def confirm(rules: str, questions: str, items: Collection[str], *, source: str | None, on: date) -> Confirmed:
    """Return the files of a draft, sound already, with `items` confirmed: a place (``ps.maximum``,
    ``criteria.group.children``, ``questions.group.children``) or all of a family (``questions``).

    `source` is the name of the source that says them again, that of each where none is given; `on` the day on which it
    was read there. What is confirmed already stays as it is. Raises `InvalidInput` naming each item that is not there,
    and `Refused` for a year that is no project.
    """
    status = next((each.value for table in tables_of_text(rules) for each in table if each.key == "status"), None)
    if status not in ("draft", "consultation"):
        raise Refused("Cette année n'est plus un projet : rien n'y est à confirmer.")
    known = [place for text in (rules, questions) for place, _ in _placed(text) if place]
    said = list(_said(rules, questions))
    problems = [
        Problem((each,), _not_there(each, known)) for each in dict.fromkeys(items) if each not in (*said, *_FAMILIES)
    ]
    for place in said:
        if place not in known and _is_asked(place, items):
            message = (
                "Ce qui se confirme s'écrit en table, une clé par ligne : [ps.rate], [bonuses.amount], [[criteria]]."
            )
            problems.append(Problem((place,), message))
    if source is not None and not any(table[0].header == ("sources", source) for table in tables_of_text(rules)):
        problems.append(Problem(("source",), f"La source « {source} » n'est pas déclarée sous [sources] : ajoutez-la."))
    if problems:
        raise InvalidInput(problems)
    places: list[str] = []
    written = [
        "\n".join(_confirmed(text, set(items), source=source, on=on, places=places)) for text in (rules, questions)
    ]
    already = [place for place in known if _is_asked(place, items) and place not in places]
    return Confirmed(written[0], written[1], places, already)


def _is_asked(place: str, items: Collection[str]) -> bool:
    return place in items or place.partition(".")[0] in items


def _not_there(item: str, known: Collection[str]) -> str:
    """Say that nothing of a name is to be confirmed, and what is."""
    meant = did_you_mean(item, (*known, *_FAMILIES))
    if item.partition(".")[0] in _FAMILIES:
        return f"Rien de ce nom dans le projet.{meant}"
    return f"Rien de ce nom dans le projet ne se confirme.{meant} Se confirment : {', '.join(_FAMILIES)}."


def _said(rules: str, questions: str) -> Iterator[str]:
    """Yield each place that the two files say, however they write it."""
    for text in (rules, questions):
        tables = tomllib.loads(text)
        yield from (f"ps.{path[-1]}" for path, _ in tables_in(tables, "ps"))
        yield from (f"bonuses.{each.get('id')}" for _, each in tables_in(tables, "bonuses") if "amount" in each)
        for family in ("thresholds", "criteria", "questions"):
            yield from (f"{family}.{each.get('id')}" for _, each in tables_in(tables, family))


def _confirmed(text: str, items: Collection[str], *, source: str | None, on: date, places: list[str]) -> Iterator[str]:
    for place, table in _placed(text):
        asked = place and _is_asked(place, items)
        waiting = any(
            (each.key == "to_confirm" and each.value) or (each.key == "standing" and each.value == "expected")
            for each in table
        )
        if not asked or not waiting:
            yield from (line for each in table for line in each.lines)
            continue
        places.append(place)
        for each in table:
            if each.key == "to_confirm":
                continue
            said = {"standing": "published", "checked_on": on, "source": source}.get(each.key)
            yield from each.lines if said is None else (f"{each.key} = {toml_value(said)}",)


def _placed(text: str) -> Iterator[tuple[str, list[Statement]]]:
    """Yield each table of a text with its place; nothing for one that is not to confirm."""
    bonus = ""
    for table in tables_of_text(text):
        header = table[0].header
        name = next((str(each.value) for each in table if each.key == "id"), "")
        if header == ("bonuses",):
            bonus = name
        if header == ("bonuses", "amount"):
            yield f"bonuses.{bonus}", table
        elif header[:1] == ("ps",) and len(header) == 2:
            yield ".".join(header), table
        elif header in (("thresholds",), ("criteria",), ("questions",)):
            yield f"{header[0]}.{name}", table
        else:
            yield "", table
