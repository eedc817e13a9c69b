"""Each file that is published is what its schema expects: read back by another library than wrote it."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frictionless import Resource, Schema
from jsonschema import (  # type: ignore[import-untyped]  # published without types
    Draft4Validator,
    Draft202012Validator,
    FormatChecker,
)

from clas_core.departments import DepartmentRegistry
from clas_core.open_data import FORMATS, Award, Giver, PublishedCall, award_json, kept_award, opportunity_of
from clas_core.years import SchoolYear

SCHEMAS = Path(__file__).parent / "schemas"
AWARD = Award(
    receipt="51-2025-00001",
    reference="51-2025-00001-1",
    deposited_on=date(2025, 7, 1),
    decided_on=date(2025, 9, 12),
    notified_on=date(2025, 9, 20),
    name="Association « Les Écoliers », Reims",
    siret="73282932000074",
    rna="W513000001",
    purpose="Accompagnement à la scolarité, 2025-2026",
    asked=3_000_000,
    cents=2_900_070,
    staged=True,
    pays_from=date(2025, 10, 1),
    pays_until=date(2026, 8, 31),
)
GIVER = Giver(name="Caf de la Marne", siret="38077860100019")


MOMENTS = FormatChecker(["date", "uuid"])


@MOMENTS.checks("date-time", ValueError)  # type: ignore[untyped-decorator]  # published without types
def is_moment(value: object) -> bool:
    """Tell whether a value is a day, an hour and its offset."""
    return "T" in str(value) and datetime.fromisoformat(str(value)).tzinfo is not None


def published(*awards: Award) -> PublishedCall:
    return PublishedCall(
        giver=GIVER,
        awards=awards,
        title="Appel à projets Clas 2025-2026, Marne",
        published_at=datetime(2025, 10, 2, 9, tzinfo=UTC),
        url="https://clas.example/open-data/marne/2025-2026/360giving",
    )


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


ODD = [
    AWARD,
    replace(AWARD, name="=HYPERLINK(1)", rna="", staged=False, pays_until=AWARD.pays_from),
    replace(AWARD, purpose="x" * 400, rna="W2A1000001", name='a, "b"; c' + "d" * 200),
    replace(AWARD, standing="corrected", replaces="51-2025-00001-0", before=1),
    AWARD.withdrawn(),
]


@pytest.mark.parametrize("award", ODD)
def test_a_line_of_scdl_is_as_its_schema_says(award: Award) -> None:
    text = FORMATS["scdl"].write(published(award))
    resource = Resource(
        data=text.encode(),
        format="csv",
        encoding="utf-8",
        schema=Schema.from_descriptor(schema("scdl-subventions.json")),
    )
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_scdl_says_a_decision_once_with_its_exact_amount() -> None:
    (line,) = csv.DictReader(io.StringIO(FORMATS["scdl"].write(published(AWARD))))
    assert (line["referenceDecision"], line["montant"], line["pourcentageSubvention"]) == (
        "51-2025-00001-1",
        "29000.70",
        "1.00",
    )
    assert line["datesPeriodeVersement"] == "2025-10-01/2026-08-31"


def test_no_cell_is_a_formula() -> None:
    (line,) = csv.DictReader(io.StringIO(FORMATS["scdl"].write(published(replace(AWARD, name="=1+1", purpose="@a")))))
    assert (line["nomBeneficiaire"], line["objet"]) == ("'=1+1", "'@a")


@pytest.mark.parametrize("award", ODD)
def test_a_grant_is_as_360giving_says(award: Award) -> None:
    package = json.loads(FORMATS["360giving"].write(published(award)))
    assert [
        error.message
        for error in Draft4Validator(schema("360-giving.json"), format_checker=MOMENTS).iter_errors(package)
    ] == []


def test_the_schema_of_360giving_refuses_what_lacks_a_funder() -> None:
    package = json.loads(FORMATS["360giving"].write(published(AWARD)))
    del package["grants"][0]["fundingOrganization"]
    assert list(Draft4Validator(schema("360-giving.json"), format_checker=MOMENTS).iter_errors(package))


@pytest.mark.parametrize(
    ("name", "place"), [("360giving", ("grants", 0, "amountAwarded")), ("data-subvention", (0, "montantAccorde"))]
)
def test_an_amount_is_an_exact_number(name: str, place: tuple[str | int, ...]) -> None:
    value = json.loads(FORMATS[name].write(published(AWARD)), parse_float=Decimal)
    for each in place:
        value = value[each]
    assert value == Decimal("29000.70")


def test_a_withdrawn_decision_is_refused_in_data_subvention_and_grants_nothing() -> None:
    (request,) = json.loads(FORMATS["data-subvention"].write(published(AWARD.withdrawn())))
    assert (request["statutLabel"], request["montantAccorde"]) == ("Refusé", 0)
    assert request["objet"].endswith("(décision retirée)")


def test_a_call_is_an_opportunity_of_common_grants(registry: DepartmentRegistry) -> None:
    marne = registry.get("marne").department
    campaign_2025 = marne.campaign(SchoolYear(2025))
    now = datetime(2025, 7, 1, 9, tzinfo=UTC)
    told = opportunity_of(
        marne, campaign_2025, now=now, since=now, url="https://clas.example/departements/marne/2025-2026"
    )
    found = Draft202012Validator(schema("common-grants-opportunity.json"), format_checker=MOMENTS).iter_errors(told)
    assert [error.message for error in found] == []
    assert told["status"] == {"value": "open"}
    assert told["keyDates"]["closeDate"]["date"] == "2025-08-18"


def test_an_award_is_kept_as_it_is() -> None:
    for each in ODD:
        assert kept_award(json.loads(json.dumps(award_json(each)))) == each
