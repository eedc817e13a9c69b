"""Asking the code of a plugin before anybody relies on it, in a process of its own: what it touches is seen there.

Each hook is asked several times, in another order and beside other groups: what answers otherwise the second time keeps
something, or takes it from elsewhere. Every call that its modules make is watched by name.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from clas_api.apart.environment import environment_apart
from clas_core.conformance.found import Found

SECONDS = 20.0
"""For all of it: a process that does not end by then is ended."""

_TOO_LONG = (-9, -24)
"""How a process ends that has computed for longer than it may: by SIGKILL, or by SIGXCPU before."""


_SEEDS = ("1", "2")
"""By which Python orders a set of texts: what answers by that order answers otherwise elsewhere."""


def probed(slug: str, site: Path | None = None) -> Sequence[Found]:
    """Return what the code of a department does beyond answering. It lies in `site`, where it is not installed."""
    found, answers = _probed(slug, site, _SEEDS[0])
    if not answers or any(each.level == "error" for each in found):
        return found  # what is wrong already is mended first
    others, again = _probed(slug, site, _SEEDS[1])
    told = {(each.check, each.file, each.line) for each in found}
    differing = sorted({asked.partition(" ")[0] for asked in again if again[asked] != answers.get(asked)})
    chances = (
        Found(
            "code.chance",
            "error",
            (),
            f"« {name} » ne répond pas de même d'un processus à l'autre.",
            "Ne prenez rien de l'ordre d'un ensemble : triez.",
            f"clas_{slug}/__init__.py",
            _line_of(slug, site, name),
        )
        for name in differing
    )
    return (*found, *(each for each in others if (each.check, each.file, each.line) not in told), *chances)


def _line_of(slug: str, site: Path | None, name: str) -> int | None:
    """Return the line of a hook in the module of a package; `None` where it stands in another."""
    spec = None if site is not None else find_spec(f"clas_{slug}")
    module = (
        site / f"clas_{slug}" / "__init__.py"
        if site is not None
        else Path(spec.origin)
        if spec and spec.origin
        else None
    )
    try:
        lines = module.read_text("utf-8").split("\n") if module is not None else []
    except (OSError, ValueError):
        return None
    return next((rank for rank, line in enumerate(lines, 1) if line.startswith(f"def {name}(")), None)


def _probed(slug: str, site: Path | None, seed: str) -> tuple[Sequence[Found], Mapping[str, str]]:
    """Return what one process has found of the code, and the digests of its answers."""
    environment = dict(environment_apart())
    if site is not None:
        environment["PYTHONPATH"] = os.pathsep.join((str(site.absolute()), environment["PYTHONPATH"]))
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": seed}
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
            return (Found("code.slow", "error", (), reason, "Une fonction répond en quelques millièmes.", told),), {}
    try:
        read = json.loads(written.splitlines()[-1])
        found = tuple(
            Found(check, level, (), reason, mend, file or told, line)
            for check, level, reason, mend, file, line in read["rows"]
        )
        return found, read["answers"]
    except (ValueError, IndexError, TypeError, KeyError):
        if where := re.search(rf'[/\\]clas_{slug}[/\\](\w+\.py)", line (\d+)', written.decode(errors="replace")):
            file, reason = f"clas_{slug}/{where[1]}", "Le code ne répond pas : il en était là quand il a été arrêté."
            mend = "Une fonction répond en quelques millièmes."
            return (Found("code.slow", "error", (), reason, mend, file, int(where[2])),), {}
        if process.returncode in _TOO_LONG or b"Timeout (" in written:
            reason = "Le code a occupé un processeur plusieurs secondes."
            return (Found("code.slow", "error", (), reason, "Une fonction répond en quelques millièmes.", told),), {}
        ended = f"Le code met fin au processus qui l'interroge (état {process.returncode})."
        return (Found("code.ends", "error", (), ended, "Une fonction répond, et n'arrête rien.", told),), {}
