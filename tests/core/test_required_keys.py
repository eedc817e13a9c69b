"""What a file may leave out is little, and listed here; anything else that is missing is said to be."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from clas_core.departments import Campaign, Department
from clas_core.departments.checks import campaign_checks
from clas_core.errors import REQUIRED, InvalidFile
from clas_core.national import Referential
from clas_core.national.checks import CHECKS
from clas_core.reading import Check, read_tables
from clas_core.strict import StrictSchema
from clas_core.tables import schema_of

HERE = Path(__file__).parent

OPTIONAL = {
    "essai/department.toml": "logo caf.address caf.phone caf.email caf.website caf.sirets",
    "essai/2025-2026.toml": """
        presentation gaps bilan contacts committees orientations articulations animations support documents approved
        orientations[0].id
        criteria supplements retention open_data open_data.ps open_data.above
        sources.note.place sources.note.url institutions.msa.full_name calendar.opens
        calendar.closes calendar.events calendar.events[0].description calendar.events[0].place deposit.service
        deposit.url deposit.rules deposit.attachments deposit.attachments[0].natures deposit.several_dossiers bilan.url
        bilan.since bilan.steps bilan.text contacts[0].name contacts[0].email
        contacts[0].phone contacts[0].address contacts[0].hours contacts[0].territory committees[0].territory
        territories[0].communes territories[0].intercommunalities territories[0].neighbourhoods
        territories[0].cantons territory indicators
        indicators[1].measure committees[0].attached_to committees[0].presided_by committees[0].secretariat
        committees[0].missions committees[0].remark animations[0].url documents[0].url
        questions[1].hint questions[1].required questions[1].natures questions[1].least questions[1].most
        questions[2].carried questions[2].counted questions[3].when
        questions[15].short questions[15].page questions[15].rank
        questions[16].most questions[16].counted questions[17].paired questions[18].when
        questions[9].required questions[9].paired questions[10].paired questions[11].weight questions[13].shown_to
        allocations allocations[0].most_per_dossier allocations[0].reserved
        cap advances envelopes aids funders[0].institution funders[0].sirets funders[0].contact funders[0].contact.role
        funders[0].contact.name funders[0].contact.email funders[0].contact.phone aids[0].most_per_group
        aids[0].most_per_action aids[0].most_per_dossier aids[0].most_per_porteur aids[0].envelope aids[0].natures
        aids[0].remark aids[0].criteria aids[0].advances aids[0].advances[0].on advances[0].on
        aids[1].natures aids[2].natures aids[2].territory
        programmes[0].presentation programmes[0].funder programmes[0].least programmes[0].most programmes[0].envelope
        programmes[0].advances programmes[0].advances[0].on questions[19].programme
    """,
    "essai_national/2030-2031.toml": """
        bonuses axes base_actions criteria dossier_parts assumptions thresholds retention gaps sources.texte.place
        retention[0].shortened
        bonuses[0].amount bonuses[0].examples criteria[2].decides scheme.milestones scheme.framework
        questions questions[0].required questions[1].hint questions[1].natures questions[1].least questions[1].most
        questions[1].carried questions[1].when
    """,
}
SCHEMAS: Mapping[str, tuple[StrictSchema, tuple[Check, ...]]] = {
    "essai/department.toml": (schema_of(Department), ()),
    "essai/2025-2026.toml": (schema_of(Campaign), campaign_checks("essai")),
    "essai_national/2030-2031.toml": (schema_of(Referential), CHECKS),
}
MEASURES = ("per", "amount", "rate")


def is_moment(value: Any) -> bool:
    """Tell whether a table is one value: a window, or the words of a moment."""
    return isinstance(value, dict) and set(value) in ({"from", "to"}, {"text"})


def _keys(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield each key of a tree of tables: its place, and the table that holds it."""
    if isinstance(value, dict):
        for key in list(value):
            below = f"{place}.{key}" if place else key
            yield below, value, key
            if not is_moment(value[key]):
                yield from _keys(value[key], below)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _keys(each, f"{place}[{index}]")


def _said_without(tables: Any, table: dict[str, Any], key: str, file: str) -> dict[str, str] | None:
    """Return what is said of a file that lacks a key, by place; `None` when nothing is."""
    kept = dict(table)
    del table[key]
    try:
        read_tables(tables, "", *SCHEMAS[file], name=file)
    except InvalidFile as refusal:
        return {problem.dotted: problem.message for problem in refusal.problems}
    finally:
        table.clear()
        table.update(kept)
    return None


@pytest.mark.parametrize("file", OPTIONAL)
def test_only_what_is_listed_may_be_left_out(file: str) -> None:
    tables = tomllib.loads((HERE / file).read_text(encoding="utf-8"), parse_float=Decimal)
    said = {place: _said_without(tables, table, key, file) for place, table, key in list(_keys(tables))}
    assert {place for place, about in said.items() if about is None} == set(OPTIONAL[file].split())
    # A source, an institution, a question or a funder that is gone is missed where it is named; a bound or a choice
    # where its kind is, a measure of aid where its amount is.
    chosen = (f"questions[{index}].choices" for index in (2, 3, 8))
    scored = ("questions[11].choices", "questions[12].most")
    elsewhere = (
        "sources.",
        "institutions.",
        "territories",
        *(f"criteria[{index}]" for index in range(7)),
        *chosen,
        *scored,
    )
    measured = {
        "questions",
        "funders",
        "funders[0].id",
        "programmes",
        "programmes[0].id",
        "aids[0].criteria[0].min",
        "allocations[0].territory",
        "allocations[0].bonus",
        *(f"aids[{index}].{key}" for index in (0, 1) for key in MEASURES),
    }
    unsaid = [place for place, about in said.items() if about is not None and about.get(place) != REQUIRED]
    assert [place for place in unsaid if not place.startswith(elsewhere) and place not in measured] == []


@pytest.mark.parametrize(("key", "kind"), [("min", "range"), ("options", "covers"), ("day", "before")])
def test_a_bound_that_its_kind_needs_may_not_be_left_out(key: str, kind: str) -> None:
    file = "essai_national/2030-2031.toml"
    tables = tomllib.loads((HERE / file).read_text(encoding="utf-8"), parse_float=Decimal)
    ((index, criterion),) = [(index, each) for index, each in enumerate(tables["criteria"]) if each["kind"] == kind]
    assert _said_without(tables, criterion, key, file) == {f"criteria[{index}].{key}": f"« {kind} » demande « {key} »."}
