"""The groups that are asked about: many and different, so that nothing measured is one answer remembered."""

from collections.abc import Iterator
from random import Random
from typing import Any

DEPARTMENT = "marne"
SCHOOL_YEAR = "2025-2026"
BONUSES = ["children", "parents"]


def groups(count: int) -> list[dict[str, Any]]:
    """Return `count` sound groups as they come from JSON: costs on both sides of the maximum, a few not eligible."""
    chance = Random(2025)
    return [
        {
            "label": f"Groupe {number}, CE2-CM1",
            "children": 7 if number % 50 == 49 else chance.randint(8, 12),
            "adults": chance.randint(2, 4),
            "running_costs": f"{chance.randint(2_000, 14_000)}.{chance.randint(0, 99):02d}",
            "bonuses": BONUSES[: number % 3],
        }
        for number in range(count)
    ]


def largest_group() -> dict[str, Any]:
    """Return a group whose explanation is long: both bonuses, the maximum, an exact share that is rounded."""
    return {"label": "CE2-CM1", "children": 10, "adults": 2, "running_costs": "9000.05", "bonuses": BONUSES}


def request(
    rows: list[dict[str, Any]],
    *,
    explain: bool = True,
    department: str = DEPARTMENT,
    school_year: str = SCHOOL_YEAR,
) -> dict[str, Any]:
    """Return the body of an estimate request. A year without published bonuses is asked for none."""
    if school_year != SCHOOL_YEAR:
        rows = [{**row, "bonuses": []} for row in rows]
    return {"department": department, "school_year": school_year, "groups": rows, "explain": explain}


def single_requests(count: int) -> Iterator[dict[str, Any]]:
    """Yield requests of one group each, all different."""
    return (request([row]) for row in groups(count))


def content() -> dict[str, Any]:
    """Return the whole content of a dossier: one action, one group, a budget that balances, what is signed."""
    group = {
        "label": "CE2-CM1",
        "levels": ["ce2", "cm1"],
        "children": 10,
        "paid_adults": 1,
        "volunteer_adults": 1,
        "sessions_per_week": 2,
        "weeks": 30,
        "outside_school_time": True,
        "running_costs": "8000.00",
        "bonuses": [{"id": "children", "beyond": "Un projet culturel mené toute l'année."}],
    }
    action = {
        "title": "Quartier nord",
        "place": {"city": "Reims"},
        "schools": ["École Colette"],
        "description": "Deux soirs par semaine.",
        "groups": [group],
    }
    return {
        "contact": {"name": "Alex Moreau", "email": "contact@clas.example"},
        "actions": [action],
        "axes": dict.fromkeys(("children", "parents", "school", "territory"), "Ce qui est prévu, en détail. " * 12),
        "beyond_homework": True,
        "articulations": [{"scheme": "reaap", "text": "Les cafés de parents sont au programme du Reaap."}],
        "common_costs": "1000.00",
        "budget": [{"account": "64", "amount": "9000.00"}, {"account": "74", "funder": "caf", "amount": "9000.00"}],
        "previous_bilan": "filed",
        "attestations": {"accuracy": True, "authority": True, "republican_commitment": True},
    }
