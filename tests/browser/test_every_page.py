"""Every page, as whoever reaches it sees it: nothing is wider than the screen, and axe has nothing to say."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from clas_api.scenario.demonstration import PASSWORD
from clas_api.security.passwords import hash_password
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Account
from tests.browser.looking import WIDTHS, Theme, faults_of, press, weight_of
from tests.browser.walking import APART, STAFF, VISITOR, Demonstration, Walk

# Where Chromium lets a connection go before it has read a file, the server of the tests leaves that file open.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

NOT_REACHED: Mapping[str, str] = {
    "/agenda/<secret>.ics": "a calendar, for whoever has subscribed to it; its address is shown once",
    "/mot-de-passe/<token>": "its link is in a mail; the page is looked at with a link that is no longer good",
    "/invitations/<token>": "its link is in a mail; looked at with one that waits, and with one that is no longer good",
    "/.well-known/security.txt": "a file for programs, and the demonstration names nobody to write to",
    "/adresse/<token>": "its link is in a mail; looked at with one that is no longer good",
    "/connexion/code": "after a password, for whoever has a second factor; looked at where one is put in place",
    "/connexion/oidc": "leads to an identity provider, of which the demonstration has none",
    "/connexion/oidc/retour": "comes back from an identity provider, of which the demonstration has none",
    "/departements/<slug>/logo": "a picture, and the departments of the demonstration have none",
    "/espace/caf/<slug>": "leads to the dossiers of the latest call",
    "/espace/nation/annees": "leads to the latest year",
    "/espace/caf/<slug>/<year>/lot": "where an act on many dossiers leads; looked at in test_clicks",
    "/espace/dossiers/<uuid:key>/pieces/<uuid:document>": "a file, and the demonstration has none",
    "/espace/dossiers/<uuid:key>/pieces/<uuid:document>/retirer": "of a document, and the demonstration has none",
    "/espace/caf/<slug>/<year>/paiements-a-faire.<form>": "a file: the payments to make, to sign",
    "/espace/caf/seances/<uuid:key>/seance.ics": "a file, for an agenda",
    "/espace/caf/seances/<uuid:key>/repartitions": "of a call with such rules, and the demonstration has none",
    "/espace/financeurs/<slug>/<funder>/<year>": "of the people of a funder, and the demonstration has none",
    "/espace/financeurs/<slug>/<funder>/<year>/<uuid:key>": "of the people of a funder, and the demonstration has none",
    "/open-data/<slug>/<year>": "of what was published, and the demonstration publishes nothing",
    "/open-data/<slug>/<year>/<form>": "a file",
    "/espace/caf/consultations": "of a consultation; looked at in test_pages_of_a_year",
    **{
        f"/espace/departements/<slug>/consultation/<year>{more}": "of a consultation; looked at in test_pages_of_a_year"
        for more in ("", "/<place>", "/avis/<uuid:comment>", "/avis/<uuid:comment>/retrait")
    },
    "/espace/nation/annees/<year>/<any(consultation, vigueur, cloture):stage>": "looked at in test_pages_of_a_year",
    "/espace/nation/annees/<year>/<any(regles, questions):part>.toml": "a file: the rules of a year",
    "/espace/nation/annees/<year>/fichiers": "looked at in test_pages_of_a_year",
    "/espace/nation/regles/<year>/avis/<uuid:comment>": "looked at in test_pages_of_a_year",
    "/espace/departements/<slug>/webhooks/<uuid:webhook>": "of a webhook, and the demonstration keeps none",
    "/espace/departements/<slug>/imports/essais/<uuid:draft>": "of a file that is given, which no walk does",
    "/espace/departements/<slug>/imports/essais/<uuid:draft>/a-corriger.xlsx": "a file: the rows to correct",
    "/espace/departements/<slug>/imports/<int:number>/annulation": "of an import, and the demonstration has none",
    "/espace/departements/<slug>/modeles/<uuid:template>": "of a text, and the demonstration keeps none",
    "/espace/departements/<slug>/modeles/<uuid:template>/retrait": "of a text, and the demonstration keeps none",
    "/espace/departements/<slug>/taches/<uuid:job>": "where asking for long work leads; looked at once it is asked for",
    "/espace/departements/<slug>/taches/<uuid:job>/fichier": "a file, that long work came to",
    "/espace/dossiers/<uuid:key>/dossier.<form>": "a file: the dossier as a document",
    "/espace/dossiers/<uuid:key>/formulaire.xlsx": "a file: the offline form",
    "/verifier": "of whoever holds a certificate, which leads there; looked at by its address",
    "/simulateur.<form>": "a file: an estimate as a document",
    "/espace/dossiers/<uuid:key>/recepisse.<form>": "a file: the receipt as a document",
    "/espace/dossiers/<uuid:key>/certificat-<amount>.<form>": "a file: a certificate as a document, and as data",
    "/espace/dossiers/<uuid:key>/bilan/depot": "where filing a bilan leads; looked at by its address",
}
"""The pages that no link of the demonstration leads to, each with its reason."""

TWO_GROUPS = (
    "/simulateur?action=compute&year=2025-2026&department=marne&g0-label=A&g0-children=10&g0-adults=2&g0-costs=9000"
    "&g0-bonus=children&g1-label=B&g1-children=7&g1-adults=2&g1-costs=8000"
)

BY_ADDRESS = (
    "/mot-de-passe/perdu",
    "/invitations/perdue",
    "/adresse/perdu",
    "/nulle-part",
    "/verifier",
    f"/verifier?empreinte={'0f' * 32}",
    "/departements/marne/1999-2000",
    "/departements/seine_et_marne/2024-2025/deposer",
    "/simulateur?action=add&year=2025-2026&g0-label=A&g0-children=9",
    TWO_GROUPS,
    "/simulateur?action=compute&year=2025-2026&g0-label=A&g0-children=dix&g0-costs=x",
    "/api/v1/departments/marne/campaigns/2025-2026/call.html",
    "/api/v1/departments/seine_et_marne/campaigns/2024-2025/framing-note.html",
)
"""What no link leads to as it stands: results, refusals, what is not there, documents to publish elsewhere."""


THEMES: tuple[Theme, Theme] = ("light", "dark")
"""Of a desk, one page after another; the phone has the other one."""


def sign_in(page: Page, url: str, person: str) -> None:
    page.goto(f"{url}/connexion")
    page.fill("[name=email]", f"{person}@clas.example")
    page.fill("[name=password]", PASSWORD)
    press(page.get_by_role("button", name="Se connecter"))


def test_every_page_of_the_application_is_walked_or_says_why_not(demonstration: Demonstration, walk: Walk) -> None:
    pages = {
        rule.rule
        for rule in demonstration.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(APART)
    }
    assert pages - walk.rules == set(NOT_REACHED)


@pytest.mark.parametrize("people", [VISITOR, *STAFF, "porteurs"])
def test_pages_fit_their_screen_and_satisfy_axe(
    context: BrowserContext, demonstration: Demonstration, walk: Walk, people: str
) -> None:
    known = (VISITOR, *STAFF)
    wanted = [each for each in walk.places if (each.person if each.person in known else "porteurs") == people]
    found: list[str] = []
    page = context.new_page()

    def hear(said: ConsoleMessage) -> None:
        # A document that stands by itself has no picture of its own: Chromium asks for one at the usual place.
        if said.type == "error" and not said.location["url"].endswith("/favicon.ico"):
            found.append(f"{page.url}: {said.text}")

    page.on("console", hear)
    looked: list[str] = []
    for person in dict.fromkeys(place.person for place in wanted):
        if person:
            context.add_cookies([demonstration.session(person)])
        for place in wanted:
            if place.person == person:
                told = f"{person} {place.address}"
                found += weight_of(page.goto(demonstration.url + place.address), told)
                found += faults_of(page, told, THEMES[len(looked) % 2])
                looked.append(told)
    assert not found, "\n".join(found)


def test_pages_that_no_link_leads_to_fit_and_satisfy_axe_too(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    found: list[str] = []
    page = context.new_page()
    for address in (*BY_ADDRESS, demonstration.invitation()):
        page.goto(demonstration.url + address)
        found += faults_of(page, address)
    sign_in(page, demonstration.url, "porteur205")
    dossier = page.locator("a[href^='/espace/dossiers/']").first.get_attribute("href")
    filed = page.goto(f"{demonstration.url}{dossier}/bilan/depot")
    assert filed is not None
    assert filed.status == 200
    found += faults_of(page, "a bilan that is filed")
    page.goto(f"{demonstration.url}/mon-compte")
    press(page.get_by_role("button", name="Lire ce qui me concerne"))
    assert page.locator("h1").inner_text() == "Ce qui vous concerne sur la plateforme Clas"
    found += faults_of(page, "what concerns somebody")
    assert not found, "\n".join(found)


def test_long_work_that_is_asked_for_is_shown_by_pages_that_fit_and_satisfy_axe(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    page = context.new_page()
    sign_in(page, demonstration.url, "responsable77")
    page.goto(f"{demonstration.url}/espace/caf/seine_et_marne/2024-2025/seances")
    press(page.locator("main a[href*='/espace/caf/seances/']").first)
    press(page.get_by_role("link", name="Préparer les courriers"))
    page.locator("[name=form]").first.select_option(index=1)
    press(page.get_by_role("button", name="Préparer les courriers"))
    page.get_by_role("link", name="Télécharger").wait_for()  # the page goes on with the work by itself
    found = list(faults_of(page, "long work"))
    press(page.get_by_role("link", name="Toutes les longues tâches"))
    assert page.locator("h1").inner_text() == "Longues tâches"
    found += faults_of(page, "all long work")
    assert not found, "\n".join(found)


def test_refused_forms_and_an_ended_session_fit_and_satisfy_axe(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    found: list[str] = []
    page = context.new_page()
    page.goto(f"{demonstration.url}/connexion")
    page.fill("[name=email]", "personne@clas.example")
    page.fill("[name=password]", "un autre")
    press(page.get_by_role("button", name="Se connecter"))
    assert page.locator("#refus").count() == 1
    found += faults_of(page, "a wrong password")
    sign_in(page, demonstration.url, "porteur104")
    dossier = page.locator("a[href^='/espace/dossiers/']").first.get_attribute("href")
    for name, ending in (("contact", "email"), ("budget", "amount")):
        page.goto(f"{demonstration.url}{dossier}/{name}")
        page.locator(f"[name$='/{ending}']").first.fill("x")
        press(page.get_by_role("button", name="Enregistrer", exact=True).last)
        assert page.locator("#refus").count() == 1
        found += faults_of(page, f"{name} refused")
    page.goto(f"{demonstration.url}{dossier}/axes")
    context.clear_cookies()
    page.locator("textarea").first.fill("Une longue saisie")
    press(page.get_by_role("button", name="Enregistrer", exact=True).last)
    assert page.locator("h1").inner_text() == "Votre session a pris fin"
    found += faults_of(page, "an ended session")
    assert not found, "\n".join(found)


def test_a_second_factor_is_put_in_place_and_asked_for_by_pages_that_fit_and_satisfy_axe(
    context: BrowserContext, demonstration: Demonstration
) -> None:
    with demonstration.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        password, now = hash_password(PASSWORD), datetime.now(UTC)
        account = Account(email="seconde@clas.example", name="Une seconde", password_hash=password, created_at=now)
        database.session.add(account)
        database.session.commit()
    found: list[str] = []
    page = context.new_page()
    sign_in(page, demonstration.url, "seconde")
    page.goto(f"{demonstration.url}/mon-compte/second-facteur")
    phone = pyotp.TOTP(page.locator(".secret-key code").inner_text().replace(" ", ""))
    assert page.get_by_role("img", name="Image à photographier").is_visible()
    for code, told in (("000000", "a wrong first code"), (phone.now(), "recovery codes")):
        page.fill("[name=code]", code)
        page.fill("[name=password]", PASSWORD)
        press(page.get_by_role("button", name="Mettre en place"))
        found += faults_of(page, told)
    assert page.locator(".recovery-codes li").count() == 10
    page.goto(f"{demonstration.url}/mon-compte/second-facteur")
    found += faults_of(page, "a second factor that is in place")
    context.clear_cookies()
    sign_in(page, demonstration.url, "seconde")
    page.fill("[name=code]", "000000")
    press(page.get_by_role("button", name="Entrer"))
    assert page.locator("#refus").count() == 1
    found += faults_of(page, "a wrong code")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_has_the_focus_is_ringed(context: BrowserContext, demonstration: Demonstration, width: int) -> None:
    """Links of the menu and buttons too; on a phone, once the menu is opened by its own key."""
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{demonstration.url}/departements/marne/2025-2026")
    seen = {}
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.site-menu > summary')"):
            page.keyboard.press("Enter")
        kind, outline = page.evaluate(
            "() => { const on = document.activeElement, style = getComputedStyle(on);"
            " return [on.className || on.tagName, `${style.outlineWidth} ${style.outlineStyle}`] }"
        )
        seen[kind] = outline
    assert {"nav-link", "btn btn-primary btn-lg"} <= set(seen), seen
    assert set(seen.values()) == {"3px solid"}, seen
