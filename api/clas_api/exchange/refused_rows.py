"""The rows of a file that are to be corrected, as a file to correct and give again: the same columns, and why."""

from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO

from clas_core.imports.cells import text_of
from clas_core.imports.mapping import REASON
from clas_core.imports.reading import Fault
from clas_core.imports.tables import SheetTable


def write_refused_rows(table: SheetTable, faults: Sequence[Fault]) -> bytes:
    """Write the rows that have a fault as an xlsx, every cell as a text: no SIRET is rounded, nothing is a formula."""
    from xlsxwriter import Workbook

    found: dict[int, list[Fault]] = defaultdict(list)
    for each in faults:
        found[each.row].append(each)
    written = BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("À corriger")
        text = workbook.add_format({"num_format": "@"})
        wrong = workbook.add_format({"num_format": "@", "bg_color": "#FFE2C4", "border": 1})
        bold = workbook.add_format({"bold": True, "num_format": "@", "text_wrap": True})
        headers = [header for header in table.headers if header != REASON]
        for at, header in enumerate((*headers, REASON)):
            sheet.write_string(0, at, header, bold)
        sheet.set_column(0, len(headers) - 1, 18, text)
        sheet.set_column(len(headers), len(headers), 80, text)
        sheet.freeze_panes(1, 0)
        rows = (row for row in table.rows if row.number in found)
        for line, row in enumerate(rows, start=1):
            columns = {each.column for each in found[row.number]}
            kept = (cell for header, cell in zip(table.headers, row.cells, strict=True) if header != REASON)
            for at, cell in enumerate(kept):
                sheet.write_string(line, at, text_of(cell), wrong if headers[at] in columns else text)
            reasons = [f"{each.column} : {each.reason}" for each in found[row.number]]
            sheet.write_string(line, len(headers), "\n".join(dict.fromkeys(reasons))[:32_000], text)
    return written.getvalue()
