"""The process that asks the code of one plugin and watches it: ``python -m clas_api.apart.probe marne``.

It writes one line of JSON at its end: what was found, and a digest of each answer, as `probing` reads them. Whatever
does not answer in time ends the process, which says at which line it was.
"""

import faulthandler
import json
import os
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time
from types import FrameType, ModuleType, TracebackType
from typing import Any, NoReturn

from clas_api.apart.child import MEMORY, PROCESSOR

QUICK, SLOW = 0.05, 1.0
"""In seconds: what an answer takes at most to be unremarked, and to be accepted."""

PATIENCE = 6.0
"""In seconds: how long one answer is waited for; watched, code is several times slower."""

_TOLD: list[int] = []
"""Where what is found is written: past whatever the code prints."""

MUCH = 50_000_000
"""In bytes: what an answer may hold of memory without being remarked."""

_WATCHED: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("time", "datetime", "calendar"), ("code.clock", "lit l'horloge")),
    **dict.fromkeys(("random", "_random", "secrets", "uuid"), ("code.chance", "tire au hasard")),
    **dict.fromkeys(
        ("socket", "_socket", "ssl", "http.client", "urllib.request", "requests.api", "smtplib"),
        ("code.network", "ouvre le réseau"),
    ),
    **dict.fromkeys(
        ("io", "_io", "pathlib", "sqlite3", "shutil", "tempfile"), ("code.files", "lit ou écrit des fichiers")
    ),
    **dict.fromkeys(("os", "posix", "nt", "platform"), ("code.environment", "lit la machine")),
    **dict.fromkeys(("subprocess", "_posixsubprocess", "threading", "_thread"), ("code.process", "lance autre chose")),
}
_ENDS = ("_exit", "abort", "kill", "killpg")
_CLOCKS = ("now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime", "strftime")
_AUDITED: Mapping[str, tuple[str, str]] = {
    "socket.": ("code.network", "ouvre le réseau"),
    "subprocess.": ("code.process", "lance autre chose"),
    "os.system": ("code.process", "lance autre chose"),
    "os.exec": ("code.process", "lance autre chose"),
    "os.fork": ("code.process", "lance autre chose"),
    "os.putenv": ("code.environment", "change la machine"),
    "sqlite3.": ("code.files", "lit ou écrit des fichiers"),
}

Row = tuple[str, str, str, str, str, int | None]


class Watch:
    """What the modules of one package call, by name: each thing is told once, at its line."""

    def __init__(self, package: Path) -> None:
        self.package = str(package)
        self.rows: dict[tuple[str, str, int | None], Row] = {}
        self.watching = False
        self.asked: tuple[str, int | None] = ("", None)
        """The file and the line of the hook that is asked."""
        sys.addaudithook(self._audited)

    def tell(self, check: str, level: str, reason: str, mend: str = "", frame: FrameType | None = None) -> None:
        file, line = self._place(frame.f_code.co_filename, frame.f_lineno) if frame else self.asked
        self.rows.setdefault((check, file, line), (check, level, reason, mend, file, line))

    def _place(self, file: str, line: int | None) -> tuple[str, int | None]:
        return f"{Path(self.package).name}/{Path(file).name}", line

    def asks(self, module: ModuleType, name: str) -> None:
        """Note where the hook stands that is asked now: what is told of it is told there."""
        code = getattr(getattr(module, name, None), "__code__", None)
        ours = code is not None and code.co_filename.startswith(self.package)
        self.asked = self._place(code.co_filename, code.co_firstlineno) if ours and code else ("", None)

    def raised(self, error: BaseException) -> None:
        """Note the line of the package at which an error was raised, if one was."""
        while error.__cause__ is not None:
            error = error.__cause__
        step: TracebackType | None = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename.startswith(self.package):
                self.asked = self._place(step.tb_frame.f_code.co_filename, step.tb_lineno)
            step = step.tb_next

    def _ours(self, frame: FrameType | None) -> FrameType | None:
        """Return the nearest frame of the package, if any called."""
        depth = 0
        while frame is not None and depth < 12:
            if frame.f_code.co_filename.startswith(self.package):
                return frame
            frame, depth = frame.f_back, depth + 1
        return None

    def profiled(self, frame: FrameType, event: str, called: Any) -> None:
        """Be told of each call, of Python and of C: `sys.setprofile`."""
        if not self.watching:
            return
        if event == "c_call" and frame.f_code.co_filename.startswith(self.package):
            owner = getattr(called, "__self__", None)
            module = getattr(called, "__module__", None) or getattr(owner, "__module__", None) or type(owner).__module__
            self._named(str(module), str(getattr(called, "__name__", "")), frame)
        elif event == "call" and frame.f_back is not None and frame.f_back.f_code.co_filename.startswith(self.package):
            self._named(str(frame.f_globals.get("__name__", "")), frame.f_code.co_name, frame.f_back)

    def _named(self, module: str, name: str, frame: FrameType) -> None:
        found = _WATCHED.get(module)
        if found is None or (found[0] == "code.clock" and name not in _CLOCKS):
            return
        mend = "Répondez de ce qui vous est donné, et de rien d'autre."
        self.tell(found[0], "error", f"« {name} » : ce code {found[1]}.", mend, frame)
        if name in _ENDS:  # nothing is told after it
            reason = f"« {name} » met fin au processus qui l'interroge."
            self.rows[("code.ends", "", None)] = (
                "code.ends",
                "error",
                reason,
                "Une fonction répond, et n'arrête rien.",
                *self._place(frame.f_code.co_filename, frame.f_lineno),
            )
            _write(self.rows.values(), {})

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.watching:
            return
        opened = event == "open" and isinstance(arguments[0], str | bytes | os.PathLike)
        found = next((what for begins, what in _AUDITED.items() if event.startswith(begins)), None)
        if opened and not str(arguments[0]).endswith((".py", ".pyc", ".toml", ".so")):
            found = ("code.files", "lit ou écrit des fichiers")
        if found is not None and (frame := self._ours(sys._getframe(1))) is not None:
            mend = "Répondez de ce qui vous est donné, et de rien d'autre."
            self.tell(found[0], "error", f"« {event} » : ce code {found[1]}.", mend, frame)


_FAULTS: Mapping[type[Any], str] = {
    MemoryError: "code.memory",
    RecursionError: "code.recursion",
    SystemExit: "code.ends",
}
"""What is told of a hook that raises, but for « code.answer »."""


def _wait(seconds: float = PATIENCE) -> None:
    """Wait for what comes no longer than that: then the process ends, and says at which lines it was."""
    faulthandler.dump_traceback_later(seconds, exit=True, file=_TOLD[0])


class _TooSlow(Exception):
    """A hook took so long that it is not asked again."""


def _timed(watch: Watch, name: str, ask: Callable[[], Any]) -> Any:
    """Return what a hook answers, in JSON's terms; tell how long it took and what it held."""
    from clas_core.errors import DepartmentUnavailable

    _wait()
    tracemalloc.start()
    begun, busy = perf_counter(), process_time()
    watch.watching = True
    sys.setprofile(watch.profiled)
    try:
        answer = ask()
    except DepartmentUnavailable as error:
        answer = f"!{error.reason}"
        watch.raised(error)
        check = _FAULTS.get(type(error.__cause__), "code.answer")
        watch.tell(check, "error", error.reason, "Voyez ce que le point d'extension répond.")
    except (KeyboardInterrupt, GeneratorExit) as error:
        answer = f"!{type(error).__name__}"
        watch.raised(error)
        reason = f"« {name} » met fin au processus qui l'interroge ({type(error).__name__})."
        watch.tell("code.ends", "error", reason, "Une fonction répond, et n'arrête rien.")
    finally:
        faulthandler.cancel_dump_traceback_later()
        sys.setprofile(None)
        watch.watching = False
    took, busy, (_, peak) = perf_counter() - begun, process_time() - busy, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    if busy > QUICK or took > SLOW:  # a machine that is busy makes nobody slow
        level = "error" if took > SLOW else "warning"
        watch.tell("code.slow", level, f"« {name} » a répondu en {took:.1f} s.", "Elle est demandée à chaque groupe.")
        if took > SLOW:
            raise _TooSlow
    if peak > MUCH:
        watch.tell("code.memory", "error", f"« {name} » a tenu {peak // 1_000_000} Mo.", "Calculez sans tout garder.")
    return repr(answer)


def _asked(plugin: Any, module: ModuleType, watch: Watch) -> Iterator[tuple[str, Any]]:
    """Ask each hook of each year, of several groups and dossiers; yield what was asked, and the answer."""
    from clas_core.departments import DepartmentEvent
    from clas_core.eligibility import AXES
    from clas_core.groups import Group

    groups = [
        Group(label=label, children=children, running_costs=costs, adults=adults)
        for label, children, costs, adults in (
            ("A", 8, 0, 2), ("B", 10, 500_000, 2), ("C", 12, 900_000, None), ("D", 12, 2_000_000, 5), ("", 0, 1, 0)
        )
    ]  # fmt: skip
    dossiers: tuple[Mapping[str, Any], ...] = ({"axes": AXES}, {}, {"axes": (), "beyond_homework": None})
    for name in plugin.department.campaigns:
        year = name.year
        watch.asks(module, "clas_supplements")
        for group in groups:
            key = f"clas_supplements {name} {group.label}"
            yield key, _timed(watch, "clas_supplements", partial(plugin.supplements, name, group, 165_000))
        watch.asks(module, "clas_review")
        for rank, dossier in enumerate(dossiers):
            yield (
                f"clas_review {name} {rank}",
                _timed(watch, "clas_review", partial(plugin.review, year, dossier)),
            )
        watch.asks(module, "clas_event")
        event = DepartmentEvent(kind="check", school_year=year, subject="conformance", details={})
        yield f"clas_event {name}", _timed(watch, "clas_event", partial(plugin.notify, event))


def probe(slug: str) -> tuple[Iterable[Row], Mapping[str, str]]:
    """Return what the code of a department does beyond answering, and a digest of what it answers to what."""
    from importlib import import_module
    from importlib.util import find_spec

    from clas_core.departments import DepartmentPlugin, PluginFault

    spec = find_spec(f"clas_{slug}")
    if spec is None or spec.origin is None:
        return (), {}
    watch = Watch(Path(spec.origin).parent)
    watch.watching = True
    _wait()
    sys.setprofile(watch.profiled)
    try:
        module = import_module(f"clas_{slug}")
        plugin = DepartmentPlugin(module, name=slug)
    except PluginFault as fault:
        watch.raised(fault)
        watch.tell("code.answer", "error", str(fault), "")
        return watch.rows.values(), {}
    except BaseException as error:  # noqa: BLE001  # whatever somebody else's code raises
        watch.raised(error)
        watch.tell("code.import", "error", f"Le paquet ne se charge pas : {type(error).__name__}: {error}"[:300], "")
        return watch.rows.values(), {}
    finally:
        sys.setprofile(None)
        faulthandler.cancel_dump_traceback_later()
        watch.watching = False
    if not plugin.has_code:
        return watch.rows.values(), {}
    try:
        first = dict(_asked(plugin, module, watch))
        again = dict(_asked(plugin, module, watch))
    except _TooSlow:
        return watch.rows.values(), {}
    for asked, answer in first.items():
        if again[asked] != answer:
            name = asked.partition(" ")[0]
            watch.asks(module, name)
            reason = f"« {name} » ne répond pas deux fois de même à la même demande."
            watch.tell("code.state", "error", reason, "Ne gardez rien, et ne prenez rien d'ailleurs.")
    return watch.rows.values(), {asked: sha256(answer.encode()).hexdigest() for asked, answer in first.items()}


def _write(rows: Iterable[Row], answers: Mapping[str, str]) -> NoReturn:
    os.write(_TOLD[0], json.dumps({"rows": [*rows], "answers": answers}).encode() + b"\n")
    os._exit(0)  # whatever threads the code has left behind


def main(slug: str) -> None:
    _TOLD.append(os.dup(1))
    os.dup2(2, 1)  # what the code prints is no answer
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (int(PROCESSOR * 12), int(PROCESSOR * 14)))
    except ImportError:
        pass
    _write(*probe(slug))


if __name__ == "__main__":
    main(sys.argv[1])
