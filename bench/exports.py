"""A hundred thousand dossiers of one call taken out as spreadsheets by the command, on PostgreSQL: how long each takes
from a cold start, and the memory of its process."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep

from bench.filled import dossiers, engine_of, porteurs
from bench.measure import Row
from bench.samples import content
from bench.server import clean_environment
from tests.databases import PostgresServer

_DOSSIERS = 100_000
_MEMORY = 200
"""In mebibytes."""

_SECONDS = {"csv": 10, "xlsx": 60, "ods": 60}


def measure() -> Iterator[Row]:
    """Yield how long each format takes, and the most memory that its process held."""
    with tempfile.TemporaryDirectory() as name, PostgresServer.running() as server:
        folder, url = Path(name), server.new_database()
        numbers = [number for number in range(_DOSSIERS * 3 // 2) if number % 3]  # one in three would be a draft
        with engine_of(url) as engine:
            keys = porteurs(engine, len(numbers), ("marne",))
        rows = (("marne", "2025-2026", key, number) for key, number in zip(keys, numbers, strict=True))
        dossiers(url, rows, content())
        environment = {**clean_environment(folder), "CLAS_DATABASE_URL": url, "CLAS_TODAY": "2025-07-01"}
        for form, bound in _SECONDS.items():
            taken, busy, memory = _export(folder / f"dossiers.{form}", environment)
            what = f"{len(numbers):,} dossiers to {form}"
            yield Row.at_most(bound, name=what, value=taken, unit="s")
            yield Row(name=f"{what}, processor", value=busy, unit="s")
            yield Row.at_most(_MEMORY, name=f"{what}, memory", value=memory, unit="MiB")


def _export(file: Path, environment: dict[str, str]) -> tuple[float, float, float]:
    """Return how long a sheet takes, how long its process is busy, both in seconds, and the most memory that it holds,
    in mebibytes."""
    asked = ["export", "dossiers", "--department", "marne", "--year", "2025-2026", "-o", str(file)]
    start, most = perf_counter(), 0
    process = subprocess.Popen([sys.executable, "-m", "clas_api.cli", *asked], env=environment)
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        # What the kernel counts at the end is at least what the process that began it held.
        most = max(most, _held(process.pid))
        sleep(0.05)
    taken, (_, status, usage) = perf_counter() - start, ended
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert file.stat().st_size > _DOSSIERS
    return taken, usage.ru_utime + usage.ru_stime, most / 1024


def _held(process: int) -> int:
    """Return the most memory that a process has held so far, in kibibytes."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0
