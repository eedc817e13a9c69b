"""The place after which a page begins comes from outside: one that was not given here is refused with a sentence."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.browsing import signed_in
from tests.casts import SMALL
from tests.stages import Stages, World

KEY = "0b6c7a52-5d0e-4b8e-9a55-3f3d9d8a1c11"
DEEP = "[" * 500 + "]" * 500

VALUES = (
    *("null", "true", "false", "0", "-1", "5", "1.5", "-0.0", "1e400", "NaN", "Infinity", "[]", "{}", DEEP),
    *(str(number) for number in (2**31, 2**53, 2**63, 2**64, -(2**63) - 1, 10**400)),
    *(f'"{number}"' for number in (-1, 5, 2**31, 2**63, 10**400, "１２", "1_0", " 5", "+5", "1e3", "nan")),
    *('""', '"x"', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\ud83d\\ude00"', '"%"', f'"{KEY[:-1]}"'),
    *(f'"{KEY}"', f'"{KEY.upper()}"', f'"{{{KEY}}}"', f'"{KEY} "', f'"urn:uuid:{KEY}"', '"' + "a" * 900 + '"'),
    *(f'"{day}"' for day in ("2025-07-01", "0001-01-01", "9999-12-31", "0000-01-01", "2025-02-30", "20250701", "1")),
    *(
        f'"{moment}"'
        for moment in (
            "2025-07-01T10:00:00",
            "2025-07-01T10:00:00+02:00",
            "9999-12-31T23:59:59-12:00",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59.999999Z",
            "2025-07-01T10:00:00+24:00",
            "2025-07-01T25:00:00+02:00",
            "2025-07-01T10:00:00+00:00:00.000001",
        )
    ),
)
"""What might stand at one place of a place, as JSON writes it, or nearly."""

WHOLE = (
    *("", "x", "é", "WyJ4Iiw1XQ", "W10", "====", "!!!!", "AAAA", "%00", "WyJ4Iiw1XQ==\0"),
    *('"x"', "{}", "5", "null", "[]", "[[]]", f'[["x"],["{KEY}"]]', f'{{"0":"x","1":"{KEY}"}}', f'["x","{KEY}","x"]'),
)


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def made_up(*, anew: bool) -> Iterator[str]:
    """Yield places; another sort of the same list is only asked for other values to begin after."""
    yield from (encoded(f'[{value},"{KEY}"]') for value in VALUES)
    if anew:
        yield from WHOLE
        yield from map(encoded, WHOLE)
        for value in VALUES:
            yield encoded(f"[{value}]")
            yield encoded(f'["2025-07-01",{value}]')


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(stages: Stages, make_app: Callable[..., Flask], make_database: Callable[[str], str], request: Any) -> World:
    return stages.put_back(make_app(database_url=make_database(request.param)), "deposited", SMALL)


def lists_of(world: World) -> dict[str, list[str]]:
    """Return every list that comes by pages, with its sorts, from the document of the service."""
    document = world.client.get("/api/v1/openapi.json").get_json()
    found = {}
    for path, operations in document["paths"].items():
        asked = {each["name"]: each for each in operations.get("get", {}).get("parameters", ()) if "name" in each}
        if "after" in asked:
            sorts = asked["sort"]["schema"]["enum"] if "sort" in asked else [""]
            found[path.removeprefix("/api/v1").format(slug="marne", year="2025-2026", key=world.deposited)] = sorts
    return found


def refused(answer: TestResponse) -> bool:
    """Tell whether a place was refused as one, in French; an answer that is neither that nor a page fails."""
    if answer.status_code == 200:
        return False
    assert answer.status_code == 422, answer.text
    errors = answer.get_json()["errors"]
    assert {each["pointer"] for each in errors} == {"/after"}
    assert all(each["detail"].endswith(".") for each in errors)
    return True


def test_no_made_up_place_is_anything_but_refused_or_a_page(world: World) -> None:
    lists = lists_of(world)
    assert len(lists) >= 7
    tried = refusals = 0
    for path, sorts in lists.items():
        for sort in sorts:
            for place in made_up(anew=sort == sorts[0]):
                asked = {"after": place, **({"sort": sort} if sort else {})}
                try:
                    refusals += refused(world.ask("head51", "GET", path, query_string=asked))
                except AssertionError as error:
                    raise AssertionError(f"{path} {asked}: {error}") from None
                tried += 1
    assert tried > 2000
    assert 0.7 * tried < refusals < tried


def test_a_true_place_at_the_edge_of_what_can_be_is_a_page(world: World) -> None:
    for moment in ("9999-12-31T23:59:59+00:00", "0001-01-02T00:00:00+00:00"):
        place = encoded(orjson.dumps([moment, KEY]).decode())
        assert world.ask("head51", "GET", "/dossiers", query_string={"after": place}).status_code == 200


def test_the_page_after_a_long_name_is_found(world: World) -> None:
    name = "😀" * 200
    path = f"/porteurs/{world.porteur}"
    tag = world.ask("porteur51", "GET", path).headers["ETag"]
    assert world.ask("porteur51", "PATCH", path, {"name": name}, headers={"If-Match": tag}).status_code == 200
    for address in ("/porteurs?sort=-name&limit=1", "/dossiers?sort=-porteur&limit=1"):
        first = world.ask("agent51", "GET", address).json
        assert world.ask("agent51", "GET", f"{address}&after={first['next']}").json["items"] != []


@pytest.mark.parametrize(
    "place",
    [
        "",
        "~",
        "x~x",
        f"9999-12-31T23:59:59-12:00~{KEY}",
        f"\0~{KEY}",
        f"{10**30}~{KEY}",
        f"2025-07-01T10:00:00+24:00~{KEY}",
    ],
)
def test_a_made_up_place_of_a_page_shows_its_beginning(world: World, place: str) -> None:
    browser = signed_in(world.client.application, world.accounts["agent51"])
    for order in ("-updated_at", "deposited_at", "porteur", "-asked", "receipt"):
        for path in ("/espace/departements/marne/dossiers", "/espace/caf/marne/2025-2026/dossiers"):
            assert browser.get(path, query_string={"apres": place, "tri": order}).status_code == 200, path
