"""A new call, of a next year or beside those of this one, begun from the text of an earlier one: what may still hold
is carried, and marked.

No day is carried nor made up: a line that says one, or a table that cannot do without, stays as a comment to write
again. Every other value is marked to be confirmed, so that `clas departments check --ready` fails until it is.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from marshmallow.fields import Field

from clas_core import fields
from clas_core.departments.call_name import CallName, year_of
from clas_core.departments.campaign import Campaign
from clas_core.tables import TableOf, each_of, schema_of
from clas_core.toml_text import comments_at_the_end, tables_of_text
from clas_core.years import SchoolYear

TO_CONFIRM = "À confirmer"
"""How each value that is carried is marked, in a comment beside it."""

TO_WRITE_AGAIN = "À confirmer : à écrire de nouveau pour cette année"

_KEPT = ("id", "kind", "source", "subject", "field", "severity", "institution", "carried", "required")
"""Keys that say what a table is: nothing of them to confirm."""

_DATED = re.compile(r"\d{4}-\d{2}\Z|\d{4}-\d{4}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class NextYear:
    """The text of a new call, how many values are to be confirmed in it, and how many lines to be written again."""

    text: str
    to_confirm: int
    to_write_again: int


def next_year_of(text: str, call: CallName | SchoolYear, today: date) -> NextYear:
    """Return the text of a call, the main one of its year or another, from that of an earlier one, sound already;
    `today` is the day on which nothing of it was compared yet."""
    year, name = year_of(call), CallName.of(call)
    earlier = tomllib.loads(text)
    known_as = earlier.get("call_name") if earlier.get("call") == name.part else f"Appel {name.part}"
    written: list[str] = []
    confirmed = again = 0
    gone: tuple[str, ...] = ()
    for table in tables_of_text(text):
        header = table[0].header
        last_comments = comments_at_the_end(table)
        dated = bool(header) and any(each.key and _is_dated(each.value) and _needed(header, each.key) for each in table)
        below = bool(gone) and header[: len(gone)] == gone and len(header) > len(gone)
        dated = dated or below  # what is of a table that is not carried is not carried either
        gone = gone if below else header if dated else ()
        for rank, each in enumerate(table):
            if rank >= len(table) - last_comments:
                written.extend(each.lines)  # what stands above the next table
            elif dated and (each.key or each.header):
                again += 1
                mark = f"   # {TO_WRITE_AGAIN}" if each.header else ""
                written.extend(_commented(each.lines, mark))
            elif each.key == "school_year" and not header:
                written.append(f'school_year = "{year}"')
                if name.part:
                    confirmed += 1
                    written.append(f'call = "{name.part}"')
                    written.append(f'call_name = "{known_as}"   # {TO_CONFIRM}')
            elif each.key in ("call", "call_name") and not header:
                continue  # which call it is stands below its year
            elif each.key == "checked_on":
                confirmed += 1
                written.append(f"checked_on = {today.isoformat()}   # {TO_CONFIRM} : le jour où il aura été comparé")
            elif each.key == "about" and header == ("bilan",):
                confirmed += 1
                written.append(f'about = "{year.previous}"   # {TO_CONFIRM}')
            elif each.key == "standing":
                written.append('standing = "expected"')
            elif each.key and _is_dated(each.value):
                again += 1
                written.extend(_commented(each.lines, f"   # {TO_WRITE_AGAIN}"))
            elif each.key and each.key not in _KEPT:
                confirmed += 1
                written.extend((*each.lines[:-1], f"{each.lines[-1].rstrip()}   # {TO_CONFIRM}"))
            else:
                written.extend(each.lines)
    return NextYear("\n".join(written), confirmed, again)


def _commented(lines: tuple[str, ...], mark: str = "") -> Iterator[str]:
    for rank, line in enumerate(lines):
        yield f"# {line.rstrip()}{mark if rank == len(lines) - 1 else ''}"


def _is_dated(value: Any) -> bool:
    if isinstance(value, date | datetime | time):
        return True
    if isinstance(value, str):
        return _DATED.match(value) is not None
    if isinstance(value, Mapping):
        return any(_is_dated(each) for each in value.values())
    return isinstance(value, list) and any(_is_dated(each) for each in value)


def _needed(header: tuple[str, ...], key: str) -> bool:
    """Tell whether a table cannot do without a day that it gives: such a table is written again as a whole."""
    if key in ("checked_on", "about") or header == ("calendar",):
        return False
    known: Mapping[str, Field[Any]] = schema_of(Campaign).fields
    for part in header:
        declared = next((each for name, each in known.items() if (each.data_key or name) == part), None)
        if declared is None:
            return False
        each = each_of(declared)
        if not isinstance(each, TableOf):
            return False
        known = each.schema.fields
        if isinstance(declared, fields.Tables):
            break  # its name comes next
    field = next((each for name, each in known.items() if (each.data_key or name) == key), None)
    return field is not None and (field.required or key in ("day", "when"))
