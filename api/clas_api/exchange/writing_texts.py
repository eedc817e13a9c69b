"""What a cell says, in words or for a machine, and texts that no program takes for anything but a text."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from clas_core.money import amount_text
from clas_core.questions.written import write_tenths
from clas_core.sheets import Column

LONGEST_CELL = 32_767
"""What a cell of a spreadsheet holds at most, in units of UTF-16."""

_CUT = " […]"
_UNITS_OF_A_SIGN = 2
"""At most: a rare sign is two units of UTF-16."""

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNREADABLE = "\ufffd"
"""Stands for a sign that no file of spreadsheets can hold: nothing is taken out in silence."""

_BLANKS = r"\s\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff"
_FORMULA = re.compile(f"'*(?:[\t\r\n]|[{_BLANKS}]*[=+\\-@\u2212\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b])")
"""What a spreadsheet could take for a formula, behind blanks and marks of text too; also in its wide signs."""

MARK = "'"
"""Before a text that looks like a formula, in a file that cannot say that it is a text."""


_SHORT = LONGEST_CELL // _UNITS_OF_A_SIGN
_PLAIN = re.compile(f"[0-9A-Za-z\u00c0-\u00ff][ -~\u00a0-\u00ff\u0152\u0153\u2013\u2019\u2026\u20ac]{{0,{_SHORT - 1}}}")


def is_plain(text: str) -> bool:
    """Tell at once of most texts that nothing need be done to them: they begin by a letter or a figure, have no rare
    sign and are not long."""
    return _PLAIN.fullmatch(text) is not None


def looks_like_formula(text: str) -> bool:
    """Tell whether a spreadsheet could take a text for a formula."""
    return _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with `MARK` before it where it looks like one.

    `unguarded` takes it off again: a text that has it already gets one more.
    """
    return MARK + text if looks_like_formula(text) else text


def unguarded(text: str) -> str:
    """Return the text that `guarded` was given."""
    return text[1:] if text.startswith(MARK) and looks_like_formula(text) else text


def storable(text: str) -> str:
    """Return a text without signs that XML cannot hold, each replaced by the sign of what cannot be read."""
    return _NOT_IN_XML.sub(_UNREADABLE, text)


def fitting(text: str) -> str:
    """Return a text that a cell holds, cut where it is longer, with a mark that it is."""
    if len(text) * _UNITS_OF_A_SIGN <= LONGEST_CELL:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST_CELL:
        return text
    return units[: 2 * (LONGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore") + _CUT


def words_of(column: Column, *, machine: bool) -> Callable[[Any], str]:
    """Return what writes a value that is a text: choices in words for people, by their names for a machine."""
    choices = {} if machine else column.choices
    match column.kind:
        case "yes_no":
            yes, no = ("true", "false") if machine else ("oui", "non")
            return lambda value: yes if value else no
        case "several" if machine:
            return "|".join
        case "several":
            return lambda value: ", ".join(choices.get(each, each) for each in value)
    return (lambda value: choices.get(value, value)) if choices else str


def written(column: Column, *, machine: bool) -> Callable[[Any], str]:
    """Return what writes any value as the text of a file that knows texts alone: a comma and days as people write them,
    or a point and ISO days for a machine."""
    match column.kind:
        case "amount":
            return amount_text if machine else lambda value: amount_text(value).replace(".", ",")
        case "tenths":
            return (lambda value: write_tenths(value).replace(",", ".")) if machine else write_tenths
        case "moment":
            # What `strftime` writes, in half the time.
            return _iso_moment if machine else _moment
        case "day":
            return date.isoformat if machine else _day
        case "whole":
            return str
    words = words_of(column, machine=machine)

    def text(value: Any) -> str:
        said = words(value)
        return said if is_plain(said) else guarded(storable(said))

    return text


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def _moment(moment: datetime) -> str:
    return f"{_day(moment)} {moment.hour:02}:{moment.minute:02}"


def _iso_moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
