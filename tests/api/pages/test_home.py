"""Home serves 101 departments: open calls first, one's own found however it is written, none hidden, little to load."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_core.departments import DepartmentPlugin, DepartmentRegistry
from clas_core.departments.names import NAMES, usual_slug

TextOf = Callable[[TestResponse], str]
NEXT_PAGE = 25_000


@pytest.fixture(scope="module")
def hundred(make_department: Callable[..., DepartmentPlugin]) -> DepartmentRegistry:
    """Return the 101 departments: one in seven is closed, one in five is to open."""
    plugins = []
    for rank, (code, name) in enumerate(NAMES.items()):
        month = 3 if rank % 7 == 0 else 8
        opens = "2025-07-20" if rank % 5 == 1 else "2025-02-05"
        dates = (
            f"opens = {opens}\ncloses = 2025-{month:02d}-30"
            if month == 8
            else "opens = 2025-02-05\ncloses = 2025-03-30"
        )
        plugins.append(make_department(usual_slug(name), code, f'"{name}"', dates=dates))
    return DepartmentRegistry(plugins)


def headings(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", each).strip() for each in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)]


def test_a_hundred_and_one_departments_are_listed_open_ones_first_and_weigh_little(
    make_app: Callable[..., Flask], hundred: DepartmentRegistry
) -> None:
    client = make_app(registry=hundred).test_client()
    page = client.get("/").text
    assert [each.split("(")[0].strip() for each in headings(page)][:3] == [
        "Appels ouverts",
        "Appels qui vont ouvrir",
        "Appels clos",
    ]
    listed = page[page.index('id="open"') : page.index('id="regles"')]
    assert {code for code in NAMES if f'<span class="code">{code}</span>' in listed} == set(NAMES)
    assert "101 départements sur 101" in page
    assert page.count('tabindex="-1"') >= 101 + 4, "each department is a link of the map"
    sent = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert sent.headers["Content-Encoding"] == "gzip"
    assert len(sent.data) < NEXT_PAGE


@pytest.mark.parametrize(
    ("sought", "told"),
    [
        ("reims", "Reims (51100) est dans ce département."),
        ("51100", "Reims (51100) est dans ce département."),
        ("MARNE", "Appel 2025-2026"),
        ("51", "Appel 2025-2026"),
        ("epernai", "Rien ne s'écrit tout à fait ainsi ; Épernay (51200) est dans ce département."),
    ],
)
def test_ones_department_is_found_by_what_one_knows_of_it(
    client: FlaskClient, text_of: TextOf, sought: str, told: str
) -> None:
    text = text_of(client.get("/", query_string={"recherche": sought}))
    assert f"Pour « {sought} », 1 département" in text
    assert told in text
    assert "Déposer un dossier" in text
    assert "Caf de Seine-et-Marne" not in text, "nothing but what was looked for"


def test_a_department_that_is_not_here_is_said_so_with_what_to_do(client: FlaskClient, text_of: TextOf) -> None:
    page = client.get("/", query_string={"recherche": "st denis"})
    text = text_of(page)
    assert "Pas encore sur cette plateforme" in text
    assert "La Réunion (974) : Saint-Denis (97400) est dans ce département." in text
    assert "demandez-le à la Caf" in text
    assert 'href="/simulateur"' in page.text
    assert "Ardèche (07)" in text_of(client.get("/")), "and none is hidden on the page itself"


@pytest.mark.parametrize(
    "sought", ["zzzzzz", "<script>alert(1)</script>", "x" * 5_000, "00000", "\u200b", "' WHERE 1=1"]
)
def test_what_means_nothing_is_answered_with_what_to_try(client: FlaskClient, sought: str) -> None:
    answer = client.get("/", query_string={"recherche": sought})
    assert answer.status_code == 200
    assert "Rien n'est trouvé" in answer.text.replace("&#39;", "'")
    assert "<script>alert" not in answer.text
    assert len(answer.text) < 60_000


def test_a_page_that_is_not_there_offers_the_search(client: FlaskClient) -> None:
    answer = client.get("/departements/ardeche")
    assert answer.status_code == 404
    assert 'name="recherche"' in answer.text
