"""Territories of a call are counted by their communes, each once, and what is of none is said."""

from dataclasses import replace

from clas_core.departments.territories import Territory
from clas_core.documents.territory_figures import ELSEWHERE, figures_of_territories, overlap
from clas_core.sources import Source

SOURCE = Source(id="s", title="Source")
REIMS = Territory(id="reims", name="Grand Reims", communes=("51454", "51573"), source=SOURCE)
EAST = Territory(id="est", name="Est", communes=("51649",), source=SOURCE)
QUARTER = Territory(id="quartier", name="Quartier", neighbourhoods=("Wilson",), source=SOURCE)


def _line(key: str, groups: int) -> dict[str, object]:
    return {"key": key, "groups": groups, "children": 10 * groups, "asked": f"{groups}.50", "approved": "0.00"}


def test_a_territory_has_the_groups_of_its_communes_and_the_rest_is_said() -> None:
    lines = [_line("Reims", 3), _line("Tinqueux", 1), _line("Vitry-le-François", 2), _line("Ailleurs", 4)]
    figures = figures_of_territories((REIMS, EAST, QUARTER), lines)
    assert [(each.name, each.groups, each.asked) for each in figures] == [
        ("Grand Reims", 4, 500),
        ("Est", 2, 250),
        (ELSEWHERE, 4, 450),
    ]
    assert figures_of_territories((QUARTER,), lines) == ()
    assert not overlap((REIMS, EAST, REIMS))
    assert overlap((REIMS, replace(EAST, communes=("51454",))))
