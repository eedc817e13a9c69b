"""A row without a SIRET is proposed the porteurs of a like name, and takes the one that is said; nothing is guessed."""

from collections.abc import Sequence

import pytest

from clas_core.errors import InvalidInput
from clas_core.imports.cells import Cell, Row
from clas_core.imports.likeness import MOST_PROPOSED, alike, names_with_siret, names_without_siret
from clas_core.imports.mapping import propose_mapping, read_mapping
from clas_core.imports.past_columns import PAST_YEARS
from clas_core.imports.past_years import PastYear, PastYearSchema, outside_bounds
from clas_core.imports.reading import read_rows
from clas_core.imports.tables import SheetTable, find_table

A, B = "35338402700036", "44306184100047"
KNOWN = {A: "Association Les Loups de l'Île", B: "Ville de Là-Bas"}


def table_of(*rows: Sequence[Cell]) -> SheetTable:
    header = ("Année", "SIRET", "Nom", "N° dossier")
    return find_table([Row(number=number, cells=cells) for number, cells in enumerate((header, *rows), 1)], PAST_YEARS)


@pytest.mark.parametrize("written", ["ASSO. LES LOUPS DE L'ILE", "Loups de l’île", "Les loup de l'ile"])
def test_another_way_to_write_a_name_is_proposed(written: str) -> None:
    assert list(alike(written, KNOWN)) == [A]


@pytest.mark.parametrize("written", ["Comité des fêtes", "Association", ""])
def test_a_name_that_is_like_none_is_proposed_nothing(written: str) -> None:
    assert alike(written, KNOWN) == {}


def test_few_are_proposed_the_likest_first() -> None:
    many = {f"{number:014}": f"Loups de l'Île {'x' * number}" for number in range(1, 12)}
    found = alike("Les Loups de l'Île", {**many, A: "Loups de l'Île"})
    assert (len(found), next(iter(found))) == (MOST_PROPOSED, A)


def test_a_row_without_siret_is_at_fault_until_it_is_said_whose_it_is() -> None:
    table = table_of(("2023-2024", A, "Les Loups", "E1"), ("2023-2024", "", "ASSO Loups", "E2"))
    mapping = propose_mapping(table, PAST_YEARS)
    assert names_without_siret(table, PAST_YEARS, mapping) == {"ASSO Loups": [3]}
    assert names_with_siret(table, PAST_YEARS, mapping) == {A: "Les Loups"}
    assert [bool(row.faults) for row in read_rows(table, PAST_YEARS, mapping)] == [False, True]
    told = read_mapping({**mapping.json(), "same": {"asso loups": A}}, table, PAST_YEARS)
    rows = list(read_rows(table, PAST_YEARS, told))
    assert [row.value.siret for row in rows] == [A, A]
    assert told.json()["same"] == {"asso loups": A}


def test_a_siret_that_is_none_is_refused_where_it_is_said() -> None:
    table = table_of(("2023-2024", "", "Les Loups", "E1"))
    with pytest.raises(InvalidInput) as refused:
        read_mapping({**propose_mapping(table, PAST_YEARS).json(), "same": {"Les Loups": "123"}}, table, PAST_YEARS)
    assert [each.path for each in refused.value.problems] == [("same", "Les Loups")]


def _past(children: int | None, groups: int | None) -> PastYear:
    said = {"school_year": "2024-2025", "siret": A, "name": "Les Loups", "children": children, "groups": groups}
    made: PastYear = PastYearSchema().load({name: value for name, value in said.items() if value is not None})
    return made


@pytest.mark.parametrize(
    ("children", "groups", "said"),
    [
        (13, 1, "13 enfants en 1 groupe, alors qu'un groupe de 2024-2025 compte de 8 à 12 enfants"),
        (13, None, "13 enfants, qui ne font aucun nombre de groupes"),
        (15, 2, "15 enfants en 2 groupes"),
        (7, None, "7 enfants"),
        (12, 1, ""), (16, None, ""), (24, 2, ""), (0, None, ""), (None, 3, ""), (40, None, ""),
    ],
)  # fmt: skip
def test_children_outside_the_bounds_of_the_year_are_told(children: int | None, groups: int | None, said: str) -> None:
    found = outside_bounds(_past(children, groups), 8, 12)
    assert found.startswith(said) if said else found == ""
