"""Territories of a call, and figures of years before: read, checked, told."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from clas_core.committees.bodies import bodies_of
from clas_core.communes import commune_of, find
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.indicators import Indicator, with_counted
from clas_core.departments.territories import Territory
from clas_core.documents.call_page import call_page
from clas_core.documents.framing_note import framing_note
from clas_core.documents.model import Table
from clas_core.eligibility import Place
from clas_core.sources import Source
from clas_core.years import SchoolYear

Mistakes = Callable[..., list[str]]
SOURCE = Source(id="note", title="Note")
REIMS = Territory(id="reims", name="Reims", communes=("51454",), source=SOURCE)


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('communes = ["51454", "51108"]', 'communes = ["Reims"]', "Vouliez-vous dire 51454 (Reims, 51) ?"),
        ('communes = ["51454", "51108"]', 'communes = ["99999"]', "n'est le code Insee d'aucune commune"),
        ('intercommunalities = ["200067213"]', 'intercommunalities = ["Grand Reims"]', "dire 200067213 (CU du Grand"),
        (
            'territory = "reims"\n\n[[committees]]',
            'territory = "rems"\n\n[[committees]]',
            "« rems » n'est pas déclaré sous",
        ),
    ],
)
def test_a_territory_names_what_exists(campaign_mistakes: Mistakes, written: str, instead: str, said: str) -> None:
    (told,) = campaign_mistakes({written: instead})
    assert said in told


def test_a_territory_holds_something(campaign_mistakes: Mistakes) -> None:
    empty = {
        'communes = ["51454", "51108"]\n': "",
        'intercommunalities = ["200067213"]\n': "",
        'neighbourhoods = ["Croix-Rouge"]\n': "",
        'cantons = ["Reims-4"]\n': "",
    }
    (told,) = campaign_mistakes(empty)
    assert "territories[0]: Ce territoire ne contient rien" in told


@pytest.mark.parametrize("typed", ["REIMS", "reims", "Reims "])
def test_a_commune_is_of_its_territory_however_it_is_typed(typed: str) -> None:
    assert REIMS.holds(commune_of(typed, department="51")) is True
    assert REIMS.holds(commune_of("Épernay", department="51")) is False
    assert REIMS.holds(None) is None


def test_intercommunalities_and_arrondissements_are_of_their_whole() -> None:
    metropolis = Territory(id="grand-reims", name="Grand Reims", intercommunalities=("200067213",), source=SOURCE)
    assert metropolis.holds(find("51454")) is True
    assert "51454" in metropolis.codes
    lyon = Territory(id="lyon", name="Lyon", communes=("69123",), source=SOURCE)
    assert lyon.holds(commune_of("Lyon 3e")) is True


def test_neighbourhoods_and_cantons_are_compared_by_their_names() -> None:
    quarter = Territory(id="cr", name="Croix-Rouge", neighbourhoods=("Croix-Rouge",), source=SOURCE)
    assert quarter.holds(find("51454"), "croix rouge") is True
    assert quarter.holds(find("51454"), "Orgeval") is False
    assert quarter.holds(find("51454")) is None


def test_a_local_commission_is_for_dossiers_that_have_an_action_in_its_territory(essai_campaign: Campaign) -> None:
    body = bodies_of(essai_campaign)["technical"]
    here, there, unsure = Place("Reims", "51454"), Place("Sedan", "08409", "Torcy"), Place("Nulle-Part")
    assert body.concerns([there, here]) == "met"
    assert body.concerns([there]) == "not_met"
    assert body.concerns([there, unsure]) == "unknown"
    assert body.concerns([None]) == body.concerns([]) == "unknown"
    assert replace(body, territory=None).concerns([]) == "met"


def test_a_figure_is_written_with_its_unit() -> None:
    def written(value: str, unit: str) -> str:
        year = SchoolYear(2023)
        return Indicator(label="x", school_year=year, value=Decimal(value), unit=unit, source=SOURCE).text

    assert written("1240", "familles") == "1\u202f240\u00a0familles"
    assert written("12450.50", "€") == "12\u202f450,50\u00a0€"
    assert written("0", "groupe") == "0\u00a0groupe"


def test_of_one_thing_and_one_year_there_is_one_figure_that_which_was_counted(essai_campaign: Campaign) -> None:
    families, young = essai_campaign.indicators

    def counted(measure: str, value: str, year: int = 2023, **more: Any) -> Indicator:
        made = {"label": measure, "unit": "enfants", "source": Source(id="plateforme", title="Ici"), **more}
        return Indicator(school_year=SchoolYear(year), value=Decimal(value), measure=measure, **made)

    of_that_year, of_another = counted("children", "812"), counted("children", "700", 2024)
    found = with_counted(essai_campaign.indicators, [of_that_year, of_another])
    assert [(each.label, each.text, each.source.title) for each in found] == [
        ("Familles accompagnées", families.text, "Note d'essai"),
        ("Jeunes accueillis", "812\u00a0enfants", "Ici ; Note d'essai, partie 1 : 800\u00a0jeunes"),
        ("children", "700\u00a0enfants", "Ici"),
    ]
    same = counted("children", "800", unit="jeunes")
    assert with_counted([young], [same])[0].source.title == "Ici", "what says the same is not told twice"
    by_name = counted("granted", "1200", label="Familles  accompagnees", unit="familles")
    assert [each.value for each in with_counted([families], [by_name])] == [1200]
    assert with_counted([families], []) == (families,)


def test_two_figures_of_one_year_do_not_measure_the_same(campaign_mistakes: Mistakes) -> None:
    (told,) = campaign_mistakes({'unit = "familles"': 'unit = "familles"\nmeasure = "children"'})
    assert "indicators[1].measure: Un autre chiffre de cette année mesure la même chose" in told


def test_territories_figures_and_whereabouts_are_on_the_page_and_the_note(
    essai: DepartmentPlugin, essai_campaign: Campaign
) -> None:
    for document in (
        call_page(essai.department, essai_campaign, None),
        framing_note(essai.department, essai_campaign, None),
    ):
        sections = {each.id: each for each in document.sections}
        (table,) = [each for each in sections["territoires"].blocks if isinstance(each, Table)]
        told = str(table.rows[0][1])
        assert "communes : Reims, Châlons-en-Champagne" in told
        assert "intercommunalités : CU du Grand Reims" in told
        (figures,) = [each for each in sections["chiffres"].blocks if isinstance(each, Table)]
        assert figures.rows[0][:3] == ("Familles accompagnées", "2023-2024", "1\u202f240\u00a0familles")
        (contacts,) = [each for each in sections["contacts"].blocks if isinstance(each, Table)]
        assert contacts.rows[0][4] == (
            "Grand Reims et Croix-Rouge ; 1 rue des Écoles, 51100 Reims ; le mardi, de 9 h à 12 h"
        )
