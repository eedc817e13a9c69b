"""Reading an offline form that comes back: the JSON of a dossier, as if it had been typed, with the cell of each
answer; what is wrong is told by cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clas_core.dossiers.content import DossierContent
from clas_core.dossiers.schemas import content_json
from clas_core.errors import Path, Problem
from clas_core.imports.cells import Cell, Row, read_count, text_of
from clas_core.imports.form_fields import FormField, read_answer
from clas_core.imports.offline_form import ACTION, BEYOND, BONUS, NUMBER, CellFault, FormSheet, OfflineForm
from clas_core.imports.tables import letters
from clas_core.questions import Questionnaire
from clas_core.questions.placing import place_in, put_in

VERTICAL_FIRST, ID_ROW, FIRST_RECORD = 4, 5, 6
"""Rows, counted from 1: the first question of a vertical sheet; the identifiers and the first record of another."""

ID_COLUMN = 3
"""The column of the identifiers of a vertical sheet, counted from 0; its answers are two before."""

Filled = Mapping[str, tuple[Any, str]]
"""By field: what was read of it, and its cell."""


@dataclass(slots=True, kw_only=True)
class FormRead:
    """What a form says: the `content` of a dossier as JSON, the cell of each answer, and what could not be read."""

    content: dict[str, Any]
    places: dict[Path, tuple[str, str]] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)

    def placed(self, problems: Iterable[Problem]) -> Iterator[CellFault]:
        """Tell problems of the content by the cell of each: its own, or the nearest one around it."""
        for each in problems:
            path: Path = tuple(each.path)
            while path and path not in self.places:
                path = path[:-1]
            sheet, cell = self.places.get(path, ("Dossier", "A1"))
            yield CellFault(sheet=sheet, cell=cell, reason=each.message)


def read_form(form: OfflineForm, questionnaire: Questionnaire, sheets: Mapping[str, Sequence[Row]]) -> FormRead:
    """Read the sheets of a form that came back, by the form as it would be given now. Raises nothing: a sheet that is
    missing, a question that is asked no more, are faults."""
    read = FormRead(content={})
    records = {each.name: list(_records(each, sheets.get(each.name), read)) for each in form.sheets}
    content: dict[str, Any] = {}
    for filled in records["Dossier"]:
        _answer(content, (), "dossier", "Dossier", filled, questionnaire, read)
    content["actions"] = _actions(records["Actions"], records["Groupes"], questionnaire, read)
    content["budget"] = _budget(records["Budget"], read)
    if "Programmes" in records:
        content["programmes"] = _programmes(records["Programmes"], read)
    whole = content_json(DossierContent())
    read.content = {**{name: whole[name] for name in whole if name != "attestations"}, **content}
    return read


def _records(sheet: FormSheet, rows: Sequence[Row] | None, read: FormRead) -> Iterator[Filled]:
    """Give the records of a sheet that hold something."""
    if rows is None:
        read.faults.append(
            CellFault(sheet=sheet.name, cell="A1", reason="Cette feuille manque : reprenez le formulaire.")
        )
        return
    by_number = {row.number: row.cells for row in rows}
    known = {each.id: each for each in sheet.fields}
    if sheet.vertical:
        cells = {
            text_of(row.cells[ID_COLUMN]): (row.cells[1], f"B{row.number}")
            for row in rows
            if row.number >= VERTICAL_FIRST and len(row.cells) > ID_COLUMN
        }
        yield dict(_filled(sheet, known, cells, read))
        return
    places = {at: text_of(cell) for at, cell in enumerate(by_number.get(ID_ROW, ())) if text_of(cell)}
    if not set(known) & set(places.values()):
        reason = "La ligne cachée des identifiants manque : reprenez le formulaire."
        read.faults.append(CellFault(sheet=sheet.name, cell=f"A{ID_ROW}", reason=reason))
        return
    for number, values in sorted(by_number.items()):
        if number < FIRST_RECORD:
            continue
        cells = {key: (values[at], f"{letters(at)}{number}") for at, key in places.items() if at < len(values)}
        if any(text_of(cell).strip() for key, (cell, _) in cells.items() if key not in sheet.locked):
            yield dict(_filled(sheet, known, cells, read))


def _filled(
    sheet: FormSheet, known: Mapping[str, FormField], cells: Mapping[str, tuple[Cell, str]], read: FormRead
) -> Iterator[tuple[str, tuple[Any, str]]]:
    for key, (cell, address) in cells.items():
        asked = known.get(key)
        if asked is None:
            if text_of(cell).strip():
                reason = "Cette question n'est plus posée : reprenez le formulaire."
                read.faults.append(CellFault(sheet=sheet.name, cell=address, reason=reason))
            continue
        try:
            yield key, (read_answer(asked, cell), address)
        except ValueError as error:
            read.faults.append(CellFault(sheet=sheet.name, cell=address, reason=str(error)))


def _answer(
    said: dict[str, Any],
    place: Path,
    subject: str,
    sheet: str,
    filled: Filled,
    questionnaire: Questionnaire,
    read: FormRead,
) -> None:
    """Put what was filled in at the places of the questions of a subject."""
    for question in questionnaire.on(subject):
        if question.id in filled:
            value, address = filled[question.id]
            put_in(said, question, value)
            read.places[(*place, *place_in(question, said))] = (sheet, address)


def _actions(
    actions: Sequence[Filled], groups: Sequence[Filled], questionnaire: Questionnaire, read: FormRead
) -> list[dict[str, Any]]:
    ranks = {_number(filled): rank for rank, filled in enumerate(actions)}
    told: list[dict[str, Any]] = [{"groups": []} for _ in actions]
    for rank, filled in enumerate(actions):
        place: Path = ("actions", rank)
        read.places[place] = ("Actions", _first(filled))
        _answer(told[rank], place, "action", "Actions", filled, questionnaire, read)
        told[rank]["schools"] = told[rank].get("schools") or []
    for filled in groups:
        number, address = filled.get(ACTION, (None, _first(filled)))
        if number is None and len(actions) == 1:
            number = next(iter(ranks))
        if number not in ranks:
            reason = "Dites le n° de l'action du groupe : celui d'une ligne remplie de la feuille « Actions »."
            read.faults.append(CellFault(sheet="Groupes", cell=address, reason=reason))
            continue
        beside = told[ranks[number]]["groups"]
        place = ("actions", ranks[number], "groups", len(beside))
        group: dict[str, Any] = {"bonuses": list(_claims(filled, place, read))}
        read.places[place] = ("Groupes", address)
        _answer(group, place, "group", "Groupes", filled, questionnaire, read)
        beside.append(group)
    return told


def _claims(filled: Filled, place: Path, read: FormRead) -> Iterator[dict[str, Any]]:
    rank = 0
    for key, (value, address) in filled.items():
        if not key.startswith(BONUS):
            continue
        bonus = key.removeprefix(BONUS)
        beyond, _ = filled.get(BEYOND + bonus, (None, ""))
        if value:
            read.places[(*place, "bonuses", rank)] = ("Groupes", address)
            rank += 1
            yield {"id": bonus, "beyond": beyond}
        elif beyond:
            reason = "Ce bonus est décrit sans être demandé : écrivez Oui, ou effacez sa description."
            read.faults.append(CellFault(sheet="Groupes", cell=address, reason=reason))


def _budget(lines: Sequence[Filled], read: FormRead) -> list[dict[str, Any]]:
    told = []
    for rank, filled in enumerate(lines):
        read.places["budget", rank] = ("Budget", _first(filled))
        for key, (_, address) in filled.items():
            read.places["budget", rank, key] = ("Budget", address)
        told.append({key: value for key, (value, _) in filled.items() if value is not None})
    return told


def _programmes(records: Sequence[Filled], read: FormRead) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for filled in records:
        for key, (value, address) in filled.items():
            if value is not None:
                read.places["programmes", len(told)] = ("Programmes", address)
                told.append({"id": key, "amount": value})
    return told


def _number(filled: Filled) -> int | None:
    value = filled.get(NUMBER, (None, ""))[0]
    return value if isinstance(value, int) else read_count(str(value or 0))


def _first(filled: Filled) -> str:
    return next((address for _, address in filled.values()), "A1")
