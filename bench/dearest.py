"""The dearest bodies of a mebibyte that one can make for an operation: what keeps a processor busy with little effort.

They are made from the OpenAPI document, so that a field or an operation that is added is tried as well: a body that the
document says is sound, and in it, at each place in turn, what reading, refusing and telling cost most for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

LARGEST = 1024 * 1024
_ROOM = LARGEST - 4_096
"""What is left for one value when the rest of a body is around it."""

_COMBINED = "a" + "\u0301\u0323" * 20
_TEXTS: Mapping[str, str] = {
    "combining marks": _COMBINED * (_ROOM // len(_COMBINED.encode())),
    "blanks": " " * _ROOM,
    "digits": "1" * _ROOM,
    "an address": "a" * (_ROOM // 2) + "@" + "b." * (_ROOM // 4 - 1),
    "a web address": "https://" + "a-" * (_ROOM // 2 - 5),
}

_Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Dear:
    """A body, and what is dear in it."""

    what: str
    data: bytes


def dearest(schema: Mapping[str, Any], document: Mapping[str, Any], sound: Any) -> Iterator[Dear]:
    """Yield the dearest bodies for a request of `schema`; `sound` is one that is accepted."""
    for what, value in _anything():
        yield Dear(f"{what} in place of the body", orjson.dumps(value))
    for place, said in _places(schema, document):
        named = "/".join(map(str, place)) or "the body"
        for what, value in _wrong(said, document):
            body = _put(sound, place, value)
            if len(data := orjson.dumps(body)) <= LARGEST:
                yield Dear(f"{what} in {named}", data)


def _anything() -> Iterator[tuple[str, Any]]:
    yield "unknown keys", {f"k{number}": 1 for number in range(80_000)}
    yield "lists", [[]] * 49_000
    yield "numbers", [1] * (LARGEST // 2 - 2)
    yield "tables of keys", [{f"k{number}": 1 for number in range(6)}] * 20_000


def _wrong(said: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield values that are dear where `said` describes what is meant."""
    types = _types(said)
    if "object" in types:
        yield "near keys", _near(said, _ROOM // 24)
    elif "array" in types:
        of = _resolved(said.get("items", {}), document)
        yield "empty tables", [{}] * 49_000
        yield "nothings", [None] * (_ROOM // 5)
        if "object" in _types(of):
            odd, sound = _near(of, 19), example_of(of, document)
            room = _ROOM // (len(orjson.dumps(sound)) + 1)
            yield "tables of near keys", [odd] * (_ROOM // len(orjson.dumps(odd)) - 1)
            yield "many sound tables", [sound] * min(room, 16_000)
            yield "as many sound tables as may be", [sound] * min(room, said.get("maxItems", 16_000))
        else:
            word = str(example_of(of, document))
            yield "sound words", [word] * min(said.get("maxItems", 49_000), _ROOM // (len(word) + 3))
            yield "near words", [f"{word}{number}" for number in range(_ROOM // (len(word) + 9))]
            yield "long words", ["a\u0301" * 5_000] * (_ROOM // 15_003)
    else:
        yield from _TEXTS.items()
        yield "a text as long as may be", "é" * min(int(said.get("maxLength", 10_000)), _ROOM // 2)
        yield "a table", {f"k{number}": "" for number in range(60_000)}
    if "object" not in types:
        yield "words", ["a"] * (_ROOM // 4)


def _near(said: Mapping[str, Any], count: int) -> dict[str, int]:
    """Return keys that are nearly those which are known: each of them is compared with all that are."""
    known = list(said.get("properties", {})) or ["field"]
    return {f"{known[number % len(known)]}{number}": 1 for number in range(count)}


def _places(schema: Mapping[str, Any], document: Mapping[str, Any], place: _Place = ()) -> Iterator[Any]:
    """Yield each place of a body, with what is said of it."""
    said = _resolved(schema, document)
    yield place, said
    for name, below in said.get("properties", {}).items():
        yield from _places(below, document, (*place, name))
    if "array" in _types(said) and "object" in _types(_resolved(said.get("items", {}), document)):
        yield from _places(said["items"], document, (*place, 0))


def example_of(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """Return a value such as `schema` says, with every field."""
    said = _resolved(schema, document)
    if "example" in said:
        return said["example"]
    if said.get("enum"):
        return said["enum"][0]
    types = _types(said)
    if "object" in types:
        return {name: example_of(below, document) for name, below in said.get("properties", {}).items()}
    if "array" in types:
        return [example_of(said.get("items", {}), document)]
    if "integer" in types or "number" in types:
        return max(1, said.get("minimum", 1))
    if "boolean" in types:
        return True
    known = {"date": "2025-07-01", "uuid": "0b6c7a52-5d0e-4b8e-9a55-3f3d9d8a1c11", "email": "a@clas.example"}
    return known.get(said.get("format", ""), "mot")


def _put(base: Any, place: _Place, value: Any) -> Any:
    """Return `base` with `value` at `place`, and whatever must be there around it."""
    if not place:
        return value
    first, rest = place[0], place[1:]
    if isinstance(first, int):
        items = list(base) if isinstance(base, list) and base else [{}]
        return [_put(items[0], rest, value), *items[1:]]
    table = dict(base) if isinstance(base, dict) else {}
    table[first] = _put(table.get(first), rest, value)
    return table


def _resolved(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference, or take the first of several that is no null."""
    while True:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = document["components"]["schemas"][name]
        elif several := schema.get("anyOf") or schema.get("allOf") or schema.get("oneOf"):
            schema = next(each for each in several if each.get("type") != "null")
        else:
            return schema


def _types(said: Mapping[str, Any]) -> tuple[str, ...]:
    given = said.get("type", "object" if "properties" in said else ())
    return (given,) if isinstance(given, str) else tuple(given)
