"""After the decision, on pages: told, begun, paid, the bilan returned or settled, closed; the counts of the year."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.api.pages.caf.conftest import CALL, HEAD, Caf
from tests.api.pages.porteur.conftest import AGENT, AGENT_ELSEWHERE, COMMITTEE
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser, without_our_modules

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=y>{{7*191}}</textarea>"
STEPS = {"notification", "commencement", "solde", "abandon", "fin"}


def buttons(browser: Browser) -> set[str]:
    return {button.get("value", "") for form in browser.forms for button in form.buttons}


def offered(browser: Browser) -> set[str]:
    """Return the steps that a page leads to, each of which asks before it is taken."""
    return STEPS & {link.rpartition("/")[2] for link in browser.links}


def assert_sound(browser: Browser) -> None:
    assert _faults(browser.response) == [], browser.address
    assert "<script" not in without_our_modules(browser.html)
    assert "<img src=x" not in browser.html
    assert all(form.method == "get" or form.protected for form in browser.forms)


def test_a_decision_is_notified_and_its_year_begun_on_its_page(caf: Caf) -> None:
    caf.decided()
    page = f"{caf.work}/suite"
    caf.agent.open(page)
    assert_sound(caf.agent)
    assert offered(caf.agent) == {"notification"}
    assert "129,70" in caf.agent.text
    caf.act("notification", "notify")
    assert "Notifiée le" in caf.agent.text
    assert offered(caf.agent) == {"commencement", "abandon"}
    caf.act("commencement", "begin", signed_on="hier")
    assert caf.agent.status == 422
    assert caf.agent.form("begin").values["signed_on"] == "hier"
    assert_sound(caf.agent)
    caf.agent.send("begin", signed_on="")
    assert caf.row().state == "running"
    assert offered(caf.agent) == set()
    assert "le porteur l'écrit" in caf.agent.text


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_a_dossier_is_settled_with_forecast_beside_actual_then_paid_and_closed(caf: Caf) -> None:
    """By hand: 33 % of 6 000,00 = 1 980,00; with the bonus of 329,00, 2 309,00 are due, and nothing was paid."""
    page = caf.filed("6000.00")
    caf.agent.open(page)
    assert_sound(caf.agent)
    assert offered(caf.agent) == {"solde"}
    assert "return" in buttons(caf.agent)
    assert "Un atelier de théâtre." in caf.agent.text
    told = caf.agent.text.partition('id="solde"')[2].replace("\u202f", " ").replace("\xa0", " ")
    for words in ("9 000,00 €", "6 000,00 €", "1 980,00 €", "329,00 €", "3 129,70 €", "2 309,00 €"):
        assert words in told, words
    caf.agent.open(f"{caf.work}/solde")
    assert_sound(caf.agent)
    caf.agent.send("settle")
    assert caf.row().state == "settled"
    caf.agent.open(f"{caf.work}/fin")
    assert_sound(caf.agent)
    assert "il reste 2 309,00 € à verser" in caf.agent.text.replace("\u202f", " ").replace("\xa0", " ")
    assert "close" not in buttons(caf.agent)
    caf.agent.open(page)
    (payment,) = re.findall(r'value="(pay-[^"]+)"', caf.agent.html)
    place = f"payments/{payment.removeprefix('pay-')}"
    caf.agent.submit(payment, {f"{place}/reference": HOSTILE, f"{place}/paid_on": "un jour"})
    assert caf.agent.status == 422
    assert caf.agent.form(payment).values[f"{place}/reference"] == HOSTILE
    assert f"{place}/paid_on-error" in caf.agent.ids
    assert_sound(caf.agent)
    caf.agent.open(f"{CALL}/suivi")
    assert "Paiements à faire : 1" in caf.agent.text
    assert_the_order_tells_what_is_to_pay(caf)
    caf.agent.open(page).submit(payment, {f"{place}/reference": "VIR 12", f"{place}/paid_on": "01/07/2025"})
    assert "référence" in caf.agent.text
    assert "VIR 12" in caf.agent.text
    caf.act("fin", "close")
    assert caf.row().state == "closed"
    caf.agent.open(f"{CALL}/suivi")
    assert_sound(caf.agent)
    assert "Paiements faits : 1" in caf.agent.text
    assert "Bilans déposés : 1" in caf.agent.text


def assert_the_order_tells_what_is_to_pay(caf: Caf) -> None:
    """Look at the list of payments to make of a call of which 2 309 € are: its figures, its words, its data."""
    (address,) = {each for each in caf.agent.links if each.endswith("paiements-a-faire.pdf")}
    pdf = PdfReader(BytesIO(caf.agent.client.get(address).data))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "2 309,00 € (deux mille trois cent neuf euros), 1 paiement" in text.replace("\u202f", " ").replace(
        "\xa0", " "
    )
    told = caf.agent.client.get(address.replace(".pdf", ".json")).get_json()
    assert (told["to_pay"], told["to_recover"]) == ("2309.00", "0.00")
    (payment,) = told["payments"]
    assert (payment["amount"], payment["recovery"], payment["receipt"]) == ("2309.00", False, caf.row().receipt)
    assert caf.site.person("ailleurs", AGENT_ELSEWHERE).client.get(address).status_code == 404
    assert caf.site.browser("alex").client.get(address).status_code in (403, 404)
    assert caf.agent.client.get(address.replace(".pdf", ".odt")).status_code == 404


def test_a_bilan_is_given_back_with_what_is_to_be_corrected(caf: Caf) -> None:
    page = caf.filed()
    caf.agent.open(page).send("return", returning=" ")
    assert caf.agent.status == 422
    assert "returning-error" in caf.agent.ids
    caf.agent.send("return", returning="Les dépenses du groupe 1.")
    assert caf.row().state == "running"
    assert "Bilans attendus : 1" in caf.agent.open(f"{CALL}/suivi").text


def test_a_step_taken_twice_says_what_has_changed(caf: Caf) -> None:
    caf.decided()
    caf.site.person("second", AGENT)
    other = caf.site.browser("second").open(f"{caf.work}/notification")
    caf.act("notification", "notify")
    other.send("notify")
    assert other.status == 412
    assert "« agréé » quand vous avez ouvert cette page, « notifié » maintenant" in other.text
    assert_sound(other)


def test_all_the_decisions_of_a_session_are_told_at_once(caf: Caf) -> None:
    session = caf.decided()
    member = caf.site.browser("membre").open(session)
    assert f"{session}/notifications" not in member.links
    assert "notify-all" not in buttons(member.open(f"{session}/notifications"))
    assert f"{session}/notifications" in caf.agent.open(session).links
    caf.agent.open(f"{session}/notifications")
    assert_sound(caf.agent)
    assert "129,70" in caf.agent.text
    caf.agent.send("notify-all")
    assert "Une décision est notifiée" in caf.agent.text
    assert caf.row().state == "notified"
    assert f"{session}/notifications" not in caf.agent.links
    assert_sound(caf.agent)


def test_a_decision_that_cannot_be_told_is_named(caf: Caf, monkeypatch: pytest.MonkeyPatch) -> None:
    from clas_api.services.year import notifying
    from clas_core.errors import Refused

    def refuse(*args: object, **options: object) -> None:
        raise Refused(f"Seuil inconnu. {HOSTILE}")

    session = caf.decided()
    monkeypatch.setattr(notifying, "notify_decision", refuse)
    caf.agent.open(f"{session}/notifications").send("notify-all")
    assert "Dossier 51-2025-00001, pas notifié : Seuil inconnu." in caf.agent.text
    assert caf.agent.html.count("pas notifié :") == 1
    assert_sound(caf.agent)
    assert caf.row().state == "approved"


def test_the_head_of_the_service_takes_a_decision_again_with_its_reason(caf: Caf) -> None:
    caf.decided()
    assert not buttons(caf.agent.open(f"{caf.work}/correction")) & {"correct"}
    head = caf.site.person("responsable", HEAD).open(f"{caf.work}/suite")
    head.open(f"{caf.work}/correction")
    assert_sound(head)
    head.send("correct", outcome="approved", groups__0__running_costs="5 000,00")
    assert head.status == 422
    assert "reason-error" in head.ids
    assert head.form("correct").values["groups/0/running_costs"] == "5 000,00"
    head.send("correct", reason=HOSTILE)
    assert head.status == 200
    assert_sound(head)
    assert "n° 2 : Agréé" in head.text
    assert caf.row().granted_cents == 165_000


@pytest.mark.parametrize("path", [f"{CALL}/suivi", f"{CALL}/statistiques"])
def test_what_follows_a_call_is_for_its_own_people(caf: Caf, path: str) -> None:
    assert caf.agent.open(path).status == 200
    assert_sound(caf.agent)
    assert caf.site.person("ailleurs", AGENT_ELSEWHERE).open(path).status == 404
    assert caf.site.browser("alex").open(path).status == 404
    member = caf.site.person("autre", COMMITTEE).open(path)
    assert member.status == (404 if path.endswith("suivi") else 200)


def test_the_year_is_counted_in_tables(caf: Caf) -> None:
    caf.agent.open(f"{CALL}/statistiques")
    text = caf.agent.text
    for words in ("Par décision", "Pas encore décidé", "Reims", "CE2", "Association", "129,70", "plusieurs niveaux"):
        assert words in text, words


def test_a_payment_of_another_dossier_is_not_there(caf: Caf) -> None:
    page = caf.filed()
    caf.act("solde", "settle")
    caf.agent.open(page)
    values = dict(caf.agent.forms[-1].values.items())
    response = caf.agent.client.post(f"{caf.work}/paiements/{caf.key}", data=values)
    assert response.status_code == 404


def test_every_link_of_a_year_leads_somewhere(caf: Caf) -> None:
    page = caf.filed()
    walked: set[str] = set()
    for start in ("/espace/caf/marne", page, f"{CALL}/suivi", f"{CALL}/seances", f"{CALL}/statistiques", caf.work):
        waiting = [start]
        while waiting:
            path = waiting.pop().partition("#")[0]
            if path in walked or not path.startswith("/espace/caf"):
                continue
            walked.add(path)
            response = caf.agent.client.get(path, follow_redirects=True)
            assert response.status_code == 200, path
            if response.mimetype == "text/html":
                waiting += caf.agent.open(path).links
    assert len(walked) > 15
