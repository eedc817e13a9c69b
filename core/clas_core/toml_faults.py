"""What of a text is no TOML: every line of it that can be told apart, and not the first one alone.

`tomllib` ends at the first. Where a whole line ``key = value`` is wrong by itself, what follows is read without it, so
that three amounts with a comma are three problems told at once.
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from clas_core.errors import Problem
from clas_core.habits import right_form

MOST_FAULTS = 20

_STATEMENT = re.compile(r"\s*[\w\"'.-]+\s*=")


def syntax_problems(text: str, error: Exception) -> list[Problem]:
    """Return what keeps `text` from being TOML, each with its line; `error` is what the parser said of it."""
    lines = _lines(text.rstrip())
    return list(_each(lines, error))


def _each(lines: list[str], error: Exception) -> Iterator[Problem]:
    left = list(lines)
    for _ in range(MOST_FAULTS):
        line = _line_of(left, error)
        yield _problem(lines, line, error)
        if not _STATEMENT.match(left[line - 1]) or _parsed_beginning(left, line - 1) is None:
            return  # what follows might be a part of it
        left[line - 1] = ""
        try:
            tomllib.loads("\n".join(left), parse_float=Decimal)
        except (ValueError, RecursionError) as following:
            if _line_of(left, following) <= line:
                return
            error = following
        else:
            return


def _line_of(lines: list[str], error: Exception) -> int:
    # Beside its own error, the parser lets through those of a number of 5,000 digits or of a nesting without end.
    match = re.search(r"at line (\d+)", str(error))
    if match:
        return min(int(match[1]), len(lines))
    return len(lines) if "end of document" in str(error) else _first_unreadable(lines)


def _problem(lines: list[str], line: int, error: Exception) -> Problem:
    excerpt = lines[line - 1].strip()[:60]
    if "overwrite" in str(error) or "twice" in str(error):
        message, meant = "Une valeur ou une table est écrite deux fois", ""
        if re.match(r"\[[^\[]", excerpt):
            meant = f"Une table d'une liste s'écrit [{excerpt}], à chaque fois."
    else:
        message, meant = "Ce n'est pas du TOML", right_form(lines, line)
    return Problem((), f"{message}, près de « {excerpt} ». {meant}".strip(), line)


def _parsed_beginning(lines: list[str], count: int) -> dict[str, Any] | None:
    """Return what the first `count` lines say; `None` where they are no TOML by themselves."""
    try:
        return tomllib.loads("\n".join(lines[:count]), parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _lines(text: str) -> list[str]:
    """Split a text as an editor numbers its lines: other separators than line feeds begin none."""
    return text.replace("\r\n", "\n").split("\n")


def _first_unreadable(lines: list[str]) -> int:
    """Return the line after the longest beginning that parses."""
    count = len(lines)
    while count > 0 and _parsed_beginning(lines, count) is None:
        count -= 1
    return min(count + 1, len(lines))
