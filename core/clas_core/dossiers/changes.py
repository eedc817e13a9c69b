"""What changed between two states of a dossier: for its versions, and for the trace of who changed what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from clas_core.errors import Path, Problem


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changed, at its place; `None` where there was nothing, or is nothing any more."""

    path: Path
    before: Any
    after: Any

    @property
    def pointer(self) -> str:
        """The place as a JSON pointer."""
        return Problem(self.path, "").pointer


def changes_between(before: Any, after: Any, path: Path = ()) -> Iterator[Change]:
    """Yield each value of the JSON `after` that differs from `before`, as deep as both have the same shape."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            yield from changes_between(before.get(key), after.get(key), (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            one = before[index] if index < len(before) else None
            other = after[index] if index < len(after) else None
            yield from changes_between(one, other, (*path, index))
    elif before != after:
        yield Change(path, before, after)
