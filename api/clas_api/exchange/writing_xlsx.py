"""Sheets as a workbook of Excel, row after row: whatever it holds, it takes the memory of one row."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from clas_api.exchange.leaves import Leaves, Told
from clas_api.exchange.writing_texts import fitting, is_plain, looks_like_formula, storable, words_of
from clas_core.sheets import Column, Kind, Sheet, Value

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORMATS: Mapping[Kind, str] = {
    "whole": "#,##0",
    "tenths": "#,##0.0",
    "amount": '#,##0.00\\ "€"',
    "day": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy\\ hh:mm",
}
_TEXT = "@"
_HEADING = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8E8E8"}
_WRAPPED = 28
"""From how many signs on a column of texts is wrapped."""
_A4 = 9
_HEIGHT = 32
"""Of the heading, in points: two lines."""


def write_xlsx(stream: BinaryIO, sheets: Sequence[Sheet], told: Told) -> Leaves:
    """Write sheets, then the dictionary of their columns; return how it was laid out."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "remove_timezone": True, "strings_to_urls": False, "strings_to_formulas": False}
    leaves = Leaves(told)
    with Workbook(stream, options) as book:
        about = {
            "title": told.title,
            "author": told.author,
            "comments": told.remark,
            "created": told.made_at.replace(tzinfo=None),
        }
        book.set_properties(about)
        book.set_custom_property("Language", "fr-FR")
        writer = _Writer(book, leaves)
        for sheet in sheets:
            writer.write(sheet)
        writer.write(leaves.dictionary())
    return leaves


class _Writer:
    """A workbook being written, with its formats, each made once."""

    def __init__(self, book: "Workbook", leaves: Leaves) -> None:
        self.book, self.leaves = book, leaves
        self.heading = book.add_format(_HEADING)
        self.formats = {kind: book.add_format({"num_format": said, "valign": "top"}) for kind, said in _FORMATS.items()}
        self.text = book.add_format({"num_format": _TEXT, "valign": "top"})
        self.wrapped = book.add_format({"num_format": _TEXT, "valign": "top", "text_wrap": True})
        # What looks like a formula stays a text when its cell is opened and closed again.
        self.quoted = book.add_format({"num_format": _TEXT, "valign": "top", "quote_prefix": True})

    def write(self, sheet: Sheet) -> None:
        """Write a sheet on as many leaves as it needs."""
        machine = self.leaves.told.machine
        for leaf in self.leaves.of(sheet):
            page = self.book.add_worksheet(leaf.name)
            _lay_out(page, sheet, self.leaves.told)
            page.set_row(0, _HEIGHT)
            for place, column in enumerate(sheet.columns):
                page.set_column(place, place, column.width)
                page.write_string(0, place, storable(column.name if machine else column.label), self.heading)
            cells = [self._cell(page, column) for column in sheet.columns]
            last = 0
            for last, row in enumerate(leaf.rows, start=1):
                for place, value in enumerate(row):
                    if value is not None:
                        cells[place](last, place, value)
            page.autofilter(0, 0, last, max(len(sheet.columns) - 1, 0))

    def _cell(self, page: "Worksheet", column: Column) -> Callable[[int, int, Any], Any]:
        """Return what writes the values of a column in their rows."""
        machine, form = self.leaves.told.machine, self.formats.get(column.kind)
        match column.kind:
            case "whole":
                return lambda row, place, value: page.write_number(row, place, value, form)
            case "tenths":
                return lambda row, place, value: page.write_number(row, place, value / 10, form)
            case "amount":
                # The format keeps numbers in binary: the nearest one to so many cents is read back as those cents.
                return lambda row, place, value: page.write_number(row, place, value / 100, form)
            case "day" | "moment":
                return lambda row, place, value: page.write_datetime(row, place, value, form)
            case "yes_no" if machine:
                return lambda row, place, value: page.write_boolean(row, place, value, self.text)
        plain = self.wrapped if column.width >= _WRAPPED else self.text

        words = words_of(column, machine=machine)

        def text(row: int, place: int, value: Value) -> None:
            said = words(value)
            if is_plain(said):
                page.write_string(row, place, said, plain)
            elif said := self.leaves.cut(storable(said), fitting):
                page.write_string(row, place, said, self.quoted if looks_like_formula(said) else plain)

        return text


def _lay_out(page: "Worksheet", sheet: Sheet, told: Told) -> None:
    """Have a leaf read and printed: its head stays, and is on every page, as wide as the paper."""
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_header(f"&L{_in_margin(told.title)}&R{_in_margin(sheet.title)}")
    page.set_footer(f"&L{told.made_at:%d/%m/%Y %H:%M}&R&P / &N")


def _in_margin(text: str) -> str:
    return storable(text).replace("&", "&&")[:100]
