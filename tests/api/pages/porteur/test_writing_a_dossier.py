"""A whole dossier through the pages, on both databases: an organisation, every page, the check, the deposit, again."""

import io
import re
from collections.abc import Callable

from tests.api.pages.porteur.conftest import Site
from tests.browsing import Browser
from tests.office import PDF


def describe(browser: Browser, siret: str = "732 829 320 00074") -> None:
    browser.open("/espace/organismes/nouveau").send(
        "save",
        name="Les Tilleuls",
        siret=siret,
        nature="association",
        address__lines="1 rue des Écoles\nBâtiment B",
        address__postal_code="51100",
        address__city="Reims",
        representative__name="Camille Aubry",
        representative__role="présidente",
        email="bureau@tilleuls.example",
    )
    assert browser.address == "/espace"
    assert "« Les Tilleuls » est enregistré" in browser.text


def write(browser: Browser) -> None:
    """Fill every page, each leading to the next."""
    browser.open(f"{browser.address}/contact")
    browser.send("continue", contact__name="Alex Moreau", contact__email="contact@clas.example")
    assert browser.address.endswith("/actions")
    browser.send("add", common_costs="1 000,00")
    assert browser.address.endswith("/actions/1")
    schools = "École Colette\r\n\r\nCollège Jules Verne"
    action = {"actions__0__schools": schools, "actions__0__description": "Deux soirs par semaine."}
    browser.send("add-group", actions__0__title="Quartier nord", actions__0__place__city="Reims", **action)
    assert browser.address.endswith("/actions/1/groupes/1")
    place = "actions__0__groups__0"
    described: dict[str, str | list[str]] = {
        f"{place}__label": "CE2-CM1",
        f"{place}__levels": ["ce2", "cm1"],
        f"{place}__children": "10",
        f"{place}__paid_adults": "1",
        f"{place}__volunteer_adults": "1",
        f"{place}__sessions_per_week": "2",
        f"{place}__weeks": "30",
        f"{place}__outside_school_time": "oui",
        f"{place}__running_costs": "8 000,50 €",
        f"{place}__bonuses": ["children"],
        f"{place}__beyond__children": "Un projet culturel.",
    }
    browser.send("continue", **described)
    assert "3\u202f129,70\u00a0€" in browser.text, "the estimate is shown while writing"
    browser.open(f"{browser.address.rpartition('/')[0]}").send("continue")
    assert browser.address.endswith("/axes")
    axes = dict.fromkeys(("axes__children", "axes__parents", "axes__school", "axes__territory"), "Texte.")
    browser.send("continue", **axes, beyond_homework="oui")
    browser.send("continue", articulations__reaap="Les cafés de parents.")
    assert browser.address.endswith("/budget")
    ranks: dict[str, str] = {}
    for rank, account in re.findall(r'name="budget/(\d+)/account" value="(\d+)"', browser.html):
        ranks.setdefault(account, rank)
    charges, grant = f"budget__{ranks['641']}__amount", f"budget__{ranks['74']}"
    browser.send("continue", **{charges: "9 000,50", f"{grant}__funder": "caf", f"{grant}__amount": "9000,5"})
    assert browser.address.endswith("/pieces")


def test_a_whole_dossier_is_written_and_deposited_by_its_pages(
    make_site: Callable[..., Site], database_url: str
) -> None:
    site = make_site(database_url)
    browser = site.person("alex")
    browser.open("/espace")
    assert "Décrire mon organisme" in browser.text
    describe(browser)
    browser.send("start")
    home = browser.address
    assert "Brouillon, pas encore déposé" in browser.text
    assert "18 août 2025 à 23 h 59" in browser.text

    write(browser)
    sent = {"kind": "statutes", "csrf_token": browser.form("join").values["csrf_token"]}
    joined = browser.client.post(browser.address, data={**sent, "file": (io.BytesIO(PDF), "Statuts.pdf")})
    assert joined.status_code == 303
    browser.open(browser.address)
    assert "« Statuts.pdf » est joint" in browser.text
    document = next(link for link in browser.links if "/pieces/" in link)
    given = browser.client.get(document, buffered=True)
    assert (given.data, given.headers["Content-Disposition"].partition(";")[0]) == (PDF, "attachment")

    browser.open(f"{home}/attestations")
    signed = ["accuracy", "authority", "republican_commitment"]
    browser.send("continue", attestations=signed, previous_bilan="filed")
    assert browser.address.endswith("/verifier")
    assert "Rien ne manque" in browser.text

    browser.send("deposit")
    assert browser.address == f"{home}/recepisse"
    assert "51-2025-00001" in browser.text
    assert "1er juillet 2025 à 10 h 00 min 00 s" in browser.text
    assert "Brouillon" not in browser.text

    browser.open(f"{home}/axes").send("save", axes__parents="Un autre texte.")
    assert "Déposé, avec des modifications pas encore déposées" in browser.text
    assert "Ce n'est pas encore un dépôt" in browser.text
    browser.open(f"{home}/recepisse")
    assert "modifié depuis ce dépôt" in browser.text
    browser.open(f"{home}/verifier").send("deposit")
    assert "n° 2" in browser.text
    browser.open(f"{home}/versions")
    assert "axe « parents »" in browser.text
    assert "Un autre texte." in browser.text
    browser.open(f"{home}/versions/1")
    assert "Un autre texte." not in browser.text

    browser.open("/espace")
    assert "51-2025-00001" in browser.text
    assert not [form for form in browser.forms if form.action.endswith("/espace/dossiers")], "nothing is left to start"
    browser.open(f"{home}/abandonner").send("give-up")
    assert "Retiré" in browser.text


def test_a_year_later_the_dossier_is_taken_up_again(site: Site) -> None:
    browser = site.person("alex")
    porteur = site.porteur("alex")
    site.dossier("alex", porteur)
    with site.app.app_context():
        from clas_api.store.database import EVERYTHING, database, open_session
        from clas_api.store.models import DossierRow

        open_session(database.session, EVERYTHING, writing=True)
        database.session.query(DossierRow).update({"call": "2024-2025"})
        database.session.commit()
    browser.open("/espace")
    form = next(form for form in browser.forms if "copy_from" in form.values)
    assert "Reprendre le dossier 2024-2025" in browser.text
    response = browser.client.post(form.action, data=form.values, follow_redirects=True)
    browser.open(response.request.path + "/actions/1")
    assert browser.forms[1].values["actions/0/title"] == "Quartier nord"
    browser.open(browser.address + "/groupes/1")
    assert browser.forms[1].values["actions/0/groups/0/children"] == ""


def test_groups_are_copied_ordered_and_taken_out_and_then_their_action(site: Site) -> None:
    browser = site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"))
    browser.open(f"{dossier}/actions/1/groupes/1").send("save", actions__0__groups__0__label="Premier")
    browser.send("copy", actions__0__groups__0__weeks="31")
    assert browser.address.endswith("/actions/1/groupes/2")
    copied = browser.form("save").values
    assert (copied["actions/0/groups/1/label"], copied["actions/0/groups/1/weeks"]) == ("", "31")
    browser.send("save", actions__0__groups__1__label="Second", actions__0__groups__1__children="7")
    assert "Ce groupe ne serait pas payé" in browser.text
    browser.open(f"{dossier}/actions/1").send("up-2", actions__0__title="Écrit à côté")
    assert browser.form("save").values["actions/0/title"] == "Écrit à côté"
    assert browser.text.index("Groupe 1 : Second") < browser.text.index("Groupe 2 : Premier")
    assert "mais pas payé" in browser.text.partition("Groupe 1")[2].partition("Groupe 2")[0]
    browser.open(f"{dossier}/actions/1/groupes/1/retirer")
    assert "« Second »" in browser.text
    browser.send("remove")
    assert "Groupe 1 : Premier" in browser.text
    assert "Second" not in browser.text
    assert browser.open(f"{dossier}/actions/1/groupes/2").status == 404
    browser.open(f"{dossier}/actions/1/retirer").send("remove")
    assert "Aucune action n'est encore décrite" in browser.text
    assert browser.open(f"{dossier}/actions/1").status == 404


def test_a_draft_is_removed_once_it_is_confirmed(site: Site) -> None:
    browser = site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"))
    browser.open(f"{dossier}/abandonner")
    assert "Cela ne se défait pas" in browser.text
    browser.send("give-up")
    assert browser.address == "/espace"
    assert browser.open(dossier).status == 404
