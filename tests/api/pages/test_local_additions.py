"""What a department adds is shown as its own: aid, criteria, texts; and what its code breaks stays its own too."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_core.departments import DepartmentPlugin, LocalAid
from clas_core.groups import Group
from clas_core.years import SchoolYear

TextOf = Callable[[TestResponse], str]
Serve = Callable[[DepartmentPlugin], FlaskClient]
MakeDepartment = Callable[..., DepartmentPlugin]

CALL = "/departements/essai/2025-2026"
NOTE = f"{CALL}/note-de-cadrage"

ADDED = """
[[supplements]]
id = "ville"
label = "Aide de la ville"
amount = 150.50
source = "note"
[[criteria]]
id = "essai.three_adults"
subject = "group"
kind = "at_least"
field = "adults"
min = 3
severity = "blocking"
label = "trois adultes"
message = "Ici, trois adultes encadrent chaque groupe."
source = "note"
standing = "published"
checked_on = 2026-11-21
"""

SIMULATION = {
    "action": "compute",
    "year": "2025-2026",
    "department": "essai",
    "g0-label": "A",
    "g0-children": "10",
    "g0-costs": "9000",
}


@pytest.fixture(scope="module")
def served(make_department: MakeDepartment, with_department: Serve) -> FlaskClient:
    return with_department(make_department(more=ADDED))


def test_local_aid_is_on_the_call_and_on_the_note_with_its_source(served: FlaskClient, text_of: TextOf) -> None:
    for path in (CALL, NOTE):
        lines = text_of(served.get(path)).split("\n")
        place = lines.index("Aide de la ville")
        assert lines[place + 1 : place + 3] == ["Caf d'essai", "150,50\u00a0€ par groupe éligible"]
        assert lines[place + 3 : place + 6] == ["aucune", "tous", "Note d'essai"]


def test_a_local_criterion_is_told_apart_from_the_national_ones(served: FlaskClient, text_of: TextOf) -> None:
    for path in (CALL, NOTE):
        text = text_of(served.get(path))
        assert text.index("Critères nationaux") < text.index("Critères propres au département")
        assert "Ici, trois adultes encadrent chaque groupe." in text


def test_the_simulator_adds_local_aid(served: FlaskClient, text_of: TextOf) -> None:
    text = text_of(served.get("/simulateur", query_string={**SIMULATION, "g0-adults": "3"}))
    assert "2\u202f951,20\u00a0€" in text
    assert "Aide de la ville" in text


def test_the_simulator_refuses_by_a_local_criterion(served: FlaskClient, text_of: TextOf) -> None:
    text = text_of(served.get("/simulateur", query_string={**SIMULATION, "g0-adults": "2"}))
    assert "Ici, trois adultes encadrent chaque groupe." in text
    assert "Ce groupe n'est pas éligible." in text


def test_one_department_never_reaches_the_pages_of_another(served: FlaskClient, text_of: TextOf) -> None:
    for path in ("/departements/marne/2025-2026", "/departements/marne/2025-2026/note-de-cadrage"):
        text = text_of(served.get(path))
        assert "Aide de la ville" not in text
        assert "trois adultes" not in text.lower()


def test_code_that_crashes_is_told_in_the_simulator_and_harms_no_other(
    make_department: MakeDepartment, with_department: Serve, text_of: TextOf
) -> None:
    def crash(school_year: SchoolYear, group: Group, ps: int) -> list[LocalAid]:
        raise RuntimeError("secret de fabrication")

    client = with_department(make_department(clas_supplements=crash))
    text = text_of(client.get("/simulateur", query_string=SIMULATION))
    assert "momentanément indisponible" in text
    assert "secret de fabrication" not in text
    other = client.get("/simulateur", query_string={**SIMULATION, "department": "marne"})
    assert "2\u202f800,70\u00a0€" in text_of(other)
