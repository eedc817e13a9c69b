"""Pages of a list by keyset: a page says where the next one begins, so that a deep page costs what the first does."""

import base64
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson
from marshmallow import ValidationError, fields, validate

from clas_core.errors import InvalidInput, Problem
from clas_core.fields import Text
from clas_core.strict import StrictSchema

T = TypeVar("T")

MOST = 200
"""Rows of one page."""


class QueryNumber(fields.Integer):
    """A whole number of an address."""

    default_error_messages = {  # noqa: RUF012  # marshmallow declares it as an attribute of the instance
        "invalid": "Un nombre entier est attendu.",
        "too_large": "Un nombre plus petit est attendu.",
    }


def _given_here(text: str) -> None:
    """Raise `ValidationError` for what is not the place of any page."""
    try:
        place = orjson.loads(base64.urlsafe_b64decode(text.encode()))
    except ValueError:
        raise ValidationError(_NO_SUCH_PAGE) from None
    if not isinstance(place, list):
        raise ValidationError(_NO_SUCH_PAGE)


_NO_SUCH_PAGE = "Cette page n'existe pas : reprenez la valeur de « next » de la page précédente, ou la première page."
_WITHIN = validate.Range(1, MOST, error=f"Un nombre de 1 à {MOST} est attendu.")


class PageQuerySchema(StrictSchema):
    """What every list may be asked: how many rows, after which place."""

    limit = QueryNumber(load_default=50, validate=_WITHIN, metadata={"description": "rows of the page"})
    after = Text(load_default=None, validate=[_given_here], metadata={"description": "`next` of the page before"})


def place_of(query: dict[str, Any], read: Callable[[list[Any]], T]) -> T | None:
    """Return the place after which the page begins, made by `read`. Raises `InvalidInput` for one not given here."""
    given = query["after"]
    if given is None:
        return None
    try:
        return read(orjson.loads(base64.urlsafe_b64decode(given.encode())))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        raise InvalidInput([Problem(("after",), _NO_SUCH_PAGE)]) from None


def bounded_number(value: Any) -> int:
    """Return a number that the database can compare. Raises `ValueError`."""
    number = int(value)
    if not 0 <= number < 2**31:
        raise ValueError(value)
    return number


def page(
    rows: Sequence[Any],
    limit: int,
    show: Callable[[Any], dict[str, Any]],
    place: Callable[[Any], list[Any]],
    name: str = "items",
) -> dict[str, Any]:
    """Return a page as JSON values: `rows` has one more than `limit` when another page follows. `name` is theirs."""
    shown = rows[:limit]
    following = base64.urlsafe_b64encode(orjson.dumps(place(shown[-1]))).decode() if len(rows) > limit else None
    return {name: [show(row) for row in shown], "next": following}
