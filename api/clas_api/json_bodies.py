"""Reading JSON that somebody sent, for the service and for the commands: what it says, and that it says it once.

orjson reads, and keeps the last of two values of one key without a word. Whether it dropped any is seen by counting: a
pair has one colon, and what is written again from what was read has as many as there were, unless a pair is gone. Only
then is the text read once more, slowly, to say which key.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import orjson

from clas_core.errors import MOST_PROBLEMS, InvalidInput, Path, Problem

MOST_CONTAINERS = 50_000
"""Lists and objects of one text: 5,000 groups have 15,000. Each costs as much as a hundred signs."""

TWICE = "Ce champ est donné plusieurs fois : gardez une seule valeur."
_NOT_JSON = "Ce n'est pas du JSON valable en UTF-8."
_TOO_MANY = f"Plus de {MOST_CONTAINERS} listes et objets : partagez ce JSON en plusieurs."
_TOO_DEEP = "Ce JSON est imbriqué plus profondément qu'aucune demande ne l'est."
_UTF_16 = "Ce JSON est écrit en UTF-16 : réenregistrez-le en UTF-8."
_MARK = b"\xef\xbb\xbf"
"""The byte-order mark, which some editors put before a text in UTF-8."""


class NotJson(ValueError):
    """A text that cannot be read as JSON, with a French sentence, and the line where one is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class _Doubled(dict[str, Any]):
    """An object some of whose keys, which are `twice`, have several values."""

    twice: list[str]


def parse_json(data: bytes) -> Any:
    """Return what a JSON text says.

    Raises `NotJson`, or `InvalidInput` with the place of each key that is given several times.
    """
    data = data.removeprefix(_MARK)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:2]:
        raise NotJson(_UTF_16)
    if data.count(b"[") + data.count(b"{") > MOST_CONTAINERS:
        raise NotJson(_TOO_MANY)
    try:
        said = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NotJson(_NOT_JSON, error.lineno) from None
    try:
        written = orjson.dumps(said)
    except TypeError:  # it writes 254 levels
        raise NotJson(_TOO_DEEP) from None
    # An escaped colon is one that is written again and was not there; a text that has any is read twice.
    if b"\\u003" in data or data.count(b":") != written.count(b":"):
        _refuse_doubles(data)
    return said


def _refuse_doubles(data: bytes) -> None:
    problems = []
    for problem in _doubles(json.loads(data, object_pairs_hook=_table, parse_int=_skip, parse_float=_skip)):
        problems.append(problem)
        if len(problems) > MOST_PROBLEMS:
            break
    if problems:
        raise InvalidInput(problems)


def _skip(digits: str) -> None:
    """Leave a number as nothing: one of a million digits is of no matter here."""


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) == len(pairs):
        return table
    doubled = _Doubled(table)
    doubled.twice = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    return doubled


def _doubles(said: Any) -> Iterator[Problem]:
    """Yield a problem for each key with several values, in the order of the text."""
    waiting: list[tuple[Path, Any]] = [((), said)]
    while waiting:
        path, value = waiting.pop()
        if type(value) is _Doubled:
            yield from (Problem((*path, key), TWICE) for key in value.twice)
        below = value.items() if isinstance(value, dict) else enumerate(value)
        held = [((*path, key), each) for key, each in below if isinstance(each, dict | list)]
        waiting.extend(reversed(held))
