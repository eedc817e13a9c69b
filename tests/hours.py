"""The tests at hours that few work at: ``python tests/hours.py [--sample] [what pytest is to run]``.

Each moment is one run of pytest, with its clock set to it and its machine in a zone; the clock goes on, so that the run
that begins before midnight, or before the clocks change, goes through it (docs/decisions/0034-time-machine.md).
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLOCK = ROOT / "tests" / "clock"

KNOWN = "ignore:Module already imported so cannot be rewritten; time_machine"
"""What pytest says of time-machine, which is there before it."""


@dataclass(frozen=True)
class Moment:
    """When a run begins, and where its machine stands."""

    name: str
    at: str
    zone: str = "Europe/Paris"


MOMENTS = (
    Moment("just after midnight", "2027-06-16T00:05:00+02:00"),
    Moment("at noon", "2027-06-16T12:30:00+02:00"),
    Moment("just before midnight", "2027-12-31T23:55:00+01:00"),
    Moment("on 29 February, just before midnight", "2028-02-29T23:55:00+01:00"),
    Moment("into the hour that is missing", "2027-03-28T01:58:00+01:00"),
    Moment("from the doubled hour into itself", "2027-10-31T02:58:00+02:00"),
    Moment("in the doubled hour, the second time", "2027-10-31T02:30:00+01:00"),
    Moment("in La Réunion, a day ahead of Paris", "2027-06-16T00:30:00+04:00", "Indian/Reunion"),
    Moment("in Martinique, a day behind Paris", "2027-06-15T20:00:00-04:00", "America/Martinique"),
)

SAMPLE = (replace(MOMENTS[3], zone="America/Martinique"), replace(MOMENTS[5], zone="Indian/Reunion"))
"""What plain tox runs, of `SAMPLED` alone."""

SAMPLED = (
    "tests/api/test_clock.py",
    "tests/api/accounts/test_joining.py",
    "tests/api/accounts/test_users_commands.py",
    "tests/api/cli/test_remind.py",
    "tests/api/mails",
)
"""Tests of the clock, of commands that are run at the moment of the wall, of mails and links and how long they last."""

EVERYTHING = ("-n", "2", "--dist", "worksteal", "tests")


def run(moment: Moment, arguments: Sequence[str], *, beside_others: bool) -> bool:
    """Run pytest at a moment; tell whether all passed. What it says `beside_others` is shown in one piece."""
    shift = datetime.fromisoformat(moment.at).timestamp() - time.time()
    path = os.pathsep.join(filter(None, (str(CLOCK), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "CLOCK_SHIFT": str(shift), "PYTHONPATH": path, "TZ": moment.zone}
    title = f"\n=== {moment.name}: {moment.at}, {moment.zone}"
    command = [sys.executable, "-m", "pytest", "-q", "-W", KNOWN, *arguments]
    if not beside_others:
        print(title, flush=True)
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    print(title, done.stdout + done.stderr, sep="\n", flush=True)
    return done.returncode == 0


def main() -> int:
    arguments = sys.argv[1:]
    sample = "--sample" in arguments
    asked = [each for each in arguments if each != "--sample"] or list(SAMPLED if sample else EVERYTHING)
    moments = SAMPLE if sample else MOMENTS
    # A moment of the sample takes one process, one of the whole suite as many as there are.
    with ThreadPoolExecutor(len(SAMPLE) if sample else 1) as at_once:
        passed = list(at_once.map(lambda moment: run(moment, asked, beside_others=sample), moments))
    failed = [moment.name for moment, well in zip(moments, passed, strict=True) if not well]
    print(f"\nfailed {', '.join(failed)}" if failed else "\npassed at every hour")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
