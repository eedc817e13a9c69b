"""The pieces of a TOML text, each as it is written, and values as they are written there.

A file begun from another one, or to which something is added, keeps the comments and the order of whoever wrote it.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"' -]+?)\s*\]\]?\s*(?:#.*)?\Z")


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of a file, or the lines that make one value: the table that it begins, or the key that it gives."""

    lines: tuple[str, ...]
    header: tuple[str, ...] = ()
    key: str = ""
    value: Any = None


def tables_of_text(text: str) -> Iterator[list[Statement]]:
    """Yield the statements of a text, those of each table together; what stands before the first table, first.

    The text was read already: it is TOML to its end.
    """
    table: list[Statement] = []
    for each in _statements(text.split("\n")):
        if each.header and table:
            yield table
            table = []
        table.append(each)
    if table:
        yield table


def _statements(lines: list[str]) -> Iterator[Statement]:
    place = 0
    while place < len(lines):
        line = lines[place]
        if not line.strip() or line.lstrip().startswith("#"):
            yield Statement((line,))
            place += 1
        elif found := _HEADER.match(line):
            yield Statement((line,), header=tuple(part.strip(" \"'") for part in found[2].split(".")))
            place += 1
        else:
            end = place + 1
            while end <= len(lines):
                try:
                    ((key, value),) = tomllib.loads("\n".join(lines[place:end]), parse_float=Decimal).items()
                except ValueError:
                    end += 1
                else:
                    break
            else:
                raise ValueError("a text that was read is TOML to its end")
            yield Statement(tuple(lines[place:end]), key=key, value=value)
            place = end


def comments_at_the_end(table: list[Statement]) -> int:
    """Return how many lines at the end of a table are blanks and comments: they are of the next one."""
    count = 0
    while count < len(table) and not table[-1 - count].key and not table[-1 - count].header:
        count += 1
    return count


def toml_value(value: Any) -> str:
    """Write a value of TOML on one line. A text is one of JSON, but for the one sign that TOML alone escapes."""
    match value:
        case Mapping():
            return "{ " + ", ".join(f"{toml_key(name)} = {toml_value(each)}" for name, each in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(map(toml_value, value)) + "]"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(name: str) -> str:
    """Write a key, in quotes where it is more than letters, digits, ``_`` and ``-``."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
