"""Asking the code of a plugin before anybody relies on it, in a process of its own: what it touches is seen there.

Each hook is asked several times, in another order and beside other groups: what answers otherwise the second time keeps
something, or takes it from elsewhere. Every call that its modules make is watched by name.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from clas_api.apart.environment import environment_apart
from clas_core.conformance.found import Found

SECONDS = 20.0
"""For all of it: a process that does not end by then is ended."""

_TOO_LONG = (-9, -24)
"""How a process ends that has computed for longer than it may: by SIGKILL, or by SIGXCPU before."""


def probed(slug: str, site: Path | None = None) -> Sequence[Found]:
    """Return what the code of a department does beyond answering. It lies in `site`, where it is not installed."""
    environment = dict(environment_apart())
    if site is not None:
        environment["PYTHONPATH"] = os.pathsep.join((str(site.absolute()), environment["PYTHONPATH"]))
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    told = f"clas_{slug}/__init__.py"
    with subprocess.Popen(  # noqa: S603  # ourselves, and the name of a department
        [sys.executable, "-m", "clas_api.apart.probe", slug],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            written, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            reason = f"Le code n'a pas répondu en {SECONDS:.0f} secondes."
            return (Found("code.slow", "error", (), reason, "Une fonction répond en quelques millièmes.", told),)
    try:
        rows = json.loads(written.splitlines()[-1])
        return tuple(
            Found(check, level, (), reason, mend, file or told, line) for check, level, reason, mend, file, line in rows
        )
    except (ValueError, IndexError, TypeError):
        if process.returncode in _TOO_LONG:
            reason = "Le code a occupé un processeur plusieurs secondes."
            return (Found("code.slow", "error", (), reason, "Une fonction répond en quelques millièmes.", told),)
        ended = f"Le code met fin au processus qui l'interroge (état {process.returncode})."
        return (Found("code.ends", "error", (), ended, "Une fonction répond, et n'arrête rien.", told),)
