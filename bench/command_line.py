"""``clas --help``: what a person waits for before the first word, so nothing heavy may be imported for it."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.measure import Row, seconds
from bench.server import clean_environment

_RUNS = 11


def measure() -> Iterator[Row]:
    """Yield the wall time of ``clas --help``, the process included."""
    command = [str(Path(sys.executable).with_name("clas")), "--help"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = clean_environment(folder)

        def run() -> None:
            subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)

        run()  # compiles for the others
        wall = median(seconds(run) for _ in range(_RUNS))
    yield Row.at_most(0.3, name="clas --help", value=wall, unit="s")
