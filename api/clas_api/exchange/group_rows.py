"""A workbook of groups as a text of columns, which a simulation reads as it reads any other."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO, TextIO

from clas_api.exchange.reading import read_file
from clas_core.errors import InvalidInput, Problem
from clas_core.imports.cells import Cell
from clas_core.imports.tables import MOST_ROWS


def write_groups(stream: IO[bytes], text: TextIO) -> Sequence[str]:
    """Write the first sheet of a workbook as csv; return what is to be said of how it was read.

    A row is as wide as the widest: a spreadsheet leaves out its last empty cells. Raises `InvalidInput`.
    """
    read = read_file(stream)
    if len(read.rows) > MOST_ROWS:  # what is beyond was not read
        message = f"Ce classeur a plus de {MOST_ROWS} lignes : enregistrez la feuille en « CSV UTF-8 »."
        raise InvalidInput([Problem(("file",), message)])
    width = max((len(row.cells) for row in read.rows), default=0)
    writer = csv.writer(text)
    for row in read.rows:
        writer.writerow([*map(_written, row.cells), *[""] * (width - len(row.cells))])
    return read.remarks


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else cell
