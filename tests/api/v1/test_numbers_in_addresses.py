"""A number of an address that no table could hold leads nowhere, in every route that has one, on both databases."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from tests.browsing import signed_in
from tests.stages import World

OVER = ("1000000000", "2147483648", "9223372036854775808", "99999999999999999999999", "9" * 5000)


@pytest.fixture
def world(kind: str, small_world: Callable[[str], World]) -> World:
    return small_world(kind)


def _rules(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if any(isinstance(each, IntegerConverter) for each in rule._converters.values())
    ]


def _addresses(app: Flask, world: World, number: str) -> Iterator[tuple[str, str]]:
    """Give every address with a number, of the dossier that is deposited: its other parts are there."""
    for rule in _rules(app):
        address = ""
        for dynamic, part in rule._trace:
            found = number if isinstance(rule._converters.get(part), IntegerConverter) else world.deposited
            address += found if dynamic else part.removeprefix("|")
        for method in rule.methods or ():
            yield method, address


def test_a_number_too_large_for_any_table_leads_nowhere_on_every_route(world: World) -> None:
    app, pages = world.client.application, signed_in(world.client.application, world.accounts["porteur51"])
    headers = {"Authorization": f"Bearer {world.keys['porteur51']}"}
    asked = 0
    for number in OVER:
        for method, address in _addresses(app, world, number):
            as_whom: dict[str, Any] = {"headers": headers} if address.startswith("/api/") else {}
            if method != "OPTIONS":
                assert pages.open(address, method=method, **as_whom).status_code == 404, (method, address[:200])
                asked += 1
    assert asked > 5 * 8


def test_the_largest_number_of_an_address_is_looked_for(world: World) -> None:
    answer = world.ask("porteur51", "GET", f"/dossiers/{world.deposited}/versions/999999999")
    assert answer.status_code == 404
    assert answer.get_json()["detail"].startswith("Ce dépôt n'existe pas")


def test_the_document_says_how_large_a_number_of_an_address_may_be(app: Flask) -> None:
    paths = app.extensions["clas-openapi"].document()["paths"].values()
    said = [each["schema"] for path in paths for each in path.get("parameters", ()) if each["in"] == "path"]
    said = [each for each in said if each.get("type") == "integer"]
    assert len(said) == 4
    assert all(each == {"type": "integer", "minimum": 0, "maximum": 999_999_999} for each in said)


@pytest.mark.parametrize("number", [10**23, 2**63, 2**31, -(2**31) - 1, "9" * 5000])
def test_a_page_that_begins_after_such_a_number_is_none(world: World, number: Any) -> None:
    after = base64.urlsafe_b64encode(f"[{number}]".encode()).decode()
    assert world.ask("head51", "GET", f"/departments/marne/audit?after={after}").status_code == 422
