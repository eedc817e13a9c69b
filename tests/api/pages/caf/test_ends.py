"""What ends a dossier, on pages: asked first, with its reason, said to both sides; whom a dossier waits for."""

from datetime import date

import pytest

from clas_api.services.dossiers.complementing import ask_complements
from tests.api.pages.caf.conftest import CALL, Caf
from tests.api.pages.caf.test_after import HOSTILE, assert_sound, buttons, offered

WHY = "Notre animatrice est partie."


def notified(caf: Caf) -> None:
    caf.decided()
    caf.act("notification", "notify")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_giving_up_a_grant_asks_says_what_is_lost_and_is_read_by_both_sides(caf: Caf) -> None:
    notified(caf)
    caf.agent.open(f"{caf.work}/fin")
    assert caf.agent.address == f"{caf.work}/suite"
    assert "close" not in buttons(caf.agent)
    caf.agent.open(f"{caf.work}/abandon")
    assert_sound(caf.agent)
    assert caf.row().state == "notified"
    for words in ("3 129,70 €", "CE2-CM1", "enveloppes", "Cela ne se défait pas", "Un courriel"):
        assert words in plain(caf.agent.text), words
    caf.agent.send("give_up", reason=" ")
    assert caf.agent.status == 422
    assert "reason-error" in caf.agent.ids
    assert caf.row().state == "notified"
    assert_sound(caf.agent)
    caf.agent.send("give_up", reason=f"{WHY}\n{HOSTILE}")
    assert caf.agent.address == f"{caf.work}/suite"
    assert_sound(caf.agent)
    assert "Agrément abandonné le 1er juillet 2025 par la Caf." in caf.agent.text
    assert WHY in caf.agent.text
    assert offered(caf.agent) == {"fin"}
    porteur = caf.site.browser("alex").open(caf.reading)
    assert_sound(porteur)
    assert WHY in porteur.text
    assert "rien n'est versé" in porteur.text
    caf.act("fin", "close")
    assert WHY in caf.agent.text
    assert offered(caf.agent) == set()


def test_a_porteur_gives_up_its_grant_with_a_reason(caf: Caf) -> None:
    notified(caf)
    porteur = caf.site.browser("alex").open(f"{caf.reading}/abandonner")
    assert_sound(porteur)
    assert "3 129,70 €" in plain(porteur.text.partition("<main")[2])
    porteur.send("give-up")
    assert porteur.status == 422
    assert "reason-error" in porteur.ids
    assert_sound(porteur)
    porteur.send("give-up", reason=WHY)
    assert porteur.address == "/espace"
    assert "Agrément abandonné" in porteur.text
    assert WHY in caf.agent.open(caf.work).text


def test_a_dossier_that_is_not_taken_back_any_more_offers_no_button_to_do_so(caf: Caf) -> None:
    caf.running()
    porteur = caf.site.browser("alex").open(f"{caf.reading}/abandonner")
    assert porteur.status == 200
    assert "give-up" not in buttons(porteur)
    assert "ne se retire plus" in porteur.text
    assert f"{caf.reading}/abandonner" not in porteur.open(caf.reading).links


def test_an_inadmissible_dossier_says_why_to_its_porteur_and_is_closed_once_asked(caf: Caf) -> None:
    caf.agent.open(f"{caf.work}/recevabilite").send("judge", verdict="not_met", reason="Hors du département.")
    porteur = caf.site.browser("alex")
    assert "Hors du département." in porteur.open(caf.reading).text
    assert_sound(porteur)
    caf.agent.open(f"{caf.work}/fin")
    assert_sound(caf.agent)
    assert caf.row().state == "inadmissible"
    caf.agent.send("close")
    assert caf.row().state == "closed"
    assert "Hors du département." in porteur.open(caf.reading).text


@pytest.mark.parametrize("act", ["notification", "commencement", "solde", "abandon", "fin"])
def test_what_cannot_be_done_is_not_asked(caf: Caf, act: str) -> None:
    assert caf.agent.open(f"{caf.work}/{act}").address == f"{caf.work}/suite"
    assert offered(caf.agent) == set()
    assert caf.site.browser("alex").open(f"{caf.work}/{act}").status == 403


def test_what_a_settled_dossier_waits_for_is_its_payment_then_its_closing(caf: Caf) -> None:
    page = caf.filed("6000.00")
    caf.act("solde", "settle")
    assert "Étape suivante : <strong>Payer</strong>" in caf.agent.text
    assert "Payer" in caf.agent.open(f"{CALL}/dossiers").text
    payment = next(value for value in buttons(caf.agent.open(page)) if value.startswith("pay-"))
    place = f"payments/{payment.removeprefix('pay-')}"
    caf.agent.submit(payment, {f"{place}/reference": "VIR 12", f"{place}/paid_on": "01/07/2025"})
    assert "Étape suivante : <strong>Clore</strong>" in caf.agent.text


def test_complements_that_are_awaited_say_from_whom_and_until_when(caf: Caf) -> None:
    with caf.site.app.test_request_context():
        context = caf.site.context("agent")
        ask_complements(context, caf.key, "Les statuts.", date(2025, 7, 15), revision=caf.row().revision)
    for page in (caf.work, f"{CALL}/dossiers"):
        assert "Attendre les compléments, demandés pour le 15 juillet 2025" in caf.agent.open(page).text, page
