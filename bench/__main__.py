"""``python -m bench``: measure, and print ``name, value, unit, goal, ok`` as a table or as JSON."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from time import monotonic

from bench.measure import Row

SUBJECTS: Mapping[str, str] = {
    "estimate": "one explained estimate in process",
    "command-line": "commands from a cold start",
    "service": "POST /estimates under granian, against an empty view",
    "departments": "all the departments of France enabled",
    "apart": "three departments whose code hangs, and what another waits for",
    "column": "ten million groups",
    "sliders": "a simulation and a best reply over the groups of France, in process and over HTTP",
    "simulate": "ten and a hundred million groups under two sets of rules, by department, on each engine",
    "openfisca": "a million groups by OpenFisca, and how many of its amounts are cents away",
    "pages": "the pages of a porteur and of a Caf among ten thousand dossiers, on both databases",
    "lists": "lists of a hundred thousand dossiers on PostgreSQL",
    "year": "statistics of a hundred thousand dossiers on PostgreSQL, the settlement of five thousand",
    "exports": "a hundred thousand dossiers of a call as spreadsheets, by the command",
    "sessions": "the votes and the closing of a committee's session of 120 dossiers and 12 members",
    "letters": "the letters of a session of five hundred dossiers, as one PDF and as an archive",
    "costs": "the dearest bodies of a mebibyte, at each operation",
    "closing-night": "the last evening of calls: porteurs who write, read and deposit at once, on PostgreSQL",
    "imports": "files of ten thousand rows, read, tried and taken in, on both databases",
    "deposits": "deposits on PostgreSQL, against pgbench; the memory of a worker",
}

_HEADINGS = ("name", "value", "unit", "goal", "ok")
_NUMERIC = 1
"""The column that is aligned on the right."""


def main() -> int:
    """Return the exit status: 1 when a goal is missed and ``--check`` was given."""
    arguments = _parser().parse_args()
    started, (load, _, _) = monotonic(), os.getloadavg()
    rows: list[Row] = []
    for subject in arguments.only or SUBJECTS:
        rows.extend(_told(subject))
    if arguments.json:
        print(json.dumps([_shown(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        _print_table(rows)
        version = f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.system()}"
        print(f"\n{version}; load average {load:.1f} at the start; {monotonic() - started:.0f} s")
    missed = [row for row in rows if row.ok is False]
    if missed:
        print(f"{len(missed)} missed: {', '.join(row.name for row in missed)}", file=sys.stderr)
    return 1 if missed and arguments.check else 0


def _parser() -> argparse.ArgumentParser:
    subjects = "\n".join(f"  {name:<14}{what}" for name, what in SUBJECTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure how fast the platform is, on this machine, now.",
        epilog=f"subjects:\n{subjects}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--check", action="store_true", help="exit 1 when a goal is missed")
    parser.add_argument(
        "--only", action="append", choices=SUBJECTS, metavar="NAME", help="one subject; may be repeated"
    )
    return parser


def _told(subject: str) -> Iterator[Row]:
    """Yield the rows of a subject, saying what is measured: on a terminal which one is, else each that was."""
    # Imported when asked for: a subject needs no package that only another one uses.
    measure: Callable[[], Iterator[Row]] = import_module(f"bench.{subject.replace('-', '_')}").measure
    on_terminal = sys.stderr.isatty()
    done = 0
    if on_terminal:
        print(f"\r\033[K{subject} …", end="", file=sys.stderr, flush=True)
    for done, row in enumerate(measure(), start=1):
        if on_terminal:
            print(f"\r\033[K{subject} … {done} measured, last: {row.name}", end="", file=sys.stderr, flush=True)
        else:
            # A run that is cut short has still told what it measured.
            print(f"{row.name}: {_number(row.value)} {row.unit or row.goal}", file=sys.stderr, flush=True)
        yield row
    if on_terminal:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def _shown(row: Row) -> Mapping[str, object]:
    value = None if row.value is None else float(f"{row.value:.4g}")
    return {**asdict(row), "value": value, "goal": row.goal or None}


def _print_table(rows: Sequence[Row]) -> None:
    verdicts = {None: "", True: "yes", False: "NO"}
    lines = [
        _HEADINGS,
        *((row.name, _number(row.value), row.unit, row.goal, verdicts[row.ok]) for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell.rjust(width) if place == _NUMERIC else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _number(value: float | None) -> str:
    """Write `value` with three significant digits, and whole numbers whole."""
    if value is None:
        return "—"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
