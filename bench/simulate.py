"""Ten million groups of Parquet under two sets of rules, by department, against the same aggregation of bare columns.

The bare columns hold already what the rules come to: reading them and adding them up by the same keys is what nobody
avoids. Memory is that of a process of its own. DuckDB and Spark are printed beside, where they are installed; so is
the time of ten times as many groups, where the disk has room.
"""

import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
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


def measure() -> Iterator[Row]:
    """Yield the ratio to the bare aggregation, the memory, and the time of each engine. All must tell the same."""
    with TemporaryDirectory() as folder:
        file, bare_file = Path(folder) / "groups.parquet", Path(folder) / "bare.parquet"
        write_groups(file, _GROUPS)
        ours = ENGINES["polars"]("")
        told = simulated(file, ours)
        _write_bare(file, bare_file)

        def bare() -> None:
            pl.scan_parquet(bare_file).group_by("department", "state").agg(
                pl.len(), pl.col("ps_before").sum(), pl.col("ps_after").sum()
            ).collect(engine="streaming")

        pairs = alternate(
            lambda: processor_seconds(lambda: simulated(file, ours)), lambda: processor_seconds(bare), _ROUNDS
        )
        mine, theirs = medians(pairs)
        yield Row(name="10 million groups, two sets of rules, processor", value=mine * 1000, unit="ms")
        yield Row(name="10 million rows, bare columns, processor", value=theirs * 1000, unit="ms")
        yield Row.at_most(2, name="simulation / bare columns", value=ratio(pairs), unit="×")
        yield Row.at_most(2048, name="memory, 10 million groups", value=_memory([file]), unit="MiB")
        for name, module in (("duckdb", "duckdb"), ("spark", "pyspark")):
            if find_spec(module) is not None:
                engine = ENGINES[name]("")
                found: list[Any] = []
                simulated(file, engine)
                spent = seconds(lambda: found.append(simulated(file, engine)))  # noqa: B023  # run at once
                engine.ended()
                if found != [told]:
                    raise AssertionError(f"{name} and polars differ")
                yield Row(name=f"10 million groups, {name}", value=spent * 1000, unit="ms")
        many = [file] * _COPIES
        spent = processor_seconds(lambda: simulated(many, ours))
        yield Row.at_most(_COPIES * 1.3, name="100 million groups / 10 million", value=spent / mine, unit="×")
        yield Row.at_most(4096, name="memory, 100 million groups", value=_memory(many), unit="MiB")


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


def simulation() -> Simulation:
    before = RuleSet(referential=ReferentialLibrary.load().parse(SCHOOL_YEAR))
    after = before.with_figures({"ps.maximum": Decimal(2850), "ps.rate": Decimal("0.34")})
    return Simulation(before=before, after=after, departments={code: code for code in NAMES})


def simulated(files: Path | list[Path], engine: Engine) -> dict[str, Any]:
    found = files if isinstance(files, list) else [files]
    return run(simulation(), [("groups", each) for each in found], engine).as_json()


def _write_bare(file: Path, bare: Path) -> None:
    """Write what the rules come to for each row, as columns."""
    frame = pl.scan_parquet(file)
    marked = simulation().replay(frame, "groups").marked(frame)
    marked.select("department", "state", "ps_before", "ps_after").to_native().sink_parquet(bare)


def _memory(files: list[Path]) -> float:
    """Return the most memory that a process holds which simulates these files, in mebibytes."""
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom bench.simulate import ENGINES, simulated\n"
        "simulated(list(map(Path, sys.argv[1:])), ENGINES['polars'](''))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, *map(str, files)], capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024 / _MIB
