"""Spreadsheets as another library reads them: types are kept, and a text is never anything but a text."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from clas_api.exchange.leaves import Told
from clas_api.exchange.writing import write_dictionary, write_sheet
from clas_api.exchange.writing_texts import LONGEST_CELL, guarded, unguarded
from clas_core.sheets import Column, Sheet
from clas_core.years import PARIS

NOW = datetime(2026, 3, 29, 12, 5, tzinfo=PARIS)
BOOKS = ("xlsx", "ods")
COLUMNS = (
    Column(name="name", label="=Nom", source="fiche"),
    Column(name="amount", label="Montant", kind="amount", source="décision"),
    Column(name="day", label="Jour", kind="day", source="décision"),
    Column(name="at", label="Le", kind="moment", source="décision"),
    Column(name="siret", label="SIRET", kind="code", source="fiche"),
    Column(name="count", label="Nombre", kind="whole", source="fiche"),
    Column(name="rate", label="Assiduité", kind="tenths", source="fiche"),
    Column(name="kept", label="Retenu", kind="yes_no", source="décision"),
    Column(name="state", label="État", source="dossier", choices={"draft": "brouillon"}),
    Column(name="axes", label="Axes", kind="several", source="dossier", choices={"a": "Un", "b": "Deux"}),
)
ROW = ("Asso", -280_070, date(2026, 1, 2), NOW, "01234567890123", -3, 95, True, "draft", ("a", "b"))
FORMULAS = (
    "=1+1", "+33 6 12 34 56 78", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "\ufeff=1", "＝1+1", "＋1",
    "－1", "＠a", "'=1", "''=1", "=cmd|' /C calc'!A0", "−1",
)  # fmt: skip


def told(**more: Any) -> Told:
    return Told(title="Appel", author="Caf de la Marne", made_at=NOW, **more)


def book(form: str, rows: Iterable[Sequence[Any]], *, title: str = "Dossiers", **more: Any) -> CalamineWorkbook:
    stream = BytesIO()
    sheet = Sheet(name="dossiers", title=title, columns=COLUMNS, rows=rows)
    write_sheet(stream, form, sheet, told(**more))
    return CalamineWorkbook.from_filelike(BytesIO(stream.getvalue()))


def text_of(rows: Iterable[Sequence[Any]], *, machine: bool = False) -> str:
    stream = BytesIO()
    sheet = Sheet(name="dossiers", title="Dossiers", columns=COLUMNS, rows=rows)
    assert write_sheet(stream, "csv", sheet, told(machine=machine)) == len(list(rows))
    return stream.getvalue().decode()


def first(book: CalamineWorkbook, place: int = 0) -> list[list[Any]]:
    return book.get_sheet_by_index(place).to_python()


@pytest.mark.parametrize("form", BOOKS)
def test_kinds_are_kept(form: str) -> None:
    heads, row = first(book(form, [ROW]))
    moment = datetime(2026, 3, 29, 12, 5)  # noqa: DTZ001  # a cell has no zone
    assert heads == [each.label for each in COLUMNS]
    assert row == [
        "Asso", -2800.70, date(2026, 1, 2), moment, "01234567890123", -3, 9.5, "oui", "brouillon", "Un, Deux",
    ]  # fmt: skip


@pytest.mark.parametrize("form", BOOKS)
def test_a_machine_reads_names(form: str) -> None:
    heads, row = first(book(form, [ROW], machine=True))
    assert heads == [each.name for each in COLUMNS]
    assert row[7:] == [True, "draft", "a|b"]


@pytest.mark.parametrize("form", BOOKS)
@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text(form: str, text: str) -> None:
    stream = BytesIO()
    sheet = Sheet(name="dossiers", title=text, columns=COLUMNS, rows=[(text, *ROW[1:])])
    write_sheet(stream, form, sheet, told())
    archive = ZipFile(BytesIO(stream.getvalue()))
    inside = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    assert "<f>" not in inside
    assert "table:formula" not in inside
    read = CalamineWorkbook.from_filelike(BytesIO(stream.getvalue()))
    assert first(read)[1][0].strip() == text.strip()
    assert read.sheet_names[0][:1] not in ("=", "+", "-", "@", "'")


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("machine", [False, True])
def test_csv_marks_a_formula_and_gives_it_back(text: str, machine: bool) -> None:
    said = text_of([(text, *ROW[1:])], machine=machine).removeprefix("\ufeff")
    rows = list(csv.reader(StringIO(said, newline=""), delimiter="," if machine else ";"))
    assert rows[1][0].startswith("'")
    assert unguarded(rows[1][0]) == text
    assert rows[1][1] == ("-2800.70" if machine else "-2800,70")


@pytest.mark.parametrize("text", ["Reims", "12-2", "l'école", "'Aujourd'hui", "", "a=b"])
def test_other_texts_are_left(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


def test_csv_for_people_and_for_machines() -> None:
    people, machine = text_of([ROW]), text_of([ROW], machine=True)
    assert people.startswith('\ufeff"\'=Nom";"Montant";')
    assert '"-2800,70";"02/01/2026";"29/03/2026 12:05";"01234567890123";"-3";"9,5";"oui";"brouillon"' in people
    assert machine.startswith('"name","amount",')
    assert '"-2800.70","2026-01-02","2026-03-29T12:05:00+02:00","01234567890123","-3","9.5","true","draft"' in machine


@pytest.mark.parametrize("form", BOOKS)
def test_signs_that_no_file_holds_are_replaced(form: str) -> None:
    rows = first(book(form, [('a\x00b\x0bc\ud800d\ufffe <&>"_x0041_  é\n2', *ROW[1:])]))
    assert rows[1][0] == 'a\ufffdb\ufffdc\ufffdd\ufffd <&>"_x0041_  é\n2'


@pytest.mark.parametrize("form", BOOKS)
@pytest.mark.parametrize("text", ["x" * 40_000, "😀" * 20_000])
def test_a_cell_that_is_too_long_is_cut_and_said(form: str, text: str) -> None:
    read = book(form, [(text, *ROW[1:])])
    cell = first(read)[1][0]
    assert cell.endswith(" […]")
    assert len(cell.encode("utf-16-le")) <= 2 * LONGEST_CELL
    assert "Une cellule est coupée" in str(first(read, -1 + len(read.sheet_names)))


@pytest.mark.parametrize("form", BOOKS)
def test_a_full_leaf_goes_on_with_the_next(form: str) -> None:
    read = book(form, [(f"Asso {n}", *ROW[1:]) for n in range(45)], most_rows=21)
    assert read.sheet_names == ["Dossiers", "Dossiers (2)", "Dossiers (3)", "Dictionnaire"]
    names = [row[0] for place in range(3) for row in first(read, place)[1:]]
    assert names == [f"Asso {n}" for n in range(45)]
    assert "« Dossiers (3) »" in str(first(read, 3))


@pytest.mark.parametrize("form", BOOKS)
def test_a_full_last_leaf_has_none_after_it(form: str) -> None:
    assert book(form, [ROW] * 40, most_rows=21).sheet_names == ["Dossiers", "Dossiers (2)", "Dictionnaire"]


@pytest.mark.parametrize("form", BOOKS)
def test_no_row_at_all(form: str) -> None:
    assert len(first(book(form, []))) == 1


@pytest.mark.parametrize(("title", "name"), [("a/b[c]:*?\\d", "a b c d"), ("'x'", "x"), ("History", "Feuille History")])
@pytest.mark.parametrize("form", BOOKS)
def test_names_of_leaves(form: str, title: str, name: str) -> None:
    assert book(form, [ROW], title=title).sheet_names[0] == name


def test_a_leaf_called_as_the_dictionary_is() -> None:
    assert book("xlsx", [ROW], title="dictionnaire").sheet_names == ["dictionnaire", "Dictionnaire (2)"]


@pytest.mark.parametrize("form", BOOKS)
def test_the_dictionary_says_each_column(form: str) -> None:
    rows = first(book(form, [ROW]), 1)
    assert rows[0] == ["Feuille", "Nom", "Libellé", "Valeurs", "Unité", "Choix", "Source"]
    assert rows[2] == ["Dossiers", "amount", "Montant", "montant", "€", "", "décision"]
    assert rows[9][5] == "draft : brouillon"
    assert len(rows) == 1 + len(COLUMNS)


def test_the_dictionary_of_csv_is_a_file() -> None:
    stream = BytesIO()
    write_dictionary(stream, Sheet(name="dossiers", title="Dossiers", columns=COLUMNS, rows=()))
    assert '"Dossiers";"amount";"Montant";"montant";"€";"";"décision"' in stream.getvalue().decode()


def test_how_a_workbook_is_read_and_printed() -> None:
    stream = BytesIO()
    write_sheet(stream, "xlsx", Sheet(name="d", title="Dossiers", columns=COLUMNS, rows=[ROW]), told())
    archive = ZipFile(BytesIO(stream.getvalue()))
    leaf = archive.read("xl/worksheets/sheet1.xml").decode()
    for said in ('state="frozen"', '<autoFilter ref="A1:J2"/>', 'orientation="landscape"', 'fitToHeight="0"'):
        assert said in leaf
    assert "$1:$1" in archive.read("xl/workbook.xml").decode()
    assert "<dc:title>Appel</dc:title>" in archive.read("docProps/core.xml").decode()


def test_how_a_document_is_read_and_printed() -> None:
    stream = BytesIO()
    write_sheet(stream, "ods", Sheet(name="d", title="Dossiers", columns=COLUMNS, rows=[ROW]), told())
    archive = ZipFile(BytesIO(stream.getvalue()))
    assert archive.infolist()[0].filename == "mimetype"
    content = archive.read("content.xml").decode()
    assert "table:target-range-address=\"'Dossiers'.A1:.J2\"" in content
    assert '<table:table-cell table:style-name="amount" office:value-type="currency"' in content
    assert 'office:value="-2800.70"' in content
    assert "HorizontalSplitPosition" in archive.read("settings.xml").decode()
    assert "<dc:language>fr-FR</dc:language>" in archive.read("meta.xml").decode()
