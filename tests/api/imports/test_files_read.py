"""Any file is read as data, or refused in French within its bounds: whatever is wrong with it, and whoever made it."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from xlsxwriter import Workbook

from clas_api.exchange import reading_apart
from clas_api.exchange.reading import LARGEST, read_file
from clas_api.exchange.refused_rows import write_refused_rows
from clas_core.errors import InvalidInput
from clas_core.imports.mapping import propose_mapping
from clas_core.imports.past_columns import PAST_YEARS
from clas_core.imports.porteurs import PORTEURS
from clas_core.imports.reading import read_rows
from clas_core.imports.tables import find_table

UTF_16 = "Codage lu : UTF-16, que Windows appelle « Unicode »."
WINDOWS = "Codage lu : celui de Windows (cp1252) ; vérifiez les accents ci-dessous."


def workbook(fill: Callable[[Workbook], None], **options: object) -> io.BytesIO:
    written = io.BytesIO()
    with Workbook(written, options) as made:
        fill(made)
    written.seek(0)
    return written


def repacked(source: io.BytesIO, **changed: bytes) -> io.BytesIO:
    """Return an archive with some entries in the place of, or beside, its own."""
    packed = io.BytesIO()
    names: dict[str, bytes] = {}
    for name, data in changed.items():
        names[name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin")] = data
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            after.writestr(entry, names.pop(entry, b"") or before.read(entry))
        for name, data in names.items():
            after.writestr(name, data)
    packed.seek(0)
    return packed


def refusal_of(data: io.BytesIO | bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        read_file(data if isinstance(data, io.BytesIO) else io.BytesIO(data))
    return refused.value.problems[0].message


def _a_table(made: Workbook) -> None:
    made.add_worksheet("caché").hide()
    sheet = made.add_worksheet("Données")
    made.add_worksheet("Notes").write(0, 0, "rien")
    sheet.activate()
    sheet.write_row(1, 1, ["Nom", "SIRET", "Date", "Montant"])
    sheet.merge_range(2, 1, 3, 1, "Les Loups")
    sheet.write_row(2, 2, [35338402700036.0])
    sheet.write_datetime(2, 3, datetime(2024, 6, 20), made.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
    sheet.write_row(3, 2, ["44306184100047", "", 0.1 + 0.2])


def test_a_workbook_is_read_with_its_hidden_sheets_and_merged_cells_said() -> None:
    read = read_file(workbook(_a_table))
    assert [(row.number, row.cells) for row in read.rows] == [
        (2, ("Nom", "SIRET", "Date", "Montant")),
        (3, ("Les Loups", Decimal(35338402700036), date(2024, 6, 20))),
        (4, ("Les Loups", "44306184100047", None, Decimal("0.3"))),
    ]
    assert read.remarks == [
        "Feuille lue : « Données ».",
        "Autres feuilles, non lues : « Notes ».",
        "Feuilles masquées, non lues : « caché ».",
        "1 groupe(s) de cellules fusionnées : chaque ligne en reçoit la valeur.",
    ]


def test_a_sheet_is_chosen_by_its_name_and_an_unknown_one_refused() -> None:
    assert read_file(workbook(_a_table), "Notes").rows[0].cells == ("rien",)
    with pytest.raises(InvalidInput, match="« Données », « Notes »"):
        read_file(workbook(_a_table), "Absente")


def test_days_counted_from_1904_are_told_apart() -> None:
    assert read_file(workbook(_a_table, date_1904=True)).first_year == 1904


_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_EMPTY = '<table:table-cell table:number-columns-repeated="{}"/>'


def libreoffice_sheet(*rows: str) -> io.BytesIO:
    """Return a sheet as LibreOffice saves it: what is empty is said by how often it is repeated, to its very end."""
    names = "".join(f' xmlns:{each}="{_OASIS}:{each}:1.0"' for each in ("office", "table", "text"))
    empty = f'<table:table-row table:number-rows-repeated="{{}}">{_EMPTY.format(1024)}</table:table-row>'
    filled = "".join(f"<table:table-row>{each}{_EMPTY.format(1019)}</table:table-row>" for each in rows)
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Suivi">{empty.format(2)}{filled}{empty.format(1_048_570)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"/>')
    packed.seek(0)
    return packed


def _cell(shown: str, kind: str = "string", **said: str) -> str:
    told = "".join(f' office:{name.replace("_", "-")}="{value}"' for name, value in said.items())
    return f'<table:table-cell office:value-type="{kind}"{told}><text:p>{shown}</text:p></table:table-cell>'


def test_a_sheet_of_libreoffice_is_read_as_it_was_typed() -> None:
    file = libreoffice_sheet(
        "".join(map(_cell, ("Année", "SIRET", "Nom du porteur", "Montant accordé", "Date de la décision"))),
        _cell("2023-2024")
        + _cell("3,53384E+13", "float", value="35338402700036")
        + _cell("Les <text:span>Loups</text:span>")
        + _cell("2 800,70 €", "currency", currency="EUR", value="2800.7")
        + _cell("09/11/23", "date", date_value="2023-11-09"),
    )
    table = find_table(read_file(file).rows, PAST_YEARS)
    (row,) = read_rows(table, PAST_YEARS, propose_mapping(table, PAST_YEARS))
    past = row.value
    assert (row.number, past.siret, past.name) == (4, "35338402700036", "Les Loups")
    assert (past.granted, past.decided_on) == (280_070, date(2023, 11, 9))


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        ("Nom;Coût\né;31 000,00 €", "utf-8", ["Séparateur trouvé : le point-virgule."]),
        ("Nom\tCoût\né\t31", "utf-8-sig", ["Séparateur trouvé : la tabulation."]),
        ("Nom,Coût\né,31", "utf-16", [UTF_16, "Séparateur trouvé : la virgule."]),
        ("Nom;Coût\né;31 000,00 €", "cp1252", [WINDOWS, "Séparateur trouvé : le point-virgule."]),
        ("sep=|\nNom|Coût\né|3", "utf-8", ["Séparateur trouvé : la barre verticale."]),
    ],
)  # fmt: skip
def test_a_text_is_read_whatever_its_encoding_and_its_separator(text: str, encoding: str, said: list[str]) -> None:
    read = read_file(io.BytesIO(text.encode(encoding)))
    assert (read.rows[0].cells, read.rows[1].cells[0]) == (("Nom", "Coût"), "é")
    assert read.remarks == said


def test_quotes_and_lines_within_a_cell_are_kept() -> None:
    read = read_file(io.BytesIO('Nom;Adresse\r\n"L\'« Île »; ""chacun·e""";"1 rue\r\nde là"\r\n'.encode()))
    assert read.rows[1].cells == ('L\'« Île »; "chacun·e"', "1 rue\nde là")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b"%PDF-1.7 ...", "un PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "mot de passe"),
        (b"PK\x03\x04 abc", "abîmé"),
        (b"<html><table><tr><td>Nom</td></tr></table>", "page web"),
        (b"\0\1\2\3" * 5 + b"x" * 500, "ni un texte ni un classeur"),
        (b"Nom;SIRET\n\x81\x8d;1", "codage"),
        (b'Nom;SIRET\n"A;1\n' + b"B;2\n" * 100, "guillemet ouvert à la ligne 2"),
        (b"x" * (LARGEST + 1), "20 Mio"),
    ],
    ids=["empty", "pdf", "ole", "damaged", "html", "binary", "encoding", "quote", "huge"],
)
def test_what_is_no_table_is_refused_with_the_way_to_mend_it(data: bytes, said: str) -> None:
    assert said in refusal_of(data)


def test_macros_entities_and_bombs_are_refused_before_they_are_opened() -> None:
    assert "macros" in refusal_of(repacked(workbook(_a_table), xl__vbaProject_bin=b"x"))
    entities = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><workbook/>'
    assert "aucun tableur" in refusal_of(repacked(workbook(_a_table), xl__workbook_xml=entities))
    assert "démesuré" in refusal_of(repacked(workbook(_a_table), xl__worksheets__sheet9_xml=b" " * 60_000_000))
    assert "abîmé" in refusal_of(repacked(workbook(_a_table), xl__workbook_xml=b"<workbook><sheets>"))


def _far(row: int, column: int) -> Callable[[Workbook], None]:
    def fill(made: Workbook) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "SIRET"])
        sheet.write(row, column, "loin")

    return fill


def test_two_cells_far_apart_fill_no_memory() -> None:
    begun = time.monotonic()
    assert "démesuré" in refusal_of(workbook(_far(1_048_575, 16_383)))
    assert time.monotonic() - begun < reading_apart.SECONDS


def test_a_million_empty_rows_are_passed_over() -> None:
    assert [row.number for row in read_file(workbook(_far(1_048_575, 1))).rows] == [1, 1_048_576]
    assert [row.number for row in read_file(io.BytesIO(b"Nom;SIRET\n" + b";\n" * 2_000_000 + b"A;1")).rows] == [
        1,
        2_000_002,
    ]


def test_a_process_that_lasts_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_apart, "SECONDS", 0.01)
    assert "démesuré" in refusal_of(workbook(_a_table))


def test_rows_to_correct_come_back_with_why_and_are_read_again_as_they_were() -> None:
    text = "Nom;SIRET;Nature\n=1+1;12;asso\nB;44306184100047;asso\n@x;0033;club\n"
    table = find_table(read_file(io.BytesIO(text.encode())).rows, PORTEURS)
    mapping = propose_mapping(table, PORTEURS)
    faults = [fault for row in read_rows(table, PORTEURS, mapping) for fault in row.faults]
    again = find_table(read_file(io.BytesIO(write_refused_rows(table, faults))).rows, PORTEURS)
    assert again.headers == ["Nom", "SIRET", "Nature", "Motif"]
    assert [row.cells[:3] for row in again.rows] == [("=1+1", "12", "asso"), ("@x", "0033", "club")]
    assert all("SIRET : Un SIRET compte 14 chiffres" in str(row.cells[3]) for row in again.rows)
    assert propose_mapping(again, PORTEURS) == mapping
