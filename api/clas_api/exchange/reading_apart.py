"""Reading a spreadsheet in a process apart, bounded in time and memory: two cells far apart would fill any memory.

Asked by `read_workbook`, done by ``python -m clas_api.exchange.reading_apart``: the file comes on standard input, its
rows go out on standard output, a JSON text a line, the first one about the file.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Literal

from clas_api.apart.environment import environment_apart
from clas_api.exchange.reading import FileRead, refused
from clas_core.imports.cells import Row, cell_json, cell_of_json, number_of
from clas_core.imports.tables import MOST_COLUMNS, MOST_ROWS

MEMORY = 1024**3
"""In bytes."""

SECONDS = 60
"""To read the largest file that is accepted, on a machine that has much else to do."""

_TOO_LARGE = (
    "Une fois ouvert, ce classeur serait démesuré : supprimez les lignes et les colonnes vides qui suivent le tableau, "
    "ou enregistrez la feuille en .csv."
)
_DAMAGED = "Ce classeur est abîmé : ouvrez-le avec un tableur, enregistrez-le de nouveau, puis recommencez."


EVERY = "*"
"""Instead of the name of a sheet: a sheet cannot be called so."""


def read_workbook(data: bytes, sheet: str | None, first_year: Literal[1900, 1904]) -> FileRead:
    """Read a sheet of a workbook. Raises `InvalidInput` when it cannot be read within the bounds."""
    head, *lines = _asked(data, sheet or "")
    rows = [Row(number=number, cells=tuple(map(cell_of_json, cells))) for number, cells in lines]
    return FileRead(rows=rows, remarks=head["remarks"], first_year=first_year, sheets=head["sheets"])


def _asked(data: bytes, sheet: str) -> Sequence[Any]:
    """Return what the process tells of a workbook, the first of it about the file. Raises `InvalidInput`."""
    try:
        done = subprocess.run(  # noqa: S603  # ourselves
            [sys.executable, "-m", "clas_api.exchange.reading_apart", sheet],
            env=environment_apart(),
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refused(_TOO_LARGE) from None
    if done.returncode or not done.stdout:
        raise refused(_TOO_LARGE)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if problem := isinstance(told[0], dict) and told[0].get("problem"):
        raise refused(problem)
    return told


def read_sheets(data: bytes) -> Mapping[str, Sequence[Row]]:
    """Read every sheet of a workbook, hidden ones too, by name: for one that we have made. Raises `InvalidInput`."""
    sheets: dict[str, list[Row]] = {}
    for told in _asked(data, EVERY):
        if isinstance(told, dict):
            rows = sheets.setdefault(told["sheet"], [])
        else:
            rows.append(Row(number=told[0], cells=tuple(map(cell_of_json, told[1]))))
    return sheets


def _told(value: Any) -> Any:
    """Return what was read of a cell as JSON (`cell_json`)."""
    match value:
        case bool() | str():
            return value
        case int() | float():
            return cell_json(number_of(value))
        case datetime():
            return cell_json(value.date())
        case date():
            return cell_json(value)
        case time() | timedelta():
            return str(value)
    return ""


def _hold() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _read(data: bytes, wanted: str) -> Iterator[Any]:
    """Give what is said of a workbook, then the rows of a sheet that hold something."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        if wanted == EVERY:
            for each in sheets:
                yield {"sheet": each.name}
                yield from _rows(workbook.get_sheet_by_name(each.name), {})
            return
        shown = [each.name for each in sheets if each.visible == SheetVisibleEnum.Visible]
        hidden = [each.name for each in sheets if each.name not in shown]
        if wanted and wanted not in [each.name for each in sheets]:
            listed = ", ".join(f"« {name[:40]} »" for name in shown)
            yield {"problem": f"Ce classeur n'a pas de feuille « {wanted[:40]} » ; feuilles : {listed}."}
            return
        chosen = [wanted] if wanted else shown
        sheet = next((found for name in chosen if (found := workbook.get_sheet_by_name(name)).height), None)
        if sheet is None:
            yield {"problem": "Ce classeur n'a aucune feuille visible qui tienne quelque chose."}
            return
        remarks = [f"Feuille lue : « {sheet.name} »."] if len(sheets) > 1 else []
        if others := [name for name in shown if name != sheet.name]:
            remarks.append(f"Autres feuilles, non lues : {_listed(others)}.")
        if hidden := [name for name in hidden if name != sheet.name]:
            remarks.append(f"Feuilles masquées, non lues : {_listed(hidden)}.")
        merged = list(sheet.merged_cell_ranges or ())
        if merged:
            remarks.append(f"{len(merged)} groupe(s) de cellules fusionnées : chaque ligne en reçoit la valeur.")
        yield {"remarks": remarks, "sheets": shown}
        yield from _rows(sheet, _spread(merged, (sheet.start or (0, 0))[1]))
    except PasswordError:
        yield {"problem": "Ce classeur est protégé par un mot de passe : retirez-le, puis recommencez."}
    except (CalamineError, ValueError, OSError):
        yield {"problem": _DAMAGED}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"« {name[:40]} »" for name in names[:10]) + (" …" if len(names) > 10 else "")


def _spread(merged: Sequence[Any], left: int) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Return, by row, the cells that a merge hides, each by its column, counted from the first that holds something
    (`left`), and the row that holds its value.

    A cell merged over several columns tells its value once: its neighbours are other columns.
    """
    hidden: dict[int, list[tuple[int, int]]] = {}
    for (first, column), (last, _) in merged[:MOST_ROWS]:
        for row in range(first + 1, min(last, first + 1_000) + 1):
            hidden.setdefault(row, []).append((column - left, first))
    return hidden


def _rows(sheet: Any, hidden: Mapping[int, Sequence[tuple[int, int]]]) -> Iterator[Any]:
    sources = {place for places in hidden.values() for place in places}
    held: dict[tuple[int, int], Any] = {}
    given = 0
    for index, values in enumerate(sheet.iter_rows()):
        cells = [_told(value) for value in values[: MOST_COLUMNS + 1]]
        while cells and cells[-1] == "":
            cells.pop()
        filled = bool(cells)
        for column, source in hidden.get(index, ()) if filled else ():
            if (column, source) in held and column < len(cells) and cells[column] == "":
                cells[column] = held[column, source]
        for column, source in sources if sources else ():
            if source == index and column < len(cells):
                held[column, source] = cells[column]
        if filled:
            given += 1
            yield [index + 1, cells]
        if given > MOST_ROWS + 1:
            return


def main(wanted: str) -> None:
    _hold()
    out = sys.stdout.buffer
    for told in _read(sys.stdin.buffer.read(), wanted):
        out.write(json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])
