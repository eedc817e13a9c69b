"""The page of a study sets what a bonus is claimed for beside the socle, sentence by sentence, and says no verdict."""

import re
from copy import deepcopy

from bench.samples import content
from tests.api.pages.caf.sound import assert_sound
from tests.api.pages.porteur.conftest import PutSite
from tests.browsing import Browser
from tests.casts import of_alex

BEYOND = "Un cahier d'émargement est rempli à chaque séance. Une compagnie de danse crée un spectacle joué en juin."


def _words(page: Browser) -> str:
    """Return what a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page.text).split())


def test_a_sentence_that_repeats_the_socle_stands_beside_it_and_what_is_new_is_said(put_site: PutSite) -> None:
    claimed = deepcopy(content())
    claimed["actions"][0]["groups"][0]["bonuses"] = [{"id": "children", "beyond": BEYOND}]
    site = put_site("instructed", of_alex(claimed, "admissible"), kind="sqlite")
    work = f"/espace/caf/dossiers/{site.known.made.dossiers['alex']}"
    page = site.browser("agent").open(f"{work}/etude")
    assert_sound(page)
    told = _words(page)
    assert "À apprécier. Des phrases ressemblent au socle" in told
    assert "Une ressemblance de mots n'est pas un avis." in told
    assert "Un cahier d'émargement est rempli à chaque séance. À côté de « Suivre régulièrement" in told
    assert "« émargement » (dans le socle : suivre, présences)" in told
    assert "Ce qui ne se retrouve pas dans le socle :Une compagnie de danse" in told
    assert "Ce que la règle attend : Un projet culturel et éducatif structuré" in told
    assert "Note de cadrage Clas de la Marne" in told


def test_where_no_word_is_alike_it_is_still_for_people_to_judge(put_site: PutSite) -> None:
    site = put_site("instructed", of_alex(content(), "admissible"), kind="sqlite")
    work = f"/espace/caf/dossiers/{site.known.made.dossiers['alex']}"
    page = site.browser("agent").open(f"{work}/etude")
    assert "Aucune phrase ne ressemble au socle par ses mots : à apprécier tout de même." in page.text
