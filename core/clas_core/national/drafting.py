"""The rules of a next year, begun from those of the last one: what may still hold is carried, and marked to confirm.

The text keeps its comments and its order. Its year moves on; every figure is expected, until a text publishes it again.
What is cited stays what it is: a document of last year is the source until another one says the same.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from clas_core.errors import Refused
from clas_core.national.life import marked_in
from clas_core.national.referential import Referential
from clas_core.toml_text import Statement, comments_at_the_end, tables_of_text, toml_key, toml_value
from clas_core.years import SchoolYear

_FIGURES = (("ps", "rate"), ("ps", "price_ceiling"), ("ps", "maximum"), ("bonuses", "amount"), ("thresholds",))
_MARKED = (*_FIGURES, ("questions",))
_EXPECTED = (*_FIGURES, ("criteria",))


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftYear:
    """The texts of the two files of a draft, and how many figures and questions are to confirm in them. `questions` is
    empty where the year that it is begun from writes them in its own file."""

    rules: str
    questions: str
    to_confirm: int


def draft_year(
    last: Referential, year: SchoolYear, rules: str, questions: str = "", *, on: date | None = None, by: str = ""
) -> DraftYear:
    """Return the draft of `year`, begun from the files `rules` and `questions` of a year that is sound, `last`: as it
    was corrected since. `by` is who begins it, `on` that day, where they are to stand in it.

    Raises `Refused` where something cannot be marked.
    """
    values = dict(_corrected(last))
    drafted, marked = _moved(rules, last.school_year, year, values)
    added = [*_cited_besides(last, rules)]
    if by and on is not None:
        said = {"step": "draft", "on": on, "by": by}
        added += ["[[life]]", *(f"{key} = {toml_value(each)}" for key, each in said.items()), ""]
    if added:
        drafted = drafted.rstrip("\n") + "\n\n" + "\n".join(added)
    asked, of_questions = _moved(questions, last.school_year, year, values) if questions else ("", 0)
    to_mark = sum(1 for text in (drafted, asked) for _ in marked_in(tomllib.loads(text)))
    if to_mark != marked + of_questions:
        raise Refused(
            "Ce fichier n'écrit pas ses chiffres et ses questions en tables, où chacun se marque à confirmer : "
            "écrivez [ps.rate], [bonuses.amount], [[thresholds]] et [[questions]], une clé par ligne."
        )
    return DraftYear(rules=drafted, questions=asked, to_confirm=to_mark)


def _corrected(last: Referential) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """Yield what was corrected of a year, and the source of it, by its table, its identifier and its key."""
    figures = {figure.id: figure for figure in last.figures()}
    criteria = {criterion.id: criterion for _, criterion in last.rules.criteria}
    for place in (place for each in last.corrections for place in each.places):
        family, _, name = place.partition(".")
        if family == "criteria":
            name, _, key = name.rpartition(".")
            criterion = criteria[name]
            value, source, where = getattr(criterion, key), criterion.source, (family, name)
        else:
            key, value, source = "value", figures[place].value, figures[place].source
            where = {"ps": (place, ""), "bonuses": ("bonuses.amount", name)}.get(family, (family, name))
        yield (*where, key), list(value) if isinstance(value, tuple) else value
        yield (*where, "source"), source.id


def _cited_besides(last: Referential, rules: str) -> Iterator[str]:
    """Yield the sources that corrections added to a year, as tables of its text."""
    there = tomllib.loads(rules).get("sources", {})
    for name, source in last.sources.items():
        if name in there:
            continue
        yield f"[sources.{toml_key(name)}]"
        for each in fields(source):
            value = getattr(source, each.name)
            if each.name not in ("id", "citation") and value is not None:
                yield f"{each.name} = {toml_value(value)}"
        yield ""


def _moved(text: str, old: SchoolYear, new: SchoolYear, values: Mapping[tuple[str, str, str], Any]) -> tuple[str, int]:
    """Return a text with its year moved on, and how many of its tables are marked to confirm."""
    written: list[str] = []
    marked, within = 0, ""
    for table in tables_of_text(text):
        header = table[0].header
        if header[:1] == ("life",):
            written += _lines(table[len(table) - comments_at_the_end(table) :])
            continue
        identifier = next((str(each.value) for each in table if each.key == "id"), "")
        within = identifier or within
        last = max((rank for rank, each in enumerate(table) if each.key), default=-1)
        for rank, each in enumerate(table):
            corrected = values.get((".".join(header), within, each.key), values.get((".".join(header), "", each.key)))
            written += _statement(each, header, old, new, corrected)
            if rank == last and header in _MARKED:
                written.append("to_confirm = true")
                marked += 1
    return "\n".join(written), marked


def _statement(
    each: Statement, header: Sequence[str], old: SchoolYear, new: SchoolYear, corrected: Any
) -> Iterator[str]:
    if each.key == "to_confirm":
        return  # a draft begun from a draft
    if not header and each.key in ("school_year", "status"):
        yield f'{each.key} = "{new if each.key == "school_year" else "draft"}"'
    elif each.key == "standing" and tuple(header) in _EXPECTED:
        yield 'standing = "expected"'
    elif each.key and corrected is not None and each.value != corrected:
        yield f"{each.key} = {toml_value(corrected)}"
    elif each.key in ("day", "from", "to") and type(each.value) is date and _is_of(each.value, old):
        yield f"{each.key} = {_same_day(each.value, new.start - old.start)}"
    elif each.key or each.header:
        yield from each.lines
    else:
        yield from (line.replace(str(old), str(new)) for line in each.lines)


def _lines(statements: Sequence[Statement]) -> Iterator[str]:
    for each in statements:
        yield from each.lines


def _is_of(day: date, year: SchoolYear) -> bool:
    """Tell whether a day of the rules is one of their school year, or of the months in which its calls are made."""
    return date(year.start, 1, 1) <= day <= year.last_day


def _same_day(day: date, years: int) -> date:
    """Return the same day some years later; the last of February where that has no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
