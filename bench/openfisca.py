"""The Ps of a million groups by OpenFisca, in the floats of 32 bits that it computes with, beside ours to the cent.

OpenFisca is no dependency: the formula runs in an interpreter that has it, this one or that of ``BENCH_OPENFISCA``
(``python -m venv …`` then ``pip install openfisca-core``). Where there is none, the bench says so.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from bench.measure import Row, calmest, seconds
from bench.samples import SCHOOL_YEAR
from clas_core.calculation import PsRule
from clas_core.calculation.batch import with_ps
from clas_core.national import ReferentialLibrary

_GROUPS = 1_000_000
_TIMES = 5
_INTERPRETER = "BENCH_OPENFISCA"

_FORMULA = """
import sys
from time import perf_counter
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

source, target, times = sys.argv[1], sys.argv[2], int(sys.argv[5])
rate, maximum = map(float, sys.argv[3:5])
costs = np.load(source)
group = build_entity(key="group", plural="groups", label="", is_person=True)

class running_costs(Variable):
    value_type, entity, definition_period, label = float, group, YEAR, ""

class ps(Variable):
    value_type, entity, definition_period, label = float, group, YEAR, ""

    def formula(groups, period):
        return np.minimum(rate * groups("running_costs", period), maximum)

system = TaxBenefitSystem([group])
system.add_variables(running_costs, ps)

def run():
    simulation = SimulationBuilder().build_default_simulation(system, len(costs))
    simulation.set_input("running_costs", "2025", costs)
    start = perf_counter()
    found = simulation.calculate("ps", "2025")
    return perf_counter() - start, found

done = [run() for _ in range(times + 1)][1:]
np.save(target, done[0][1])
print(min(spent for spent, _ in done))
"""


def measure() -> Iterator[Row]:
    """Yield the time of each, the calmest of a few, and the share of amounts of which the cents differ."""
    rule = PsRule.of(ReferentialLibrary.load().parse(SCHOOL_YEAR).ps)
    cents = np.random.default_rng(2025).integers(0, 2_000_000, _GROUPS)
    frame = pl.DataFrame({"running_costs": cents})
    spent = calmest(lambda: seconds(lambda: with_ps(frame, rule)), _TIMES)
    yield Row(name="1 million groups, column", value=spent * 1000, unit="ms")
    interpreter = sys.executable if find_spec("openfisca_core") else os.environ.get(_INTERPRETER, "")
    if not interpreter:
        yield Row.absent("1 million groups, OpenFisca", f"not installed here, and {_INTERPRETER} names no interpreter")
        return
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "costs.npy", Path(folder) / "ps.npy"
        np.save(source, cents / 100)
        figures = (rule.rate.text, str(rule.maximum / 100), str(_TIMES))
        done = subprocess.run(
            [interpreter, "-c", _FORMULA, str(source), str(target), *figures],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            why = done.stderr.strip().rpartition("\n")[2] or f"it ended with {done.returncode}"
            yield Row.absent("1 million groups, OpenFisca", why[:80])
            return
        theirs = np.rint(np.load(target).astype(np.float64) * 100).astype(np.int64)
    ours = with_ps(frame, rule)["ps"].to_numpy()
    yield Row(name="1 million groups, OpenFisca", value=float(done.stdout) * 1000, unit="ms")
    yield Row(name="amounts of OpenFisca that are cents away", value=float((theirs != ours).mean() * 100), unit="%")
