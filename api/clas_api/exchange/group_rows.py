"""A workbook of groups as a text of columns, which a simulation reads as it reads any other."""

import csv
from datetime import date
from decimal import Decimal
from typing import IO, TextIO

from clas_api.exchange.reading import read_file
from clas_core.imports.cells import Cell


def write_groups(stream: IO[bytes], text: TextIO) -> int:
    """Write the first sheet of a workbook as csv; return how many rows it has. Raises `InvalidInput`."""
    rows = read_file(stream).rows
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(map(_written, row.cells))
    return len(rows)


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else cell
