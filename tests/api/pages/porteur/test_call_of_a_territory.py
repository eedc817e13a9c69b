"""A call of one territory: its form suggests the communes that are of it, and whoever deposits elsewhere knows it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from bench.samples import content
from clas_core.departments import DepartmentRegistry
from tests.api.departments import MakeDepartment
from tests.api.pages.porteur.conftest import NOW, Site
from tests.stages import Stages

TERRITORY = """
[[territories]]
id = "nord"
name = "Nord de la Marne"
communes = ["51454", "51573"]
source = "note"
"""
SAID = "Cet appel est du territoire « Nord de la Marne » : il ne paie pas une action menée ailleurs."


@pytest.fixture
def site(
    make_app: Callable[..., Flask], make_department: MakeDepartment, stages: Stages, lend_database: Callable[[str], str]
) -> Site:
    marne = make_department("marne", "51", '"Marne"', first='territory = "nord"', more=TERRITORY)
    url = lend_database("sqlite")
    return Site(make_app(database_url=url, today=NOW, registry=DepartmentRegistry([marne]), own=True), url, stages)


def _held_in(city: str, postal_code: str) -> dict[str, Any]:
    whole = content()
    whole["actions"][0]["place"] = {"city": city, "postal_code": postal_code}
    return whole


def test_an_action_held_elsewhere_is_told_at_its_commune_and_deposited_knowingly(site: Site) -> None:
    browser = site.person("alex")
    address = site.dossier("alex", site.porteur("alex"), _held_in("Épernay", "51200"))
    page = browser.open(f"{address}/actions/1")
    assert "<option>Reims" in page.html
    assert "<option>Épernay" not in page.html
    assert SAID in page.text
    page = browser.open(f"{address}/verifier")
    assert SAID in page.text
    (link,) = {each for each in browser.links if each.endswith("/place/city")}
    assert browser.leads_to_a_field(link)
    browser.send("deposit")
    assert browser.status == 422
    browser.send("deposit", confirmed_unpaid="oui")
    assert browser.address == f"{address}/recepisse"
    assert SAID in browser.text


def test_an_action_of_the_territory_is_deposited_as_any_other(site: Site) -> None:
    browser = site.person("alex")
    address = site.dossier("alex", site.porteur("alex"), _held_in(" reims", "51100"))
    page = browser.open(f"{address}/verifier")
    assert SAID not in page.text
    browser.send("deposit")
    assert browser.address == f"{address}/recepisse"


def test_the_call_says_its_territory_on_its_page_and_in_its_json(site: Site) -> None:
    client = site.app.test_client()
    told = "Nord de la Marne : cet appel ne paie pas une action menée ailleurs"
    assert told in client.get("/departements/marne/2025-2026").text
    assert told in client.get("/departements/marne/2025-2026/note-de-cadrage").text
    call = client.get("/api/v1/departments/marne/campaigns/2025-2026").get_json()
    assert call["territory"] == "nord"
    (made,) = [each for each in call["criteria"] if each["kind"] == "within"]
    assert (made["id"], made["field"], made["territory"]) == ("marne.territory", "place", "nord")
    assert made["expected"] == "dans le territoire « Nord de la Marne »"
