"""Spark tells what Polars tells, where it is installed: clas-core[spark] and Java 17."""

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HEAD = "department,dossier,group,children,adults,levels,running_costs,bonus_children,bonus_parents"
ROWS = (
    "51,D1,1,10,2,ce2 cm1,9000.00,oui,non",
    "51,D2,1,7,2,cp,8000.10,,",
    "77,D3,2,,1,3e;6e,1,oui,oui",
    "77,D4,,10,2,ce3,-5,,",
    "xx,,,,,,,,",
)
TELLING = """
import json, sys
from pathlib import Path
from clas_core.national import ReferentialLibrary
from clas_core.simulation.replay import BY
from clas_core.simulation.rule_set import RuleSet
from clas_core.simulation.ends import read_ends
from clas_core.simulation.engines import ENGINES
from clas_core.simulation.running import Simulation, run

rules = RuleSet(referential=ReferentialLibrary.load().parse("2025-2026"))
ends = read_ends(["ps.maximum=2750..2850"], ["costs=-1%..+2.5%"], rules, rules)
asked = Simulation(before=rules, after=rules, departments={"51": "51", "77": "77"}, by=BY[:2], ends=ends)
for name in ("polars", "spark"):
    engine = ENGINES[name]("local[2]" if name == "spark" else "")
    print(json.dumps(run(asked, [("groups", Path(sys.argv[1]))], engine).as_json()))
    engine.ended()
"""


@pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="Spark is not installed here: clas-core[spark] is 490 MB, and needs Java 17",
)
def test_spark_prints_the_document_that_polars_prints(tmp_path: Path) -> None:
    file = tmp_path / "groups.csv"
    file.write_text("\n".join((HEAD, *ROWS)) + "\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", TELLING, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert documents[0] == documents[1]
    assert documents[0]["rows"] == len(ROWS)
