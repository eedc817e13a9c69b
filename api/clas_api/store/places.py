"""The place of a row in a list, by which a page says where the next one begins.

It comes back from outside: each part is read by what it can be, of the type in which it was given and written as it
was. Whatever else it is raises `ValueError`, here and not in a query.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")
Read = Callable[[Any], Any]
"""Reads one part of a place."""


def text(value: Any) -> str:
    if type(value) is not str or "\0" in value:
        raise ValueError(value)
    return value


def key(value: Any) -> UUID:
    return _as_written(value, UUID, str)


def day(value: Any) -> date:
    return _as_written(value, date.fromisoformat, date.isoformat)


def moment(value: Any) -> datetime:
    """Read a moment that every database can compare: one that is in the calendar in UTC too."""
    found = _as_written(value, datetime.fromisoformat, datetime.isoformat)
    if found.tzinfo is None:
        raise ValueError(value)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ValueError(value) from None


def cents(value: Any) -> int:
    """Read an amount of a column of 64 bits, which a place has as a text."""
    found = _as_written(value, int, str)
    if not 0 <= found < 2**63:
        raise ValueError(value)
    return found


def number(value: Any) -> int:
    """Read a number of a column of 32 bits."""
    if type(value) is not int or not 0 <= value < 2**31:
        raise ValueError(value)
    return value


def _as_written(value: Any, read: Callable[[str], T], write: Callable[[T], str]) -> T:
    if type(value) is not str:
        raise ValueError(value)
    found = read(value)
    if write(found) != value:
        raise ValueError(value)
    return found
