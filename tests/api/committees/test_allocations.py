"""The bonuses that the Caf proposes to a session are compared by each rule that its call publishes; none is written."""

from typing import Any

from tests.api.committees.allocated import RULES, Told
from tests.api.pages.caf.sound import assert_sound
from tests.stages import World


def _asked(world: World, who: str = "head51") -> Any:
    return world.ask(who, "GET", f"/sessions/{world.session}/allocations")


def test_each_rule_serves_what_fits_and_says_why_the_rest_does_not(told: Told) -> None:
    world = told(RULES)
    found = _asked(world).get_json()
    assert (found["envelope"], found["before"], found["available"], found["claimed"]) == (
        "700.00",
        "0.00",
        "700.00",
        "987.00",
    )
    by_turn, together = found["allocations"]
    assert (by_turn["granted"], by_turn["left"], by_turn["bonuses"], by_turn["dossiers"]) == ("658.00", "42.00", 2, 2)
    assert [each["granted"] for each in by_turn["rows"]] == [True, True, False]
    assert by_turn["rows"][2]["reason"] == "il reste 42,00\u00a0€, et il en faut 329,00\u00a0€"
    assert (together["granted"], together["bonuses"]) == ("0.00", 0)
    assert together["rows"][0]["reason"].startswith("3 à égalité demandent 987,00")
    assert any("50\u00a0% de l'enveloppe" in each for each in together["rule"])
    assert _asked(world).get_json() == found


def test_the_page_compares_them_and_a_committee_is_not_shown_it(told: Told) -> None:
    world = told(RULES)
    page = world.browser("head51").open(f"/espace/caf/seances/{world.session}")
    page.open(next(each for each in page.links if each.endswith("/repartitions")))
    assert_sound(page)
    assert "Chacun son tour" in page.text
    assert "non servi, rang 3" in page.text
    assert "Rien n'est décidé ici" in page.text
    assert world.browser("committee51").open(f"/espace/caf/seances/{world.session}/repartitions").status == 403
    assert _asked(world, "committee51").status_code == 403
    call = world.browser("head51").open("/departements/marne/2025-2026").text
    assert "Si les bonus dépassent leur enveloppe" in call


def test_without_a_rule_or_without_an_envelope_nothing_is_invented(told: Told) -> None:
    world = told(RULES.partition("[[allocations]]")[0])
    assert _asked(world).get_json()["allocations"] == []
    page = world.browser("head51").open(f"/espace/caf/seances/{world.session}/repartitions")
    assert "ne publie aucune règle de répartition : aucune n'est inventée" in page.text


def test_without_an_envelope_nothing_is_served(told: Told) -> None:
    envelope = RULES.partition("[[envelopes]]")[2].partition("[[allocations]]")[0]
    world = told(RULES.replace(f"[[envelopes]]{envelope}", ""))
    found = _asked(world).get_json()
    assert (found["envelope"], found["available"], found["allocations"]) == (None, None, [])
    page = world.browser("head51").open(f"/espace/caf/seances/{world.session}/repartitions")
    assert "L'enveloppe des bonus n'est pas fixée" in page.text
