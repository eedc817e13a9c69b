"""What a person waits for before the first word of a command: nothing heavy may be imported for it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from bench.measure import Row, calmest, seconds
from bench.samples import DEPARTMENT, SCHOOL_YEAR, groups, request
from bench.server import clean_environment

_RUNS = 11
_ASKING = ("estimate groups.json", "referentials list", "departments list", f"note {DEPARTMENT} {SCHOOL_YEAR}")


def measure() -> Iterator[Row]:
    """Yield the wall time of ``clas --help``, and the processor time of the commands that ask the rules, cold."""
    clas = str(Path(sys.executable).with_name("clas"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = clean_environment(folder)
        (folder / "groups.json").write_text(json.dumps(request(groups(1))), encoding="utf-8")

        def run(command: str) -> None:
            line = [clas, *command.split()]
            subprocess.run(line, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)

        def processor(command: str) -> float:
            before = getrusage(RUSAGE_CHILDREN)
            run(command)
            after = getrusage(RUSAGE_CHILDREN)
            return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

        run("--help")  # compiles for the others
        wall = median(seconds(lambda: run("--help")) for _ in range(_RUNS))
        yield Row.at_most(0.3, name="clas --help", value=wall, unit="s")
        for command in _ASKING:
            value = calmest(partial(processor, command), _RUNS)
            yield Row.at_most(0.4, name=f"clas {command}, processor", value=value, unit="s")
