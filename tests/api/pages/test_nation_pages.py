"""The national team sees its departments and what may be told of them, rules from year to year, what a check finds."""

import re

import pytest
from flask import Flask

from tests import browsing
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.casts import SMALL
from tests.readings import Asked, expect_few_statements, expect_one_reading
from tests.stages import Stages

HOME = "/espace/nation"


@pytest.fixture
def national(stages: Stages, app: Flask) -> Browser:
    world = stages.put_back(app, "deposited", SMALL)
    return Browser(browsing.signed_in(app, world.accounts["national"]))


def read(browser: Browser) -> str:
    """Return what a page says, without its tags and its narrow spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.text)).replace("\u00a0", " ").replace("\u202f", " ")


def test_pages_of_the_nation_are_one_reading_and_sound(national: Browser, one_reading: list[tuple[str, Asked]]) -> None:
    for path in ("", "?annee=2024-2025", "/departements/marne", "/regles", "/regles?annee=2004-2005&avec=2025-2026"):
        national.open(HOME + path)
        assert national.status == 200, path
        assert _faults(national.response) == [], path
    assert national.open(f"{HOME}?annee=2025").status == 404
    assert national.open(f"{HOME}/departements/nulle_part").status == 404
    expect_few_statements(one_reading)
    expect_one_reading(one_reading)


def test_one_porteur_is_told_between_bounds_and_nothing_else_of_it_is(national: Browser) -> None:
    """One dossier of one group was deposited in the Marne, which has retained nothing."""
    told = read(national.open(HOME))
    assert "0 à 4 porteurs" in told
    assert "0 à 4 groupes" in told
    row = re.search(r'<tr id="departement-marne">.*?</tr>', national.html, re.DOTALL)
    assert row
    figures = re.sub(r"<[^>]+>", "|", row[0])
    assert figures.count("0 à 4") >= 3
    assert "non communiqué" in figures  # the amount asked for
    assert "2025-2026 : ouvert, ouverture 26 mai 2025, clôture 18 août 2025" in figures
    assert 'aria-labelledby="map-title"' in national.html
    assert "Marne (51) : appel ouvert" in national.text


def test_rules_are_told_with_their_ages_and_what_changed_in_words(national: Browser) -> None:
    told = read(national.open(f"{HOME}/regles"))
    assert "Bonus enfants : 329,00 € en 2025-2026 ; aucun montant n'était connu en 2024-2025." in told
    assert "Note de cadrage" in told
    applied, _, said = told.partition("Ce qui est écrit, ou cité, autrement")
    assert "devient" not in applied
    assert "Axe, source : «" in said
    assert 'class="chart"' in national.html
    older = read(national.open(f"{HOME}/regles?annee=2025-2026&avec=2004-2005"))
    assert "(+ 1 120,70 €, soit + 66,71 %)" in older


def test_what_changes_is_given_as_files(national: Browser) -> None:
    files = f"{HOME}/regles/2004-2005/2025-2026/differences"
    assert "| Ce qui change | Avant | Après | Source |\n" in national.open(f"{files}.md").text
    assert '"Montant maximum de la Ps' in national.open(f"{files}.csv").text
    assert national.response.headers["Content-Disposition"] == (
        'attachment; filename="clas-differences-2004-2005-2025-2026.csv"'
    )
    assert national.open(f"{files}.html").status == 200
    for wrong in (f"{files}.exe", f"{HOME}/regles/2004-2005/2040-2041/differences.md"):
        assert national.open(wrong).status == 404


def test_what_a_check_finds_of_a_department_is_read_by_the_nation(national: Browser) -> None:
    told = read(national.open(f"{HOME}/departements/seine_et_marne"))
    assert "Valable" in told
    assert "Non communiqué : Le jour d'ouverture de l'appel." in told
    assert "remarque" in told
    assert "unknown.gap" not in told
