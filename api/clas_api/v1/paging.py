"""Pages of a list by keyset: a page says where the next one begins, so that a deep page costs what the first does."""

import base64
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from marshmallow import ValidationError, fields, validate

from clas_api.answers import Answer, Words
from clas_api.store.places import Read
from clas_core.errors import InvalidInput, Problem
from clas_core.fields import Pasted
from clas_core.strict import StrictSchema

MOST = 200
"""Rows of one page."""


class QueryNumber(fields.Integer):
    """A whole number of an address."""

    default_error_messages = {  # noqa: RUF012  # marshmallow declares it as an attribute of the instance
        "invalid": "Un nombre entier est attendu.",
        "too_large": "Un nombre plus petit est attendu.",
    }


def _parts(text: str) -> list[Any]:
    """Return the parts of a place. Raises `ValueError` for what is not one of any list."""
    place = orjson.loads(base64.urlsafe_b64decode(text.encode()))
    if type(place) is not list:
        raise ValueError(text)
    return place


def _given_here(text: str) -> None:
    """Raise `ValidationError` for what is not the place of any page."""
    try:
        _parts(text)
    except ValueError:
        raise ValidationError(_NO_SUCH_PAGE) from None


_NO_SUCH_PAGE = "Cette page n'existe pas : reprenez la valeur de « next » de la page précédente, ou la première page."
_LONGEST = 2_000
"""A place may have a name of 200 characters in it, written in base 64."""
_WITHIN = validate.Range(1, MOST, error=f"Un nombre de 1 à {MOST} est attendu.")


class QuerySchema(StrictSchema):
    """What an address asks: a value that is not there says nothing, and none is null."""


class PageQuerySchema(QuerySchema):
    """What every list may be asked: how many rows, after which place."""

    limit = QueryNumber(load_default=50, validate=_WITHIN, metadata={"description": "rows of the page"})
    after = Pasted(
        load_default=None,
        longest=_LONGEST,
        validate=[_given_here],
        metadata={"description": "`next` of the page before"},
    )


def place_of(query: dict[str, Any], *reads: Read) -> tuple[Any, ...] | None:
    """Return the place after which the page begins, each of its parts read by one of `reads`.

    Raises `InvalidInput` for one that this list has not given.
    """
    given = query["after"]
    if given is None:
        return None
    try:
        return tuple(read(part) for read, part in zip(reads, _parts(given), strict=True))
    except ValueError:
        raise InvalidInput([Problem(("after",), _NO_SUCH_PAGE)]) from None


class PageAnswer(Answer):
    """A page of a list: its rows, and the place of the next page."""

    next = Words(allow_none=True, about="`after` of the next page; null on the last one")


def page(rows: Sequence[Any], limit: int, place: Callable[[Any], list[Any]], name: str = "items") -> dict[str, Any]:
    """Return a page to send: `rows` has one more than `limit` when another page follows. `name` is theirs."""
    shown = rows[:limit]
    following = base64.urlsafe_b64encode(orjson.dumps(place(shown[-1]))).decode() if len(rows) > limit else None
    return {name: shown, "next": following}
