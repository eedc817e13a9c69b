"""Which column of a file is which of ours: proposed by names and by what the cells look like, corrected by people, kept
for the next file with the same header."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, cast

from clas_core.errors import InvalidInput, Path, Problem, did_you_mean, unknown_fields
from clas_core.identifiers import parse_siret
from clas_core.imports.cells import Answers, Cell, read_day, text_of
from clas_core.imports.columns import Column, Target
from clas_core.imports.tables import SheetTable, name_key
from clas_core.plain_text import search_key

SAMPLE = 50
"""Rows that are looked at to see what a column holds."""

MOST_WORDS = 200
"""Words of a file that are given a meaning, of one column."""

_KEYS = ("columns", "constants", "words", "decimal", "lost_zeros", "other_establishments", "same")

REASON = "Motif"
"""The column that says, in a file of rows to correct, what is wrong with each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMapping:
    """How a file is read, each by the id of a column of ours: under which header it stands, one value for all rows
    where the file has no such column, what words of the file mean; and what was asked about the file. `same` gives the
    SIRET of names that stand there without one."""

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decimal: Literal[",", "."] | None = None
    lost_zeros: bool = False
    other_establishments: bool = False
    same: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """Return it as JSON: what `read_mapping` reads."""
        return {
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "words": {key: dict(words) for key, words in self.words.items()},
            "decimal": self.decimal,
            "lost_zeros": self.lost_zeros,
            "other_establishments": self.other_establishments,
            "same": dict(self.same),
        }

    def answers(self, first_year: Literal[1900, 1904]) -> Answers:
        """Return what its cells are read by."""
        return Answers(
            decimal=self.decimal,
            lost_zeros=self.lost_zeros,
            first_year=first_year,
            words={
                key: {search_key(word): value for word, value in words.items()} for key, words in self.words.items()
            },
        )


def digest_of_headers(headers: Sequence[str]) -> str:
    """Return what tells files with the same header, whatever the order of its columns; that of rows to correct, given
    again with why, is the same."""
    told = json.dumps(sorted({*map(name_key, headers)} - {name_key(REASON)})).encode()
    return "sha256:" + hashlib.sha256(told).hexdigest()


def propose_mapping(table: SheetTable, target: Target) -> FileMapping:
    """Propose how to read a file: a header that bears one of the names of a column, then one that begins or ends so,
    then one whose cells look like it. No header serves twice."""
    found: dict[str, str] = {}
    for fits in (_bears, _contains, _looks):
        for column in target.columns:
            if column.id in found:
                continue
            left = [at for at, header in enumerate(table.headers) if header not in found.values()]
            if (at := next((at for at in left if fits(column, table, at)), None)) is not None:
                found[column.id] = table.headers[at]
    return FileMapping(columns={each.id: found[each.id] for each in target.columns if each.id in found})


def _bears(column: Column, table: SheetTable, at: int) -> bool:
    return name_key(table.headers[at]) in column.names


def _contains(column: Column, table: SheetTable, at: int) -> bool:
    """Tell whether a header is a longer name of a column, whose cells could be of it."""
    said = name_key(re.sub(r"\(.*?\)", "", table.headers[at]))
    if said in column.names:
        return True
    if column.kind in ("text", "choice"):
        return False
    longer = any(len(name) > 4 and (said.startswith(name) or said.endswith(name)) for name in column.names)
    return longer and _looks_like(column, _cells(table, at)) is not False


def _looks(column: Column, table: SheetTable, at: int) -> bool:
    return column.kind in ("siret", "year") and _looks_like(column, _cells(table, at)) is True


def _cells(table: SheetTable, at: int) -> Sequence[Cell]:
    return [row.cells[at] for row in table.rows[:SAMPLE] if text_of(row.cells[at]).strip()]


def _looks_like(column: Column, cells: Sequence[Cell]) -> bool | None:
    """Tell whether most of some cells look like those of a column; `None` where one cannot tell."""
    if not cells:
        return None
    return sum(_is_like(column.kind, cell) for cell in cells) * 2 > len(cells)


def _is_like(kind: str, cell: Cell) -> bool:
    text = text_of(cell).strip()
    match kind:
        case "siret":
            return re.fullmatch(r"\d{13,14}(?:[.,]0+)?|\d,\d+E\+\d+", text.replace(" ", ""), re.ASCII) is not None
        case "year":
            return re.fullmatch(r"20\d\d ?[-/] ?(?:20)?\d\d", text, re.ASCII) is not None
        case "amount" | "count":
            return isinstance(cell, Decimal) or re.search(r"\d", text) is not None
        case "day" | "last_day":
            try:
                read_day(cell)
            except ValueError:
                return False
    return True


def read_mapping(data: Any, table: SheetTable, target: Target) -> FileMapping:
    """Read the JSON of a mapping for a file. Raises `InvalidInput` with everything in it that does not fit the file."""
    problems = list(_problems(data, table, target))
    if problems:
        raise InvalidInput(problems, "Ces correspondances ne conviennent pas à ce fichier.")
    decimal = cast("Literal[',', '.'] | None", data.get("decimal"))
    return FileMapping(
        columns=dict(data["columns"]),
        constants={key: value for key, value in data.get("constants", {}).items() if value},
        words={key: dict(words) for key, words in data.get("words", {}).items()},
        decimal=decimal,
        lost_zeros=bool(data.get("lost_zeros", False)),
        other_establishments=bool(data.get("other_establishments", False)),
        same={name: parse_siret(siret) for name, siret in data.get("same", {}).items()},
    )


def _problems(data: Any, table: SheetTable, target: Target) -> Iterator[Problem]:
    if not isinstance(data, dict) or not _is_words(data.get("columns")):
        yield Problem(("columns",), "Les correspondances sont attendues : pour chaque colonne, le nom dans le fichier.")
        return
    yield from unknown_fields(data, _KEYS)
    known = [each.id for each in target.columns]
    yield from unknown_fields(data["columns"], known, ("columns",))
    for key, header in data["columns"].items():
        if header not in table.headers:
            said = f"Le fichier n'a pas de colonne « {header[:60]} »." + did_you_mean(header, table.headers)
            yield Problem(("columns", key), said)
    for header in {each for each in data["columns"].values() if list(data["columns"].values()).count(each) > 1}:
        keys = [key for key, given in data["columns"].items() if given == header]
        yield Problem(("columns", keys[1]), f"« {header[:60]} » sert déjà pour « {_label(target, keys[0])} ».")
    constants = data.get("constants", {})
    if not _is_words(constants):
        yield Problem(("constants",), "Une valeur par colonne est attendue, en texte.")
        return
    yield from unknown_fields(constants, known, ("constants",))
    yield from _odd_words(data.get("words", {}), target)
    if data.get("decimal") not in (None, ",", "."):
        yield Problem(("decimal",), "Le signe des décimales est la virgule ou le point.")
    for name in ("lost_zeros", "other_establishments"):
        if not isinstance(data.get(name, False), bool):
            yield Problem((name,), "« true » ou « false » est attendu.")
    yield from _wrong_sirets(data.get("same", {}))
    for column in target.columns:
        if column.required and column.id not in data["columns"] and not constants.get(column.id):
            yield Problem(("columns", column.id), _missing(column))


def _wrong_sirets(same: Any) -> Iterator[Problem]:
    if not _is_words(same):
        yield Problem(("same",), "Des noms du fichier sont attendus, chacun avec le SIRET du porteur.")
        return
    for name, siret in same.items():
        try:
            parse_siret(siret)
        except ValueError as error:
            yield Problem(("same", name), str(error))


def _missing(column: Column) -> str:
    alone = "" if column.kind == "siret" else ", ou donnez une valeur pour tout le fichier"
    return f"Dites quelle colonne du fichier est « {column.label} »{alone}."


def _odd_words(words: Any, target: Target, path: Path = ("words",)) -> Iterator[Problem]:
    choices = {each.id: each for each in target.columns if each.kind == "choice"}
    if not isinstance(words, dict) or not all(_is_words(each) for each in words.values()):
        yield Problem(path, "Des mots du fichier sont attendus, chacun avec ce qu'il veut dire.")
        return
    yield from unknown_fields(words, choices, path)
    for key, told in words.items():
        for word, value in told.items() if key in choices else ():
            if value not in choices[key].values:
                listed = ", ".join(choices[key].values)
                yield Problem((*path, key, word), f"« {value[:40]} » n'est pas admis ; choix possibles : {listed}.")


def _is_words(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= MOST_WORDS
        and all(isinstance(each, str) for pair in value.items() for each in pair)
    )


def _label(target: Target, key: str) -> str:
    return target.column(key).label if key in {each.id for each in target.columns} else key
