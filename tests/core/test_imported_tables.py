"""The table of a file is found among what surrounds it, its columns proposed, its rows read or told what is wrong."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from clas_core.errors import InvalidInput
from clas_core.imports.cells import Cell, Row
from clas_core.imports.mapping import FileMapping, digest_of_headers, propose_mapping, read_mapping
from clas_core.imports.past_columns import PAST_YEARS
from clas_core.imports.porteurs import PORTEURS
from clas_core.imports.reading import read_rows
from clas_core.imports.tables import find_table, letters

SIRET, OTHER = "35338402700036", "44306184100047"


def rows_of(*rows: Sequence[Cell]) -> list[Row]:
    return [Row(number=number, cells=cells) for number, cells in enumerate(rows, start=1)]


def test_letterhead_totals_and_a_repeated_header_are_left_out_and_said() -> None:
    header = ("Raison sociale", "N° SIRET", "Nb")
    table = find_table(
        rows_of(
            ("Caf de la Marne",),
            (),
            header,
            ("A", SIRET, Decimal(2)),
            ("Sous-total", None, Decimal(2)),
            header,
            ("Total", None, Decimal(2)),
        ),
        PORTEURS,
    )
    assert [row.number for row in table.rows] == [4]
    assert table.header_row == 3
    assert table.remarks == [
        "L'en-tête du tableau est à la ligne 3 ; au-dessus, laissé de côté : ligne 1.",
        "Totaux laissés de côté : lignes 5, 7.",
        "En-tête répété, laissé de côté : ligne 6.",
    ]


def test_an_association_called_total_is_no_total() -> None:
    table = find_table(rows_of(("Nom", "SIRET"), ("Total Jeunes", SIRET)), PORTEURS)
    assert len(table.rows) == 1


def test_a_row_of_data_that_holds_the_name_of_a_column_is_no_header() -> None:
    table = find_table(rows_of(("Qui", "Code", "Quoi"), ("Ville", SIRET, "mairie"), ("B", OTHER, "asso")), PORTEURS)
    assert (table.header_row, len(table.rows)) == (1, 2)


def test_columns_of_one_name_are_told_apart() -> None:
    table = find_table(rows_of(("Nom", "SIRET", "Nom", None), ("A", SIRET, "B", "x")), PORTEURS)
    assert table.headers == ["Nom", "SIRET", "Nom (C)", "Colonne D"]
    assert letters(27) == "AB"


@pytest.mark.parametrize("rows", [[], rows_of(("", None)), rows_of((Decimal(1), Decimal(2)))])
def test_a_sheet_without_a_table_is_refused(rows: list[Row]) -> None:
    with pytest.raises(InvalidInput):
        find_table(rows, PORTEURS)


def test_an_scdl_file_is_recognised() -> None:
    header = (
        "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire",
        "objet", "montant", "nature", "datesPeriodeVersement",
    )  # fmt: skip
    table = find_table(rows_of(header, ("Caf", OTHER, "2024-06-20", "D1", "A", SIRET, "Clas", "31000.00")), PAST_YEARS)
    assert propose_mapping(table, PAST_YEARS).columns == {
        "siret": "idBeneficiaire",
        "name": "nomBeneficiaire",
        "reference": "referenceDecision",
        "title": "objet",
        "granted": "montant",
        "decided_on": "dateConvention",
        "paid_on": "datesPeriodeVersement",
    }


def test_a_siret_is_known_by_its_look_under_any_header() -> None:
    table = find_table(rows_of(("Nom", "Code interne"), ("A", SIRET), ("B", OTHER)), PORTEURS)
    assert propose_mapping(table, PORTEURS).columns["siret"] == "Code interne"


def test_a_mapping_that_does_not_fit_says_everything_that_is_wrong() -> None:
    table = find_table(rows_of(("Nom", "SIRET"), ("A", SIRET)), PORTEURS)
    given = {
        "columns": {"name": "Nomm", "siret": "SIRET", "rna": "SIRET", "odd": "Nom"},
        "decimal": ";",
        "words": {"nature": {"x": "y"}},
    }
    with pytest.raises(InvalidInput) as refused:
        read_mapping(given, table, PORTEURS)
    assert {each.dotted for each in refused.value.problems} == {
        "columns.odd", "columns.name", "columns.rna", "decimal", "words.nature.x", "columns.nature",
    }  # fmt: skip


def test_a_mapping_is_kept_as_json_and_read_back() -> None:
    table = find_table(rows_of(("Nom", "SIRET"), ("A", SIRET)), PORTEURS)
    mapping = FileMapping(
        columns={"name": "Nom", "siret": "SIRET"},
        constants={"nature": "association"},
        words={"nature": {"Asso 1901": "association"}},
        decimal=",",
        lost_zeros=True,
    )
    assert read_mapping(mapping.json(), table, PORTEURS) == mapping


def test_rows_given_again_with_why_have_the_same_header() -> None:
    assert digest_of_headers(["Nom", "SIRET"]) == digest_of_headers(["SIRET", "Nom", "Motif"])


def test_a_row_tells_all_that_is_wrong_with_it() -> None:
    table = find_table(rows_of(("Nom", "SIRET", "Nature", "Mail"), ("", "12", "club", "x@")), PORTEURS)
    (row,) = read_rows(table, PORTEURS, propose_mapping(table, PORTEURS))
    assert [(each.row, each.column, each.value) for each in row.faults] == [
        (2, "SIRET", "12"), (2, "Nature", "club"), (2, "Nom", ""), (2, "Mail", "x@"),
    ]  # fmt: skip


def test_two_spellings_of_one_siret_are_asked_about_and_the_same_row_counts_once() -> None:
    table = find_table(
        rows_of(("Nom", "SIRET", "Nature"), ("A", SIRET, "asso"), ("A.", SIRET, "asso"), ("A", SIRET, "asso")), PORTEURS
    )
    first, second, third = read_rows(table, PORTEURS, propose_mapping(table, PORTEURS))
    assert not first.faults
    assert [each.reason[:24] for each in second.faults] == ["La ligne 2, du même SIRET"[:24]]
    assert third.same_as == 2


def test_a_word_of_the_file_is_given_a_meaning() -> None:
    table = find_table(rows_of(("Nom", "SIRET", "Nature"), ("chacun·e", SIRET, "Assoc. loi 1901")), PORTEURS)
    proposed = propose_mapping(table, PORTEURS)
    told = FileMapping(columns=proposed.columns, words={"nature": {"assoc. LOI 1901": "association"}})
    (row,) = read_rows(table, PORTEURS, told)
    assert row.value.nature == "association"
    assert row.value.name == "chacun·e"


def test_a_past_year_says_what_the_file_says_and_nothing_else() -> None:
    header = ("Année", "SIRET", "Porteur", "N° de dossier", "Décision", "Montant accordé", "Nb enfants")
    table = find_table(
        rows_of(header, ("2023-24", SIRET, "A", "E-12", "Favorable", "2 800,70 €", Decimal(13))), PAST_YEARS
    )
    (row,) = read_rows(table, PAST_YEARS, propose_mapping(table, PAST_YEARS))
    assert row.value.key == ("2023-2024", SIRET, "E-12")
    assert (row.value.outcome, row.value.granted, row.value.children) == ("approved", 280070, 13)
    assert (row.value.asked, row.value.paid, row.value.settled, row.value.groups) == (None, None, None, None)
