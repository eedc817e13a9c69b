"""Sheets written as a file, in the format that somebody asks for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import BinaryIO

from clas_api.exchange.leaves import Told
from clas_api.exchange.ods_parts import MEDIA_TYPE as ODS
from clas_api.exchange.writing_csv import write_csv
from clas_api.exchange.writing_ods import write_ods
from clas_api.exchange.writing_xlsx import write_xlsx
from clas_core.sheets import Sheet, Value, dictionary_of

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ods": ODS,
        "csv": "text/csv; charset=utf-8",
    }
)
"""What a file may be, with its media type."""

FORMAT_WORDS: Mapping[str, str] = MappingProxyType(
    {"xlsx": "Excel (xlsx)", "ods": "LibreOffice (ods)", "csv": "Texte séparé (csv)"}
)


def write_sheet(stream: BinaryIO, form: str, sheet: Sheet, told: Told) -> int:
    """Write a sheet in a format of `FORMATS`, with the dictionary of its columns where a file holds several sheets;
    return how many rows it has. `stream` can be written anywhere in."""
    counted = Counted(sheet.rows)
    counting = replace(sheet, rows=counted)
    if form == "csv":
        write_csv(stream, counting, machine=told.machine)
    else:
        (write_xlsx if form == "xlsx" else write_ods)(stream, [counting], told)
    return counted.rows


class Counted:
    """Rows that are counted as they are read."""

    def __init__(self, rows: Iterable[Sequence[Value]]) -> None:
        self._of, self.rows = rows, 0

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self._of:
            self.rows += 1
            yield row


def write_dictionary(stream: BinaryIO, sheet: Sheet, *, machine: bool = False) -> None:
    """Write, as CSV, what the columns of a sheet are: the second file of a format that holds one sheet alone."""
    write_csv(stream, dictionary_of([(sheet.title, sheet.columns)]), machine=machine)
