"""« Simuler l'année » : the national team moves figures over the groups of a year, with or without JavaScript."""

import re
from urllib.parse import urlencode

import pytest
from flask import Flask

from bench.simulated import deposit
from clas_api.store.database import database
from tests import browsing
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.casts import SMALL
from tests.readings import Asked, expect_few_statements, expect_one_reading
from tests.stages import Stages

PAGE = "/espace/nation/simulation"


@pytest.fixture
def national(stages: Stages, app: Flask) -> Browser:
    world = stages.put_back(app, "deposited", SMALL)
    return Browser(browsing.signed_in(app, world.accounts["national"]))


def test_the_page_is_sound_and_one_reading(national: Browser, one_reading: list[tuple[str, Asked]]) -> None:
    for query in ("", "?annee=2024-2025", "?regles=2004-2005", "?enveloppe=1000&levier=rate", "?taux=abc&moins=20"):
        national.open(PAGE + query)
        assert national.status == 200, query
        assert _faults(national.response) == [], query
    assert national.open(f"{PAGE}?annee=2025").status == 404
    expect_few_statements(one_reading)
    expect_one_reading(one_reading)


@pytest.fixture
def many(national: Browser, app: Flask) -> Browser:
    """Give the nation's browser where two departments have enough groups to be told."""
    with app.app_context():
        deposit(database.engine, ("aube", "ardennes"), applicants=12, groups=5, year="2024-2025")
    return national


def read(browser: Browser) -> str:
    """Return what a page says, without its tags and its narrow spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.text)).replace("\u00a0", " ").replace("\u202f", " ")


def test_figures_that_are_moved_are_told_beside_those_of_the_year(many: Browser) -> None:
    told = read(many.open(f"{PAGE}?annee=2024-2025&taux=35"))
    assert "35 % au lieu de 33 %" in told
    assert "Provisoire." in told
    assert re.search(r"Gagnent \d+ \d+", told)
    assert "Aube 60" in told
    assert 'class="chart"' in many.html
    assert "?annee=2024-2025&amp;regles=2024-2025&amp;taux=35" in many.html


def test_the_best_reply_to_an_envelope_is_told_with_its_curve(many: Browser) -> None:
    told = read(many.open(f"{PAGE}?annee=2024-2025&enveloppe=200 000,00&levier=maximum"))
    assert "au plus, au lieu de 2 800,70 €. La plus grande valeur qui tient dans l'enveloppe." in told
    assert "il reste" in told
    assert 'class="chart curve"' in many.html
    assert "Même la plus petite valeur dépasse l'enveloppe" in read(many.open(f"{PAGE}?annee=2024-2025&enveloppe=0,01"))
    large = read(many.open(f"{PAGE}?annee=2024-2025&enveloppe=9000000&levier=rate"))
    assert "Même la plus grande valeur tient dans l'enveloppe" in large


def test_what_few_groups_make_is_not_told(national: Browser) -> None:
    """One dossier of one group was deposited for 2025-2026."""
    told = read(national.open(f"{PAGE}?taux=10&enveloppe=100"))
    assert "Trop peu de groupes" in told
    assert "Trop peu de groupes changeraient pour que la réponse soit donnée sans les désigner." in told
    assert "de différence" not in told


def test_groups_of_a_size_that_is_no_longer_eligible_are_counted_with_the_criterion(many: Browser) -> None:
    told = read(many.open(f"{PAGE}?annee=2024-2025&moins=10"))
    assert "Ne sont plus éligibles" in told
    assert re.search(r"Un groupe compte de 10 à 12 enfants\. \d+ groupes", told)


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("maximum=2 800,70&maximum-avant=280070&maximum-curseur=2500", "2 500,00 €"),
        ("maximum=2 600&maximum-avant=280070&maximum-curseur=2801", "2 600,00 €"),
        ("maximum=2 600&maximum-avant=280070&maximum-curseur=2500", "2 600,00 €"),
        ("maximum=2 800,70&maximum-avant=280070&maximum-curseur=2801", "2 800,70 €"),
        ("taux=33&taux-avant=3300&taux-curseur=30.5", "30,5 %"),
        ("plus=12&plus-avant=12&plus-curseur=15", "15 enfants"),
        ("maximum=8 000&maximum-avant=800000&maximum-curseur=5700", "8 000,00 €"),
        ("maximum=2 600&maximum-avant=280070&regles-avant=2004-2005", "2 800,70 €"),
    ],
)
def test_a_slider_holds_where_it_was_moved_and_a_field_where_it_was_typed(
    national: Browser, query: str, value: str
) -> None:
    name = query.partition("=")[0]
    national.open(f"{PAGE}?regles=2025-2026&{query}")
    output = re.search(rf'<output [^>]*id="sortie-{name}"[^>]*>([^<]*)</output>', national.html)
    assert output
    assert output[1].replace("\u202f", " ").replace("\u00a0", " ").partition(" au lieu")[0] == value


def test_a_maximum_that_follows_the_ceiling_is_said_to(national: Browser) -> None:
    assert "suit le prix plafond : 2 970,00 €" in read(national.open(f"{PAGE}?plafond=9000&suit=oui"))


def test_all_that_is_wrong_is_told_at_its_place_and_stays_typed(national: Browser) -> None:
    told = read(national.open(f"{PAGE}?taux=beaucoup&maximum=9000&moins=12&plus=8&enveloppe=cent&levier=x"))
    for sentence in (
        "5 points à corriger",
        "Un taux est attendu, par exemple 33 %",
        "Le maximum dépasse le prix plafond",
        "Le moins d'enfants dépasse le plus",
        "Un montant en euros est attendu",
        "« x » n'est pas un levier",
    ):
        assert sentence in told
    assert 'value="beaucoup"' in national.html


HOSTILE = (
    "abc",
    "-5",
    "1e3",
    "NaN",
    "inf",
    "9" * 500,
    "<script>x</script>",
    "\u0663",
    "%00",
    "33;34",
    "0.00001",
    "=1+1",
)
FIELDS = ("taux", "plafond", "maximum", "bonus-children", "bonus-parents", "moins", "plus", "enveloppe")


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_that_says_nothing_is_refused_at_its_place_and_nothing_is_told(national: Browser, name: str) -> None:
    for value in HOSTILE:
        national.open(f"{PAGE}?{urlencode({name: value, 'levier': 'maximum'})}")
        told = read(national)
        assert national.status == 200, value
        assert "1 point à corriger" in told, value
        assert "de différence" not in told
        assert "<script>x" not in national.html
        assert 'aria-invalid="true"' in national.html


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_slider_or_a_choice_never_sends_moves_nothing_and_breaks_nothing(national: Browser, value: str) -> None:
    for name in (
        "taux-curseur",
        "taux-avant",
        "maximum-curseur",
        "moins-avant",
        "regles-avant",
        "suit",
        "action",
        "autre",
    ):
        assert national.open(f"{PAGE}?{urlencode({name: value})}").status == 200, name
        assert "à corriger" not in read(national)
    assert "1 point à corriger" in read(national.open(f"{PAGE}?{urlencode({'enveloppe': '1000', 'levier': value})}"))
    for name in ("annee", "regles"):
        assert national.open(f"{PAGE}?{urlencode({name: value})}").status == 404, name
        assert "<script>x" not in national.html
