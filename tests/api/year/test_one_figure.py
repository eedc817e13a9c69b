"""What is granted is one figure: wherever it is read, after every way in which a dossier goes on or ends."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from html import unescape

import pytest
from sqlalchemy import update

from clas_api.services.year.nation import count_the_nation
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.envelopes import granted_in
from clas_api.store.models import DossierRow
from clas_core.money import cents_of
from clas_core.statistics.counting import TOTAL
from tests.api.year.conftest import Year
from tests.browsing import Browser, signed_in
from tests.casts import NOW
from tests.contexts import context_on
from tests.decided import decide, otherwise

WHY = {"reason": "Notre animatrice est partie."}
YEAR = "2025-2026"
CALL = f"/espace/caf/marne/{YEAR}"
STATISTICS = f"//departments/marne/statistics/{YEAR}"


def browser(year: Year, who: str) -> Browser:
    return Browser(signed_in(year.app, year.world.accounts[who]))


AMOUNT = r"([0-9]+,[0-9]{2}) €"


def after(page: Browser, words: str) -> int | None:
    """Return the first amount that a page writes after some words, in cents; `None` where the words are not there."""
    return read(page, re.escape(words) + r"[^0-9€]*" + AMOUNT)


def before(page: Browser, words: str) -> int | None:
    """Return the first amount that a page writes right before some words, in cents; `None` where there is none."""
    return read(page, AMOUNT + r"\s*" + re.escape(words))


def read(page: Browser, pattern: str) -> int | None:
    text = unescape(re.sub(r"<[^>]+>", "", page.html)).replace("\u202f", "").replace("\xa0", " ")
    found = re.search(pattern, text)
    return cents_of(Decimal(found[1].replace(",", "."))) if found else None


def cents(text: str | None) -> int | None:
    return None if text is None else cents_of(Decimal(text))


def figures(year: Year) -> Mapping[str, int | None]:
    """Return what is granted to the dossier, wherever one reads it; no other of its call is granted anything."""
    caf, porteur = browser(year, "agent51"), browser(year, "neighbour51")
    work = f"/espace/caf/dossiers/{year.dossier}"
    decisions = year.ask("neighbour51", "GET", "/decisions").get_json()["decisions"]
    listed = year.ask("agent51", "GET", "//dossiers?department=marne").get_json()["items"]
    counted = year.ask("agent51", "GET", STATISTICS).get_json()
    with year.app.app_context():
        open_session(database.session, EVERYTHING)
        envelopes = granted_in(database.session, "marne", YEAR, but=[])
        with context_on(database.session.get_bind(), NOW) as context:  # type: ignore[arg-type]
            nation = count_the_nation(context, [YEAR], lambda *_: ())[YEAR][0]["marne"].lines[TOTAL][0].approved
    return {
        "JSON, its porteur": cents(year.ask("neighbour51", "GET").get_json()["granted"]),
        "JSON, its Caf": cents(year.ask("agent51", "GET").get_json()["granted"]),
        "JSON, list": cents(next(each["granted"] for each in listed if each["id"] == year.dossier)),
        "JSON, decision": cents(decisions[-1]["standing"]) if decisions[-1]["outcome"] == "approved" else None,
        "header": after(caf.open(f"{work}/suite"), "Accordé :"),
        "decision of the Caf": after(caf, "Agréé") if "Agréé" in caf.text else None,
        "overview": after(caf.open(work), "Accordé :"),
        "list of the Caf": before(caf.open(f"{CALL}/dossiers"), "accordé"),
        "list of readers": after(caf.open("/espace/departements/marne/dossiers"), "accordé"),
        "page of the porteur": after(porteur.open(f"/espace/dossiers/{year.dossier}"), "Montant accordé"),
        "home": after(porteur.open("/espace"), "Accordé"),
        "statistics": cents(counted["total"]["approved"]) or None,
        "statistics, retained": cents(counted["retained"]["approved"]) or None,
        "nation": nation or None,
        "envelopes": sum(envelopes.values()) or None,
    }


def notified(year: Year) -> None:
    assert year.step("agent51", "/notification").status_code == 201


def given_up_by_the_porteur(year: Year) -> None:
    notified(year)
    assert year.step("neighbour51", "/withdrawal", WHY).status_code == 200


def given_up_by_the_caf(year: Year) -> None:
    notified(year)
    assert year.step("agent51", "/giving-up", WHY).status_code == 200


def given_up_and_closed(year: Year) -> None:
    given_up_by_the_caf(year)
    assert year.step("agent51", "/closing").status_code == 200


def closed_unsettled_long_ago(year: Year) -> None:
    """As a migration leaves what an earlier version had closed: nothing tells when or why."""
    notified(year)
    with year.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        lapsed = {"state": "closed", "granted_cents": 0, "given_up": True}
        database.session.execute(update(DossierRow).where(DossierRow.outcome == "approved").values(**lapsed))
        database.session.commit()


def settled(year: Year) -> None:
    year.begin()
    year.file("4000.00", "5500.00")
    assert year.step("agent51", "/settlement").status_code == 201


def settled_and_closed(year: Year) -> None:
    settled(year)
    year.pay()
    assert year.step("agent51", "/closing").status_code == 200


def corrected_to_less(year: Year) -> None:
    """33 % of 4 000,00: 1 320,00 for the second group alone."""
    notified(year)
    left_out = {"position": 1, "retained": False, "running_costs": "0.00", "bonuses": {}}
    kept = {"position": 2, "retained": True, "running_costs": "4000.00", "bonuses": {}}
    corrected = {"outcome": "approved", "reason": "Un seul groupe.", "groups": [left_out, kept]}
    assert year.step("head51", "/corrections", corrected).status_code == 201
    assert year.ask("neighbour51", "GET").get_json()["granted"] is None
    notified(year)


ENDS: Mapping[Callable[[Year], object], int] = {
    notified: 494_470,
    Year.begin: 494_470,
    settled: 494_470,
    settled_and_closed: 494_470,
    corrected_to_less: 132_000,
    given_up_by_the_porteur: 0,
    given_up_by_the_caf: 0,
    given_up_and_closed: 0,
    closed_unsettled_long_ago: 0,
}
COUNTED = ("statistics", "statistics, retained", "nation", "envelopes")


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_what_is_granted_is_one_figure_wherever_it_is_read(approved: Year, end: Callable[[Year], object]) -> None:
    end(approved)
    found = figures(approved)
    assert found == {place: ENDS[end] or (None if place in COUNTED else 0) for place in found}


def test_a_refusal_is_granted_nothing_anywhere(deposited: Year) -> None:
    decide(deposited.world, deposited.dossier, otherwise("refused", "Un axe manque."))
    notified(deposited)
    assert set(figures(deposited).values()) == {None}


@pytest.mark.parametrize("end", [given_up_by_the_porteur, given_up_by_the_caf, given_up_and_closed])
def test_why_a_grant_was_given_up_is_read_by_both_sides(approved: Year, end: Callable[[Year], object]) -> None:
    end(approved)
    side = "par le porteur" if end is given_up_by_the_porteur else "par la Caf"
    for page in (
        browser(approved, "agent51").open(f"/espace/caf/dossiers/{approved.dossier}"),
        browser(approved, "agent51").open(f"/espace/caf/dossiers/{approved.dossier}/suite"),
        browser(approved, "neighbour51").open(f"/espace/dossiers/{approved.dossier}"),
    ):
        assert f"Agrément abandonné le 1er juillet 2025 {side}" in page.text, page.address
        assert WHY["reason"] in page.text
        assert "4\u202f944,70" in page.text or page.address.endswith(approved.dossier)


def test_what_was_closed_unsettled_long_ago_says_so_without_a_reason(approved: Year) -> None:
    closed_unsettled_long_ago(approved)
    for page in (
        browser(approved, "agent51").open(f"/espace/caf/dossiers/{approved.dossier}/suite"),
        browser(approved, "neighbour51").open(f"/espace/dossiers/{approved.dossier}"),
    ):
        assert "Agrément abandonné. Rien n'est versé." in page.text
        assert "Aucun motif n'est enregistré." in page.text
