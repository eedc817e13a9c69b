"""Open, upcoming, closed: what the pages say of a call on each day, in Paris, by the pinned clock."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import TestResponse

MakeApp = Callable[..., Flask]
TextOf = Callable[[TestResponse], str]

MARNE = "/departements/marne/2025-2026"

DAYS = [
    (date(2025, 5, 25), "upcoming"),
    (date(2025, 5, 26), "open"),
    (date(2025, 8, 16), "open"),
    (date(2025, 8, 17), "open"),
    (date(2025, 8, 18), "open"),
    (date(2025, 8, 19), "closed"),
]


@pytest.mark.parametrize(("today", "state"), DAYS)
def test_every_page_and_resource_tells_the_same_state(
    make_app: MakeApp, text_of: TextOf, today: date, state: str
) -> None:
    client = make_app(today=today).test_client()
    word = {"upcoming": "à venir", "open": "ouvert", "closed": "clos"}[state]
    home = text_of(client.get("/")).split("\n")
    assert home[home.index("51 Marne") + 1] == word
    department = text_of(client.get("/departements/marne")).split("\n")
    assert department[department.index("Appel 2025-2026") + 1] == word
    (listed, _) = client.get("/api/v1/departments").get_json()["departments"]
    assert listed["campaigns"][0]["state"] == state
    assert client.get("/api/v1/departments/marne/campaigns/2025-2026").get_json()["calendar"]["state"] == state


@pytest.mark.parametrize(
    ("today", "call", "home"),
    [
        (date(2025, 5, 26), "il reste 84 jours", "encore 84 jours"),
        (date(2025, 8, 16), "il reste 2 jours", "encore 2 jours"),
        (date(2025, 8, 17), "il reste 1 jour pour", "encore 1 jour)"),
        (date(2025, 8, 18), "dernier jour", "dernier jour"),
    ],
)
def test_an_open_call_counts_its_days_down_to_its_last_one(
    make_app: MakeApp, text_of: TextOf, today: date, call: str, home: str
) -> None:
    client = make_app(today=today).test_client()
    assert call in text_of(client.get(MARNE))
    assert home in text_of(client.get("/"))


def test_an_upcoming_call_counts_nothing_down_and_names_its_opening(make_app: MakeApp, text_of: TextOf) -> None:
    text = text_of(make_app(today=date(2025, 5, 1)).test_client().get(MARNE))
    assert "pas encore ouvert" in text
    assert "il reste" not in text
    assert "26 mai 2025" in text


def test_a_closed_call_says_since_when(make_app: MakeApp, text_of: TextOf) -> None:
    text = text_of(make_app(today=date(2025, 9, 1)).test_client().get(MARNE))
    assert "L'appel est clos : il s'est terminé le 18 août 2025 à 23 h 59." in text
    assert "il reste" not in text


def test_a_call_without_an_opening_day_is_open_until_it_closes(make_app: MakeApp, text_of: TextOf) -> None:
    path = "/departements/seine_et_marne/2024-2025"
    before = text_of(make_app(today=date(2024, 1, 15)).test_client().get(path))
    after = text_of(make_app(today=date(2024, 6, 11)).test_client().get(path))
    assert "L'appel est ouvert" in before
    assert "L'appel est clos" in after


def test_open_calls_come_first_whatever_their_code(make_app: MakeApp, text_of: TextOf) -> None:
    home = text_of(make_app(today=date(2024, 6, 1)).test_client().get("/"))
    assert home.index("77 Seine-et-Marne") < home.index("51 Marne")


def test_a_pinned_day_is_shown_on_every_page_and_the_real_one_on_none(make_app: MakeApp, text_of: TextOf) -> None:
    pinned, real = make_app().test_client(), make_app(today=None).test_client()
    for path in ("/", MARNE, "/simulateur", "/api", "/nulle-part"):
        assert "nous sommes le 1er juillet 2025" in text_of(pinned.get(path))
        assert "nous sommes le" not in text_of(real.get(path))
