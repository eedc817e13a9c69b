"""Groups that files say twice: the same department, dossier and group. They are told, and neither refused nor left out.

Which of two rows is right cannot be known, and each can be computed: the total counts both, and says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from clas_core.simulation.columns import as_words
from clas_core.simulation.engines import Engine
from clas_core.simulation.replay import Replay

MOST_COMPARED = 2_000_000
"""Rows: a hundred years of France. Beyond, comparing them all would take the memory of all."""

MOST_EXAMPLES = 5
_KEYS = ("department", "dossier", "group")

Opened = Sequence[tuple[str, Any, Replay]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """How many groups are said more than once, by how many rows too many, with examples, if that was looked for."""

    searched: bool
    groups: int = 0
    rows: int = 0
    examples: Sequence[Mapping[str, Any]] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "searched": self.searched,
            "groups": self.groups,
            "rows": self.rows,
            "examples": [dict(each) for each in self.examples],
        }

    def remarks(self) -> Iterator[str]:
        """Yield what is to be said of it, in French."""
        if not self.searched:
            most = f"{MOST_COMPARED:,}".replace(",", "\u202f")
            yield f"Plus de {most} lignes : les groupes écrits deux fois n'ont pas été cherchés."
        if self.rows:
            shown = " ; ".join(map(_shown, self.examples))
            yield (
                f"Des groupes sont écrits plusieurs fois (même département, dossier et groupe) : {self.rows} ligne(s) "
                f"de trop, qui comptent. Retirez-les, puis recommencez. Exemples : {shown}."
            )


def find_twice(opened: Opened, rows: int, departments: Mapping[str, str], engine: Engine) -> Twice:
    """Return which groups are said more than once in files of so many `rows`, all of them together. `departments` gives
    the code of each department as files may write it; a row that names no dossier or no group is like no other."""
    if rows > MOST_COMPARED:
        return Twice(searched=False)
    if not opened:
        return Twice(searched=True)
    named = nw.concat([_named(name, frame, replay, departments) for name, frame, replay in opened], how="vertical")
    ends = (nw.col("file").min().alias("first"), nw.col("file").max().alias("last"))
    several = named.group_by(*_KEYS).agg(nw.len().alias("number"), *ends).filter(nw.col("number") > 1)
    ((groups, number),) = engine.rows(several.select(nw.len().alias("groups"), nw.col("number").sum()).to_native())
    if not groups:
        return Twice(searched=True)
    chosen = several.sort(*_KEYS).head(MOST_EXAMPLES).select(*_KEYS, "number", "first", "last")
    examples = [
        {**dict(zip(_KEYS, key, strict=True)), "rows": int(count), "files": list(dict.fromkeys((first, last)))}
        for *key, count, first, last in engine.rows(chosen.to_native())
    ]
    return Twice(searched=True, groups=int(groups), rows=int(number) - int(groups), examples=examples)


def _named(name: str, frame: Any, replay: Replay, departments: Mapping[str, str]) -> nw.LazyFrame[Any]:
    """Return the names of the groups of a file, with a department by its code."""
    written = {each: as_words(each, replay.schema[each]).str.strip_chars() for each in _KEYS}
    for other, code in departments.items():
        if other != code:
            department = written["department"]
            written["department"] = nw.when(department == other).then(nw.lit(code)).otherwise(department)
    found = nw.from_native(frame).select(
        *(each.alias(key) for key, each in written.items()), nw.lit(name).alias("file")
    )
    said = (nw.col("dossier") != "") & (nw.col("group") != "") & (nw.col("department") != "")
    return found.filter(said)  # type: ignore[no-any-return]


def _shown(example: Mapping[str, Any]) -> str:
    files = " et ".join(example["files"])
    return f"{example['department']}, dossier {example['dossier']}, groupe {example['group']} ({files})"
