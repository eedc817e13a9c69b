"""What a sheet says, before any format: typed columns with their words and their source, and rows."""

from clas_core.sheets.answered import answer_cells, columns_of
from clas_core.sheets.catalogue import SHEETS, SheetForm, budget_columns
from clas_core.sheets.column import KINDS, Column, Kind, Value
from clas_core.sheets.sheet import Sheet, chosen, dictionary_of

__all__ = [
    "KINDS",
    "SHEETS",
    "Column",
    "Kind",
    "Sheet",
    "SheetForm",
    "Value",
    "answer_cells",
    "budget_columns",
    "chosen",
    "columns_of",
    "dictionary_of",
]
