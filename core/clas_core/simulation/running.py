"""Running a simulation over files: each is read by one engine, checked first, and counted by each key asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from clas_core.errors import ClasError, InvalidInput, Problem
from clas_core.simulation.classes import scaled
from clas_core.simulation.columns import BONUS, in_plain_types, left_aside, unsaid
from clas_core.simulation.ends import Ends, uncertainty
from clas_core.simulation.engines import Engine
from clas_core.simulation.impact import Impact
from clas_core.simulation.replay import Replay, schema_of
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.tally import AFTER, BEFORE, Tally
from clas_core.simulation.twice import find_twice

T = TypeVar("T")

MOST_EXAMPLES = 5
NOT_READ = (
    "Ce fichier ne se lit pas : il est vide, abîmé, ou ses lignes n'ont pas toutes les mêmes colonnes. "
    "Enregistrez-le de nouveau, en csv (UTF-8) ou en Parquet."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """What is to be simulated. `departments` says the code of each department as files may write it."""

    before: RuleSet
    after: RuleSet
    departments: Mapping[str, str]
    by: Sequence[str] = ("department",)
    ends: Ends = field(default_factory=Ends)
    envelopes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    bonuses: bool = True
    """Whether the bonuses of the columns are looked at."""

    @property
    def passes(self) -> Sequence[str | None]:
        """What rows are counted by, one after the other."""
        needed = ("department",) if self.envelopes and "department" not in self.by else ()
        return (*self.by, *needed) or (None,)

    def steps(self, files: int) -> int:
        """Return how many steps there are to tell of."""
        return files * (len(self.passes) + (2 if self.ends else 0))

    def replay(self, frame: Any, name: str) -> Replay:
        """Return the replay of a frame. Raises `InvalidInput` with all that is wrong with its columns."""
        asked = dict.fromkeys((*self.before.bonuses, *self.after.bonuses)) if self.bonuses else ()
        return Replay.of(
            frame, self.before, self.after, file=name, departments=tuple(self.departments), bonuses=tuple(asked)
        )


def run(
    simulation: Simulation,
    files: Sequence[tuple[str, Path]],
    engine: Engine,
    tell: Callable[[int], None] = lambda _: None,
) -> Impact:
    """Run a simulation over `files`, each with the name that it is called by, telling of each step done.

    Raises `InvalidInput` with all that is wrong with any of them, before a row is counted.
    """
    opened = _opened(simulation, files, engine)
    tally, totals, examples = Tally(), [[0, 0], [0, 0]], dict[str, list[dict[str, str]]]()
    remarks = list[str]()
    for name, frame, replay in opened:
        known = tally.rows
        with told_of(name):
            for place, by in enumerate(simulation.passes):
                rows = engine.rows(replay.counted(frame, by))
                if place == 0:
                    tally.take(replay, ((row[0], *row[-3:]) for row in rows))
                if by is not None:
                    tally.take_by(by, replay, rows)
                tell(1)
            if simulation.ends:
                for end in (0, 1):
                    for rank, cents in enumerate(_at(simulation, end, frame, replay, engine)):
                        totals[end][rank] += cents
                    tell(1)
            _add_examples(examples, tally, name, frame, replay, engine)
        remarks += remarks_of(name, replay, tally.rows - known)
    twice = find_twice(opened, tally.rows, simulation.departments, engine)
    before, after, ends = simulation.before, simulation.after, simulation.ends
    whole = tally.whole.total(BEFORE), tally.whole.total(AFTER)
    said = uncertainty(
        list(ends.because(before, after)),
        list(ends.unstated(before, after)),
        [(each[0], each[1]) for each in totals] if ends else [whole, whole],
        before.referential.digest == after.referential.digest and not ends,
    )
    columns = set.intersection(*(set(replay.read.values) for _, _, replay in opened)) if opened else set[str]()
    return Impact(
        before=before,
        after=after,
        tally=tally,
        columns=sorted(columns),
        by=simulation.by,
        files=[name for name, _ in files],
        examples=examples,
        departments=simulation.departments,
        envelopes=simulation.envelopes,
        uncertainty=said,
        twice=twice,
        remarks=[*remarks, *twice.remarks()],
    )


def check_files(files: Iterable[tuple[str, Path]], engine: Engine) -> None:
    """Raises `InvalidInput` with all that is wrong with the columns of any file, of which no row is counted."""
    _each(files, lambda name, path: schema_of(engine.opened(path, name), name))


def _opened(
    simulation: Simulation, files: Iterable[tuple[str, Path]], engine: Engine
) -> Sequence[tuple[str, Any, Replay]]:
    def opened(name: str, path: Path) -> tuple[str, Any, Replay]:
        frame = in_plain_types(engine.opened(path, name))
        replay = simulation.replay(frame, name)
        return name, frame, replay.with_texts_of(frame, engine.rows)

    return _each(files, opened)


def _each(files: Iterable[tuple[str, Path]], done: Callable[[str, Path], T]) -> Sequence[T]:
    """Return what is done of each file. Raises `InvalidInput` with all that is wrong with any."""
    found, problems = list[T](), list[Problem]()
    for name, path in files:
        try:
            with told_of(name):
                found.append(done(name, path))
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems, "Les fichiers sont à corriger.")
    return found


def _at(simulation: Simulation, end: int, frame: Any, replay: Replay, engine: Engine) -> tuple[int, int]:
    """Return the totals before and after at an end of the ranges."""
    ends = simulation.ends
    before, after = ends.sets(simulation.before, simulation.after, end)
    moved = replace(replay, before=before, after=after, costs_change=ends.factor("costs", end))
    tally = Tally()
    tally.take(moved, ((row[0], *row[-3:]) for row in engine.rows(moved.counted(frame))))
    return tally.whole.total(BEFORE), scaled(tally.whole.total(AFTER), ends.factor("groups", end))


def _add_examples(
    examples: dict[str, list[dict[str, str]]], tally: Tally, name: str, frame: Any, replay: Replay, engine: Engine
) -> None:
    for reason in tally.refused:
        kept = examples.setdefault(reason, [])
        if left := MOST_EXAMPLES - len(kept):
            for row in engine.rows(replay.refused(frame, reason, left)):
                said = zip(("department", "dossier", "group", "value"), row, strict=True)
                kept.append({"file": name, **{key: str(value)[:80] for key, value in said}})


def remarks_of(name: str, replay: Replay, rows: int) -> Iterator[str]:
    """Yield what is to be said of a file of so many rows, and of its columns."""
    if not rows:
        yield f"{name} : aucune ligne de groupe."
    if aside := left_aside(replay.schema, replay.bonuses):
        yield f"{name} : colonnes laissées de côté : {', '.join(each[:40] for each in aside[:20])}."
    for bonus in unsaid(replay.schema, replay.bonuses):
        yield f"{name} : pas de colonne « {BONUS}{bonus} » : aucun groupe n'est compté comme demandant ce bonus."


@contextmanager
def told_of(name: str) -> Iterator[None]:
    """Turn what an engine says of a file that it cannot read into a sentence."""
    try:
        yield
    except ClasError:
        raise
    except Exception as error:
        engines = ("polars", "duckdb", "_duckdb", "pyspark", "py4j", "narwhals")
        if not type(error).__module__.startswith(engines) and not isinstance(error, OSError):
            raise
        raise InvalidInput([Problem((name,), NOT_READ)], f"{name} est à corriger.") from error
