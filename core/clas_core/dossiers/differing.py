"""Two people change one thing at once: whoever comes second is told, place by place, how what they sent differs from
what is there, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from clas_core.dossiers.content import AMOUNTS
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import Path, Problem
from clas_core.money import parse_amount, write_euros

_POSITION = "position"


def differences(there: Any, sent: Any, path: Path = (), whose: str = "") -> Iterator[Problem]:
    """Yield a problem for each value of the JSON `sent` that is another one `there`, or that one of them lacks.

    Groups that say their position are compared by it, and not by their place in the list: places are those of `sent`;
    what only `there` has comes after them. `whose` says which group it is about.
    """
    if isinstance(there, Mapping | None) and isinstance(sent, Mapping | None):
        for key in {**(sent or {}), **(there or {})}:
            yield from differences((there or {}).get(key), (sent or {}).get(key), (*path, key), whose)
    elif _lists_things(there) and _lists_things(sent):
        for index, (one, other, position) in enumerate(_paired(there or [], sent or [])):
            about = whose if position is None else f"Groupe {position}, "
            yield from differences(one, other, (*path, index), about)
    elif there != sent:
        name = next((part for part in reversed(path) if isinstance(part, str)), "")
        saved, yours = _written(name, there), _written(name, sent)
        if saved != yours:
            beginning = f"{whose}enregistré" if whose else "Enregistré"
            yield Problem(path, f"{beginning} : {saved} ; le vôtre : {yours}.")


def differences_within(names: Iterable[str], there: Mapping[str, Any], sent: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the differences of the fields `names` alone: those that were sent, when not all were."""
    for name in names:
        yield from differences(there.get(name), sent.get(name), (name,))


def _lists_things(value: Any) -> bool:
    """Tell whether a value is a list, or nothing, of which each has parts that can be compared."""
    return value is None or (isinstance(value, list) and all(isinstance(each, Mapping) for each in value))


def _paired(there: Sequence[Any], sent: Sequence[Any]) -> list[tuple[Any, Any, int | None]]:
    """Return what is compared with what, in the order of `sent`, with the position of each that says one."""
    numbered = {_position(each): each for each in there}
    if None in numbered or any(_position(each) is None for each in sent):
        length = max(len(there), len(sent))
        one, other = ([*each, *[None] * (length - len(each))] for each in (there, sent))
        return [(*pair, None) for pair in zip(one, other, strict=True)]
    pairs = [(numbered.pop(position := _position(each), None), each, position) for each in sent]
    return [*pairs, *((each, None, position) for position, each in numbered.items())]


def _position(value: Mapping[str, Any]) -> int | None:
    position = value.get(_POSITION)
    return position if isinstance(position, int) else None


def _written(name: str, value: Any) -> str:
    """Write a value in words; what was typed as an amount and is none stays as it is."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if value is None or value in ("", [], {}):
        return "rien"
    if isinstance(value, list):
        return ", ".join(_written(name, each) for each in value)
    if isinstance(value, Mapping):
        return f"{len(value)} élément{'s' if len(value) > 1 else ''}"
    if name in AMOUNTS:
        try:
            return write_euros(parse_amount(str(value)))
        except ValueError:
            pass
    return f"«\u00a0{STATES.get(value, value) if name == 'outcome' else value}\u00a0»"
