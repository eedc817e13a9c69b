"""Groups of files as a best reply needs them: rows that are alike counted together, by the engine that reads them.

Columns are those of `columns.py`, and so are the reasons for which a row is refused: counted, never dropped.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw

from clas_core.simulation.columns import BONUS, in_plain_types
from clas_core.simulation.counted import Alike
from clas_core.simulation.engines import Engine
from clas_core.simulation.replay import Replay
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.running import check_files, remarks_of, told_of
from clas_core.simulation.texts import levels_of
from clas_core.simulation.twice import find_twice

_DECLARED = ("department", "children", "adults", "levels", "cents")
_OUTSIDE = "outside_school_time"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAlike:
    """The groups of some files, how many rows were refused for each reason, and what is to be said of the files."""

    groups: Sequence[Alike]
    refused: Mapping[str, int]
    remarks: Sequence[str] = ()


def read_alike(
    files: Sequence[tuple[str, Path]],
    rules: RuleSet,
    departments: Mapping[str, str],
    engine: Engine,
    tell: Callable[[int], None] = lambda _: None,
) -> ReadAlike:
    """Read the groups of `files`, each with the name that it is called by. `departments` gives the code of each
    department as files may write it. Raises `InvalidInput` with all that is wrong with the columns of any."""
    check_files(files, engine)
    groups, refused, remarks = list[Alike](), Counter[str](), list[str]()
    opened = list[tuple[str, Any, Replay]]()
    for name, path in files:
        with told_of(name):
            frame = in_plain_types(engine.opened(path, name))
            replay = Replay.of(
                frame, rules, rules, file=name, departments=tuple(departments), bonuses=tuple(rules.bonuses)
            )
            rows = engine.rows(_alike(replay, frame))
        remarks += remarks_of(name, replay, len(rows))
        opened.append((name, frame, replay))
        for *declared, state, number in rows:
            if state < 0:
                refused[replay.state_of(state).reason] += number
            else:
                groups.append(_group(replay, declared, departments, number))
        tell(1)
    number = sum(each.number for each in groups) + refused.total()
    remarks += find_twice(opened, number, departments, engine).remarks()
    return ReadAlike(groups=groups, refused=refused, remarks=remarks)


def _alike(replay: Replay, frame: Any) -> Any:
    """Return a lazy frame: rows that declare the same, with the reason that they are refused for, counted."""
    marked = replay.marked(frame)
    names = _columns(replay)
    state = nw.when(nw.col("state") < 0).then(nw.col("state")).otherwise(nw.lit(0)).alias("refusal")
    counted = marked.with_columns(state).group_by(*names, "refusal").agg(nw.len().alias("number"))
    return counted.select(*names, "refusal", "number").to_native()


def _columns(replay: Replay) -> Sequence[str]:
    outside = (_OUTSIDE,) if _OUTSIDE in replay.read.values else ()
    return (*_DECLARED, *(BONUS + each for each in replay.bonuses), *outside)


def _group(replay: Replay, declared: Sequence[Any], departments: Mapping[str, str], number: int) -> Alike:
    said = dict(zip(_columns(replay), declared, strict=True))
    return Alike(
        department=departments[said["department"].strip()],
        porteur=0,  # files say which dossier, never whose
        children=said["children"],
        adults=said["adults"],
        levels=levels_of(said["levels"] or "") or None,
        running_costs=said["cents"],
        bonuses=tuple(each for each in replay.bonuses if said[BONUS + each]),
        number=number,
        outside=said.get(_OUTSIDE),
    )
