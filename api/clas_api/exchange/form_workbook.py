"""The offline form as a workbook: only what is to be filled in can be, lists and bounds are those of the questions."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from clas_core.imports.cells import Cell, text_of
from clas_core.imports.form_fields import YES_NO, FormField
from clas_core.imports.form_reading import FIRST_RECORD, ID_COLUMN, ID_ROW, VERTICAL_FIRST
from clas_core.imports.offline_form import FormSheet, OfflineForm
from clas_core.imports.tables import letters

LISTS, IDENTITY = "Listes", "Repères"
"""Hidden sheets: the choices, and by what the form is known."""

_WIDE = ("narrative", "lines", "several_of", "by_level")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_form(form: OfflineForm) -> bytes:
    """Write a form as an xlsx. What is there already is put as texts and numbers, never as formulas."""
    from xlsxwriter import Workbook

    written = BytesIO()
    with Workbook(written, _OPTIONS) as workbook:
        workbook.set_properties({"title": form.title})
        _Forms(workbook).write(form)
    return written.getvalue()


class _Forms:
    """A workbook under way: its formats, and its lists, each written once."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        base = {"valign": "top", "text_wrap": True}
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.note = workbook.add_format({"italic": True, "font_color": "#444444"})
        self.label = workbook.add_format({**base, "bold": True, "bg_color": "#E6ECF5", "border": 1})
        self.help = workbook.add_format(
            {**base, "font_color": "#444444", "font_size": 9, "bg_color": "#F4F6FA", "border": 1}
        )
        self.locked = workbook.add_format({**base, "bg_color": "#E6ECF5", "border": 1})
        filled = {**base, "locked": False, "bg_color": "#FFFFF2", "border": 1}
        self.text = workbook.add_format({**filled, "num_format": "@"})
        self.number = workbook.add_format({**filled, "num_format": "0"})
        self.tenths = workbook.add_format({**filled, "num_format": "0.#"})
        self.amount = workbook.add_format({**filled, "num_format": "#,##0.00"})
        self.day = workbook.add_format({**filled, "num_format": "dd/mm/yyyy"})
        self.lists: dict[tuple[str, ...], str] = {}

    def write(self, form: OfflineForm) -> None:
        first = self.workbook.add_worksheet("Mode d'emploi")
        first.write_string(0, 0, form.title, self.title)
        for rank, step in enumerate(form.steps, start=1):
            first.write_string(rank + 1, 0, f"{rank}. {step}")
        first.set_column(0, 0, 110)
        first.protect()
        sheets = [self.workbook.add_worksheet(each.name) for each in form.sheets]
        self.choices = self.workbook.add_worksheet(LISTS)
        self.choices.very_hidden()
        for made, each in zip(sheets, form.sheets, strict=True):
            self._sheet(made, each)
        known = self.workbook.add_worksheet(IDENTITY)
        known.very_hidden()
        for rank, (key, value) in enumerate(form.identity.items()):
            known.write_string(rank, 0, key)
            known.write_string(rank, 1, value)

    def _sheet(self, made: Any, sheet: FormSheet) -> None:
        made.write_string(0, 0, sheet.title, self.title)
        made.write_string(1, 0, sheet.note, self.note)
        if sheet.vertical:
            self._vertical(made, sheet)
        else:
            self._records(made, sheet)
        made.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})

    def _vertical(self, made: Any, sheet: FormSheet) -> None:
        for at, head in enumerate(("Question", "Votre réponse", "Comment répondre")):
            made.write_string(VERTICAL_FIRST - 2, at, head, self.label)
        record = sheet.records[0] if sheet.records else {}
        for row, asked in enumerate(sheet.fields, start=VERTICAL_FIRST - 1):
            made.write_string(row, 0, asked.label, self.label)
            self._answer(made, row, 1, asked, record.get(asked.id))
            made.write_string(row, 2, asked.help, self.help)
            made.write_string(row, ID_COLUMN, asked.id)
            self._validate(made, row, row, 1, asked)
        made.set_column(0, 0, 50)
        made.set_column(1, 1, 70)
        made.set_column(2, 2, 50)
        made.set_column(ID_COLUMN, ID_COLUMN, None, None, {"hidden": True})
        made.freeze_panes(VERTICAL_FIRST - 1, 1)

    def _records(self, made: Any, sheet: FormSheet) -> None:
        first, last = FIRST_RECORD - 1, FIRST_RECORD - 2 + max(sheet.size, len(sheet.records))
        for at, asked in enumerate(sheet.fields):
            made.write_string(ID_ROW - 3, at, asked.label, self.label)
            made.write_string(ID_ROW - 2, at, asked.help, self.help)
            made.write_string(ID_ROW - 1, at, asked.id)
            made.set_column(at, at, 40 if asked.kind in _WIDE else 20)
            for row in range(first, last + 1):
                rank = row - first
                value = sheet.records[rank].get(asked.id) if rank < len(sheet.records) else None
                self._answer(made, row, at, asked, value, locked=asked.id in sheet.locked)
            if asked.id not in sheet.locked:
                self._validate(made, first, last, at, asked)
        made.set_row(ID_ROW - 1, None, None, {"hidden": True})
        made.freeze_panes(first, 1)

    def _answer(self, made: Any, row: int, column: int, asked: FormField, value: Cell, *, locked: bool = False) -> None:
        formats = {"amount": self.amount, "whole": self.number, "tenths": self.tenths, "day": self.day}
        look = self.locked if locked else formats.get(asked.kind, self.text)
        match value:
            case None:
                made.write_blank(row, column, None, look)
            case Decimal():
                made.write_number(row, column, value, look)
            case date():
                made.write_datetime(row, column, value, look)
            case _:
                made.write_string(row, column, text_of(value), look)

    def _validate(self, made: Any, first: int, last: int, column: int, asked: FormField) -> None:
        """Bound what may be filled in; the sentence that refuses says how to answer."""
        rule: dict[str, Any] = {"error_title": "À corriger", "error_message": asked.help[:255] or None}
        match asked.kind:
            case "yes_no":
                rule |= {"validate": "list", "source": list(YES_NO.values())}
            case "one_of":
                rule |= {"validate": "list", "source": self._list(tuple(asked.options.values()))}
            case "whole" | "tenths":
                bounds = {"minimum": asked.least or 0, "maximum": 1_000_000 if asked.most is None else asked.most}
                rule |= {"validate": "integer" if asked.kind == "whole" else "decimal", "criteria": "between", **bounds}
            case "amount":
                rule |= {"validate": "decimal", "criteria": ">=", "value": 0}
            case "text" | "narrative" if asked.most is not None:
                rule |= {"validate": "length", "criteria": "<=", "value": min(asked.most, 32_000)}
            case _:
                return
        made.data_validation(first, column, last, column, rule)

    def _list(self, choices: tuple[str, ...]) -> str:
        """Return where a list stands on the hidden sheet: one longer than 255 signs stands nowhere else."""
        if choices not in self.lists:
            column = len(self.lists)
            for row, choice in enumerate(choices):
                self.choices.write_string(row, column, choice)
            name = letters(column)
            self.lists[choices] = f"={LISTS}!${name}$1:${name}${max(len(choices), 1)}"
        return self.lists[choices]
