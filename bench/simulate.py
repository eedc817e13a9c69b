"""Ten million groups of Parquet under two sets of rules, by department, against the same aggregation of bare columns.

The bare columns hold already what the rules come to: reading them and adding them up by the same keys is what nobody
avoids. Time and memory are those of a process of its own, where both are told. A hundred million groups are the same
ten times over, in one file. DuckDB and Spark are printed beside, where they are installed.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from bench.measure import Row, alternate, medians, processor_seconds, ratio, seconds
from bench.samples import SCHOOL_YEAR
from clas_core.departments.names import NAMES
from clas_core.national import ReferentialLibrary
from clas_core.simulation.engines import ENGINES, Engine
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.running import Simulation, run

_GROUPS = 10_000_000
_ROUNDS = 5
_COPIES = 10
_LEVELS = ("ce2 cm1", "cp", "cm1 cm2", "6e 5e", "3e", "maternelle", "ce1")
_MIB = 2**20
_MACHINE = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MIB
_ROOM = 4 * 2**30
"""What the files of a hundred million groups may take, in bytes, with room to spare."""


def measure() -> Iterator[Row]:
    """Yield the ratio to the bare aggregation, the memory, and the time of each engine. All must tell the same."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "groups.parquet"
        write_groups(file, _GROUPS)
        yield from _against_bare(file, folder / "bare.parquet")
        yield from _engines(file)
        yield from _many(file, folder / "many.parquet")


def _against_bare(file: Path, bare_file: Path) -> Iterator[Row]:
    _write_bare(file, bare_file)
    engine = ENGINES["polars"]("")

    def bare() -> None:
        pl.scan_parquet(bare_file).group_by("department", "state").agg(
            pl.len(), pl.col("ps_before").sum(), pl.col("ps_after").sum()
        ).collect(engine="streaming")

    pairs = alternate(
        lambda: processor_seconds(lambda: simulated(file, engine)), lambda: processor_seconds(bare), _ROUNDS
    )
    mine, theirs = medians(pairs)
    yield Row(name="10 million groups, two sets of rules, processor", value=mine * 1000, unit="ms")
    yield Row(name="10 million rows, bare columns, processor", value=theirs * 1000, unit="ms")
    yield Row.at_most(2, name="simulation / bare columns", value=ratio(pairs), unit="×")


def _engines(file: Path) -> Iterator[Row]:
    """Yield the time of each engine by the clock: what runs on a machine of its own is not of this process."""
    told: list[dict[str, Any]] = []
    for name, missing in (("polars", ""), ("duckdb", _missing("duckdb")), ("spark", _missing("pyspark", "java"))):
        title = f"10 million groups, {name}"
        if missing:
            yield Row.absent(title, missing)
            continue
        engine = ENGINES[name]("")
        spent = seconds(lambda: told.append(simulated(file, engine)))  # noqa: B023  # run at once
        engine.ended()
        if told[-1] != told[0]:
            raise AssertionError(f"{name} and polars differ")
        yield Row(name=title, value=spent * 1000, unit="ms")


def _missing(module: str, command: str = "") -> str:
    """Say what is not installed here, of a module and of a command."""
    if find_spec(module) is None:
        return f"{module} is not installed here"
    return f"{command} is not installed here" if command and shutil.which(command) is None else ""


def _many(file: Path, many: Path) -> Iterator[Row]:
    """Yield what ten times as many groups take of time and memory, beside ten million."""
    few, held = _best(file)
    yield Row.at_most(2048, name="memory, 10 million groups", value=held, unit="MiB")
    if shutil.disk_usage(many.parent).free < _ROOM:
        yield Row.absent("100 million groups", f"less than {_ROOM // 2**30} GiB are free on the disk")
        return
    frame = pl.scan_parquet(file).with_columns(dossier=pl.lit("1"), group=pl.lit("1"))  # not read, and long to write
    pl.concat([frame] * _COPIES).sink_parquet(many)
    spent, held = _best(many)
    yield Row(name="100 million groups, processor", value=spent * 1000, unit="ms")
    yield Row.at_most(_COPIES, name="100 million groups / 10 million", value=spent / few, unit="×")
    yield Row.at_most(_MACHINE, name="memory, 100 million groups", value=held, unit="MiB")


def write_groups(file: Path, count: int) -> None:
    """Write sound groups, of which some are too small, too large, or of a level outside the Clas."""
    chance = np.random.default_rng(2025)
    cents = pl.Series(chance.integers(0, 2_000_000, count)).cast(pl.Decimal(14, 0))
    pl.DataFrame(
        {
            "department": pl.Series(list(NAMES))[chance.integers(0, len(NAMES), count)],
            "dossier": pl.Series(chance.integers(0, count, count)).cast(pl.String),
            "group": pl.Series(chance.integers(1, 9, count)).cast(pl.String),
            "children": chance.integers(6, 15, count),
            "adults": chance.integers(1, 5, count),
            "levels": pl.Series(_LEVELS)[chance.integers(0, len(_LEVELS), count)],
            "running_costs": (cents * pl.Series([Decimal("0.01")])).cast(pl.Decimal(12, 2)),
            "bonus_children": chance.integers(0, 2, count).astype(bool),
            "bonus_parents": chance.integers(0, 2, count).astype(bool),
        }
    ).write_parquet(file)


@cache
def simulation() -> Simulation:
    """Return what is asked, its rules read once: reading them again is not what is measured."""
    before = RuleSet(referential=ReferentialLibrary.load().parse(SCHOOL_YEAR))
    after = before.with_figures({"ps.maximum": Decimal(2850), "ps.rate": Decimal("0.34")})
    return Simulation(before=before, after=after, departments={code: code for code in NAMES})


def simulated(file: Path, engine: Engine) -> dict[str, Any]:
    return run(simulation(), [("groups", file)], engine).as_json()


def _write_bare(file: Path, bare: Path) -> None:
    """Write what the rules come to for each row, as columns."""
    frame = pl.scan_parquet(file)
    marked = simulation().replay(frame, "groups").marked(frame)
    marked.select("department", "state", "ps_before", "ps_after").to_native().sink_parquet(bare)


def _best(file: Path) -> tuple[float, float]:
    """Return the least of three times, and what it held."""
    return min(_apart(file) for _ in range(3))


def _apart(file: Path) -> tuple[float, float]:
    """Return how long a process that simulates this file keeps the processor busy, in seconds, and the most memory
    that it holds, in mebibytes."""
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from bench.simulate import ENGINES, processor_seconds, simulated, simulation\nsimulation()\n"
        "spent = processor_seconds(lambda: simulated(Path(sys.argv[1]), ENGINES['polars']('')))\n"
        # Not `getrusage`, which tells the most of the process that started this one.
        "held = next(each.split()[1] for each in Path('/proc/self/status').open() if each.startswith('VmHWM'))\n"
        "print(spent, held)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True)
    spent, held = done.stdout.split()
    return float(spent), int(held) * 1024 / _MIB
