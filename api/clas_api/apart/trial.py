"""Loading every department that has code once in a process apart, before the service does: code that ends or hangs when
it is loaded is found there, and refused by name.

What was found goes from the command to the workers that it starts by the environment, which they share.
"""

import json
import os
import selectors
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import entry_points

from clas_api.apart.environment import environment_apart
from clas_core.departments.plain import is_data_alone
from clas_core.departments.registry import GROUP, DepartmentRegistry

SECONDS = 15.0
"""To load one department: a second or so is what the slowest machine takes for a sound one."""

_FOUND = "_CLAS_DEPARTMENTS_REFUSED"


def try_departments(enabled: Collection[str] | None) -> Mapping[str, str]:
    """Return the installed departments that cannot even be loaded, each with the reason; whoever loads departments from
    now on, here or in a process that this one starts, loads them without these."""
    # One that only hands its files over can do nothing else: it costs no process.
    installed = {point.name for point in entry_points(group=GROUP) if not is_data_alone(point)}
    left = sorted(installed if enabled is None else installed & set(enabled))
    found: dict[str, str] = {}
    while left:
        tried = dict(_tried(left))
        found |= {slug: reason for slug, reason in tried.items() if reason}
        left = [slug for slug in left if slug not in tried]
    os.environ[_FOUND] = json.dumps(found)
    return found


def refused_departments() -> Mapping[str, str]:
    """Return what `try_departments` has found, here or in the process that started this one."""
    found: dict[str, str] = json.loads(os.environ.get(_FOUND, "{}"))
    return found


def _tried(slugs: Collection[str]) -> Iterator[tuple[str, str]]:
    """Load departments one after the other in another process; yield each with what is wrong, nothing when it is well.
    Ends at the first that ends or hangs."""
    with (
        subprocess.Popen(  # noqa: S603  # ourselves, and the names of departments that are installed
            [sys.executable, "-m", "clas_api.apart.trial", *slugs],
            env=environment_apart(),
            bufsize=0,  # a sign that is read ahead would not be waited for, and its department taken to hang
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process,
        selectors.DefaultSelector() as waiting,
    ):
        assert process.stdout is not None
        waiting.register(process.stdout, selectors.EVENT_READ)
        try:
            for slug in slugs:
                if not waiting.select(SECONDS):
                    yield slug, f"Le greffon n'a pas fini de se charger en {SECONDS:.0f} secondes."
                    return
                if process.stdout.read(1) != _LOADED:
                    yield slug, "Le greffon met fin au processus qui le charge."
                    return
                yield slug, ""
        finally:
            process.kill()


_LOADED = b"."


def main(slugs: Collection[str]) -> None:
    """Load each department, and write a sign after each, past whatever its code writes."""
    told = os.dup(1)
    os.dup2(2, 1)
    for slug in slugs:
        DepartmentRegistry.load(enabled=(slug,))  # what it raises is told to whoever loads it next
        os.write(told, _LOADED)
    os._exit(0)  # whatever threads their code has left behind


if __name__ == "__main__":
    main(sys.argv[1:])
