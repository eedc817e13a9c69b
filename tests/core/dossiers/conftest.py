"""What the tests of dossiers share: a complete dossier for Marne, as JSON, and the ways to change and to check it."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from clas_core.departments import DepartmentRegistry
from clas_core.dossiers import DossierCheck, DossierContent, check_dossier, layout_of, read_content
from clas_core.errors import InvalidInput
from clas_core.estimates import Estimator
from clas_core.national import ReferentialLibrary
from clas_core.porteurs import Porteur, PorteurSchema
from clas_core.years import SchoolYear

JSON = dict[str, Any]

GROUP: JSON = {
    "label": "CE2-CM1",
    "levels": ["ce2", "cm1"],
    "children": 10,
    "paid_adults": 1,
    "volunteer_adults": 1,
    "sessions_per_week": 2,
    "weeks": 30,
    "outside_school_time": True,
    "running_costs": "8000.00",
    "bonuses": [],
}

# Charges: 9,000.00 of staff and 1,000.00 of supplies, 10,000.00 in all. Produits: 6,000.00 of the Caf, 4,000.00 of the
# commune, 10,000.00 in all. Volunteer work: 500.00 on each side.
COMPLETE: JSON = {
    "contact": {"name": "Camille Exemple", "email": "camille@exemple.fr", "phone": "03 26 79 15 41"},
    "actions": [
        {
            "title": "Quartier des Tilleuls",
            "place": {"address": "1 rue X", "postal_code": "51100", "city": "Reims", "territory": "Croix-Rouge"},
            "schools": ["École des Tilleuls"],
            "description": "Deux soirs par semaine.",
            "groups": [GROUP],
        }
    ],
    "axes": {axis: f"Ce que le projet fait : {axis}." for axis in ("children", "parents", "school", "territory")},
    "beyond_homework": True,
    "articulations": [{"scheme": "reaap", "text": "Avec le réseau des parents."}],
    "common_costs": "1000.00",
    "budget": [
        {"account": "64", "label": None, "funder": None, "amount": "9000.00"},
        {"account": "60", "label": None, "funder": None, "amount": "1000.00"},
        {"account": "74", "label": None, "funder": "caf", "amount": "6000.00"},
        {"account": "74", "label": None, "funder": "commune", "amount": "4000.00"},
        {"account": "864", "label": None, "funder": None, "amount": "500.00"},
        {"account": "870", "label": None, "funder": None, "amount": "500.00"},
    ],
    "previous_bilan": "filed",
    "attestations": {"accuracy": True, "authority": True, "republican_commitment": True},
}

PORTEUR: JSON = {
    "name": "Les Tilleuls",
    "siret": "732 829 320 00074",
    "nature": "association",
    "address": {"lines": ["1 rue X"], "postal_code": "51100", "city": "Reims"},
    "representative": {"name": "Camille Exemple", "role": "présidente"},
}

Change = tuple[tuple[str | int, ...], Any]
Read = Callable[[Any], DossierContent]
Check = Callable[..., DossierCheck]


def changed(whole: JSON, *changes: Change) -> JSON:
    """Return a copy of a JSON tree with a value instead of another at each place."""
    made = copy.deepcopy(whole)
    for (*path, last), value in changes:
        place: Any = made
        for part in path:
            place = place[part]
        place[last] = value
    return made


def porteur(**fields: Any) -> Porteur:
    made: Porteur = PorteurSchema().load({**PORTEUR, **fields})
    return made


def read(data: Any, year: str = "2025-2026") -> DossierContent:
    return read_content(data, layout_of(SchoolYear.parse(year)))


def problems(data: Any) -> dict[str, str]:
    """Return what is said of a content, by its place; nothing when it is sound."""
    try:
        read(data)
    except InvalidInput as error:
        return {problem.pointer: problem.message for problem in error.problems}
    return {}


@pytest.fixture(scope="session")
def check(registry: DepartmentRegistry, library: ReferentialLibrary) -> Check:
    """Return a function that checks a content in a department's call, Marne's by default, its last day by default."""

    def made(
        content: JSON,
        department: str = "marne",
        year: str = "2025-2026",
        *,
        on: date = date(2025, 8, 18),
        fields: JSON | None = None,
        **options: Any,
    ) -> DossierCheck:
        plugin = registry.get(department)
        school_year = SchoolYear.parse(year)
        estimator = Estimator(library.get(school_year), plugin)
        campaign = plugin.department.campaign(school_year)
        return check_dossier(
            read(content, year), porteur(**(fields or {})), campaign, estimator, deposited_on=on, **options
        )

    return made
