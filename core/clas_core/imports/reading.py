"""Reading the rows of a file: each is what it says, or all of what is wrong with it, by column, value and reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from marshmallow import ValidationError

from clas_core.errors import REQUIRED, did_you_mean
from clas_core.imports.cells import (
    Answers,
    Cell,
    read_amount,
    read_count,
    read_day,
    read_siret,
    read_year,
    text_of,
)
from clas_core.imports.columns import Column, Target, placed
from clas_core.imports.mapping import FileMapping
from clas_core.imports.tables import SheetTable
from clas_core.plain_text import line_of, search_key
from clas_core.reading import flatten

LONGEST_SHOWN = 80
"""In characters, of a value in a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a cell: `column` as the file calls it, `value` as one sees it there."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """A row that was read: the JSON of what it says and what it is judged to be, or its faults. `same_as` is the row
    of the file that said the very same before."""

    number: int
    json: Mapping[str, Any]
    value: Any = None
    faults: Sequence[Fault] = ()
    same_as: int | None = None


def read_rows(
    table: SheetTable, target: Target, mapping: FileMapping, first_year: Literal[1900, 1904] = 1900
) -> Iterator[ReadRow]:
    """Read the rows of a table by a mapping, one after the other; rows that contradict an earlier one are faults."""
    answers = mapping.answers(first_year)
    unused = {each.id for each in target.left_out({*mapping.columns, *mapping.constants})}
    places = {key: table.headers.index(header) for key, header in mapping.columns.items() if key not in unused}
    seen: dict[tuple[Any, ...], ReadRow] = {}
    same = {search_key(name): siret for name, siret in mapping.same.items()}
    for row in table.rows:
        cells = {key: row.cells[at] for key, at in places.items()}
        if same and not text_of(cells.get("siret")).strip():
            cells["siret"] = same.get(search_key(text_of(cells.get("name"))))
        read = _read_row(row.number, cells, target, mapping, answers)
        if read.faults:
            yield read
            continue
        earlier = seen.setdefault(target.key(read.value), read)
        yield read if earlier is read else _again(read, earlier, target, mapping)


def _read_row(
    number: int, cells: Mapping[str, Cell], target: Target, mapping: FileMapping, answers: Answers
) -> ReadRow:
    values: dict[str, Any] = {}
    faults: dict[str, Fault] = {}
    for column in target.columns:
        cell = cells.get(column.id)
        if not text_of(cell).strip():
            cell = mapping.constants.get(column.id)
        try:
            if (told := read_cell(column, cell, answers)) is not None:
                values[column.id] = told
        except ValueError as error:
            faults[column.id] = _fault(number, column, cell, str(error), mapping)
    json = placed(values)
    value: Any = None
    try:
        value = target.schema.load(json)
    except ValidationError as error:
        for problem in flatten(error.messages):
            column = _column_at(target, ".".join(map(str, problem.path)))
            if column.id not in faults:
                # What could not be read is missing below, and was told already.
                reason = problem.message if problem.message != REQUIRED else f"« {column.label} » est obligatoire."
                faults[column.id] = _fault(number, column, cells.get(column.id), reason, mapping)
    return ReadRow(number=number, json=json, value=value, faults=tuple(faults.values()))


def read_cell(column: Column, cell: Cell, answers: Answers) -> Any:
    """Return the JSON of a cell of a column, `None` when it is empty. Raises `ValueError` with a French sentence."""
    text = line_of(text_of(cell))
    if not text:
        return None
    match column.kind:
        case "siret":
            return read_siret(cell, lost_zeros=answers.lost_zeros)
        case "amount":
            return read_amount(cell, decimal=answers.decimal)
        case "count":
            return read_count(cell)
        case "day" | "last_day":
            day: date = read_day(cell, first_year=answers.first_year, last=column.kind == "last_day")
            return day.isoformat()
        case "year":
            return read_year(cell)
        case "choice":
            return _chosen(column, text, answers)
        case "postal_code":
            return text.rjust(5, "0") if text.isdigit() and len(text) == 4 else text  # 01000 as a number
        case "phone":
            return text.rjust(10, "0") if text.isdigit() and len(text) == 9 else text
        case "text":
            return text


def _chosen(column: Column, text: str, answers: Answers) -> str:
    said = search_key(text)
    if said in column.meanings:
        return column.meanings[said]
    told = answers.words.get(column.id, {})
    if said in told:
        return told[said]
    listed = ", ".join(column.values.values())
    raise ValueError(
        f"« {text[:40]} » n'est pas connu ; choix possibles : {listed}."
        + did_you_mean(text, column.values.values())
        + " Dites ce que ce mot veut dire, ou corrigez la cellule."
    )


def _again(read: ReadRow, earlier: ReadRow, target: Target, mapping: FileMapping) -> ReadRow:
    """Tell a row that says the same as an earlier one, or contradicts it: which one is right is asked."""
    if read.json == earlier.json:
        return ReadRow(number=read.number, json=read.json, value=read.value, same_as=earlier.number)
    differing = [each for each in target.columns if _at(read.json, each.id) != _at(earlier.json, each.id)]
    faults = [
        Fault(
            row=read.number,
            column=mapping.columns.get(column.id, column.label),
            value=str(_at(read.json, column.id) or "")[:LONGEST_SHOWN],
            reason=(
                f"La ligne {earlier.number}, du même SIRET, dit « {str(_at(earlier.json, column.id) or '')[:60]} » : "
                "dites laquelle est juste en corrigeant l'une des deux."
            ),
        )
        for column in differing
    ]
    return ReadRow(number=read.number, json=read.json, faults=faults)


def _at(json: Mapping[str, Any], key: str) -> Any:
    value: Any = json
    for part in key.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _column_at(target: Target, path: str) -> Column:
    """Return the column of a problem of the schema: the one at its place, or the first below or above it."""
    by_id = {each.id: each for each in target.columns}
    if path in by_id:
        return by_id[path]
    below = (each for each in target.columns if each.id.startswith(path + ".") or path.startswith(each.id + "."))
    return next(below, target.columns[0])


def _fault(number: int, column: Column, cell: Cell, reason: str, mapping: FileMapping) -> Fault:
    header = mapping.columns.get(column.id, column.label)
    return Fault(row=number, column=header, value=text_of(cell)[:LONGEST_SHOWN], reason=reason)


MOST_WORDS_ASKED = 20


def unknown_words(table: SheetTable, target: Target, mapping: FileMapping) -> Mapping[str, Sequence[str]]:
    """Return, by column of a few choices, the words of a file that say none of them: what each means is asked."""
    found: dict[str, list[str]] = {}
    answers = mapping.answers(1900)
    for column in target.columns:
        header = mapping.columns.get(column.id)
        if column.kind != "choice" or header not in table.headers:
            continue
        at = table.headers.index(header)
        for word in dict.fromkeys(line_of(text_of(row.cells[at])) for row in table.rows):
            try:
                read_cell(column, word, answers)
            except ValueError:
                found.setdefault(column.id, []).append(word)
            if len(found.get(column.id, ())) == MOST_WORDS_ASKED:
                break
    return found
