"""``clas import``: a file is tried, its rows without a SIRET told with who they may be, taken in, listed and undone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.cli.conftest import Ran

A, B = "35338402700036", "44306184100047"
PORTEURS = f"Nom;SIRET;Nature\nLes Loups;{A};asso\nVille de Là;{B};mairie\n"
YEARS = (
    "Année;SIRET;Nom;N° dossier;Accordé\n"
    f"2024-2025;;ASSO LOUPS;E1;2 800,70\n2024-2025;;Asso Loups;E2;10\n2024-2025;{B};Ville;E3;5\n"
)


@pytest.fixture
def upgraded(clas: Callable[..., Ran], shell: Path) -> Callable[..., Ran]:
    assert clas("db", "upgrade").status == 0
    (shell / "porteurs.csv").write_text(PORTEURS, encoding="utf-8")
    (shell / "annees.csv").write_text(YEARS, encoding="utf-8")
    assert clas("import", "porteurs.csv", "--kind", "porteurs", "--department", "marne", "--commit").status == 0
    return clas


def test_who_a_row_without_siret_is_of_is_said_by_its_row(upgraded: Callable[..., Ran]) -> None:
    asked = ("import", "annees.csv", "--kind", "past-years", "--department", "marne")
    tried = upgraded(*asked)
    assert tried.status == 1
    assert f"Ligne 2, « ASSO LOUPS », sans SIRET : « Les Loups », --same 2={A}." in tried.output
    assert "1 ligne(s) à reprendre" in tried.output
    nameless = upgraded(*asked, "--json").json["nameless"][0]
    assert (nameless["proposed"], nameless["same"]) == ([{"siret": A, "name": "Les Loups"}], None)
    taken = upgraded(*asked, "--same", f"2={A}", "--commit", "--json")
    assert (taken.status, taken.json["made"], taken.json["import"]) == (0, 3, 2)


@pytest.mark.parametrize(
    ("same", "said"),
    [("4=35338402700036", "aucune ligne de ce numéro"), ("2=12", "14 chiffres"), ("2", "COLONNE=VALEUR")],
)
def test_what_no_row_or_no_siret_is_refused(upgraded: Callable[..., Ran], same: str, said: str) -> None:
    asked = ("import", "annees.csv", "--kind", "past-years", "--department", "marne", "--same", same)
    refused = upgraded(*asked)
    assert (refused.status, said in refused.errors) == (2, True)


def test_an_import_is_listed_and_undone(upgraded: Callable[..., Ran]) -> None:
    assert "porteurs.csv" in upgraded("import", "list", "--department", "marne").output
    assert upgraded("import", "undo", "1", "--department", "marne", "--json").json["undone"] is True
    assert upgraded("import", "undo", "1", "--department", "marne").status == 2
