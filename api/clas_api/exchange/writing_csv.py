"""A sheet as CSV: for people, as French spreadsheets open it; for a machine, by the names of the fields.

Every cell is quoted, so that whoever opens it by another separator finds the same cells and no formula among them.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from io import StringIO, TextIOWrapper
from typing import BinaryIO

from clas_api.exchange.writing_texts import guarded, written
from clas_core.sheets import Sheet


def write_csv(stream: BinaryIO, sheet: Sheet, *, machine: bool) -> None:
    """Write a sheet."""
    if not machine:
        stream.write(BOM_UTF8)
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, delimiter="," if machine else ";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([guarded(each.name if machine else each.label) for each in sheet.columns])
    cells = [written(column, machine=machine) for column in sheet.columns]
    writer.writerows(
        ["" if value is None else cell(value) for cell, value in zip(cells, row, strict=True)] for row in sheet.rows
    )
    text.detach()


def table_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows of texts under their header, as French spreadsheets open them."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guarded(each) for each in row] for row in (header, *rows))
    return BOM_UTF8 + text.getvalue().encode()
