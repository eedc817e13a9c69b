"""The answers of a dossier, each at its place: what is told by what it is about, whatever its rank in a list.

A place is a path of the JSON, but that a line of the budget is known by its account, an articulation by its scheme, a
bonus and a programme by what they are: ``("budget", "64", 0)``, ``("articulations", "pre")``. Actions and groups have
no name of their own that nobody may change, and are known by their rank. Those of a bilan are known by their place in
the deposit, which nobody changes: `clas_core.bilans.placed` tells it so that both are read here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clas_core.errors import Path

_RANKED = frozenset({"actions", "groups"})
_NAMED: Mapping[str, str] = {"articulations": "scheme", "bonuses": "id", "programmes": "id", "budget": "account"}
"""Lists whose rows are told apart by one of their fields; two lines of the budget may have one account."""

_TOLD_WHOLE = frozenset({*_NAMED, "children"})
"""What is told row by row: each is one answer, whatever it holds; of the children of a bilan, those of one level."""

_LEFT_OUT = frozenset({"answers", "children"})
"""Tables that a part without an answer is no part of."""


def placed_answers(content: Mapping[str, Any]) -> dict[Path, Any]:
    """Return every answer of a dossier, as JSON, by its place; what says nothing is left out."""
    return dict(_placed(content, ()))


def _placed(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    name = path[-1] if path else ""
    if isinstance(value, Mapping) and not _is_row(path):
        for key, each in value.items():
            yield from _placed(each, (*path, key))
    elif name in _RANKED and value:  # those of a bilan are a table, by their place in the deposit
        for rank, each in enumerate(value):
            yield from _placed(each, (*path, rank))
    elif name in _NAMED and value:
        yield from ((place, row) for place, row in zip(_names(path, value), value, strict=True))
    elif value not in (None, "", [], {}):
        yield path, value


def _is_row(path: Path) -> bool:
    return len(path) > 1 and path[-2] in _TOLD_WHOLE


def _names(path: Path, rows: Sequence[Mapping[str, Any]]) -> list[Path]:
    """Return the place of each row of a list: its name, and how many of that name stand before it."""
    seen: dict[str, int] = {}
    places: list[Path] = []
    for row in rows:
        name = str(row[_NAMED[str(path[-1])]])
        nth = seen[name] = seen.get(name, -1) + 1
        places.append((*path, name, nth) if path[-1] == "budget" else (*path, name))
    return places


def thing_of(place: Path) -> Path:
    """Return the action or the group of a dossier that an answer is about; nothing for what is of the whole, or of what
    another cannot stand in the place of."""
    if place[:1] != ("actions",):
        return ()
    ranks = [index for index in range(1, len(place)) if place[index - 1] in _RANKED]
    return place[: ranks[-1] + 1] if ranks else ()


def told_within(place: Path) -> Path:
    """Return the place of the JSON that holds an answer: itself, or the list that it is a row of."""
    return next((place[: index + 1] for index, part in enumerate(place) if part in _NAMED), place)


def with_answers(content: Mapping[str, Any], changed: Mapping[Path, Any]) -> dict[str, Any]:
    """Return a dossier with answers put at their places; `None` takes one away.

    An action or a group that is not there comes after those that are.
    """
    whole: Any = dict(content)
    taken = [place for place, value in changed.items() if value is None]
    for place, value in changed.items():
        if value is not None:
            whole = _put(whole, place, value, ())
    for place in sorted(taken, key=lambda each: tuple(map(str, each)), reverse=True):  # the last of a name first
        whole = _put(whole, place, None, ())
    return dict(whole)


def _put(value: Any, left: Path, answer: Any, path: Path) -> Any:
    if not left:
        return answer
    head, *rest = left
    name = path[-1] if path else ""
    if name in _RANKED and not isinstance(value, Mapping):
        rows = list(value or ())
        rank = int(head)
        if rank < len(rows):
            rows[rank] = _put(rows[rank], tuple(rest), answer, (*path, rank))
        elif answer is not None:
            rows.append(_put({}, tuple(rest), answer, (*path, len(rows))))
        return rows
    if name in _NAMED:
        return _with_row(list(value or ()), path, left, answer)
    table = {**(value or {}), head: _put((value or {}).get(head), tuple(rest), answer, (*path, head))}
    return {key: each for key, each in table.items() if each is not None} if name in _LEFT_OUT else table


def _with_row(rows: list[Any], path: Path, left: Path, row: Any) -> list[Any]:
    places = _names(path, rows)
    place = (*path, *left)
    if place not in places:
        return rows if row is None else [*rows, row]
    return [new for each, one in zip(places, rows, strict=True) if (new := row if each == place else one) is not None]
