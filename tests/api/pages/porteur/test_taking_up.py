"""A dossier that is taken up from another says what came along, and last year's figures stand beside the blanks."""

from uuid import UUID

from clas_api.services.dossiers.drafting import start_dossier
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow
from tests.api.pages.porteur.conftest import Site
from tests.api.pages.test_sound_html import _faults


def test_what_came_along_is_told_and_last_years_figures_stand_beside_the_blanks(site: Site) -> None:
    site.person("alex")
    porteur = site.porteur("alex")
    older = UUID(site.dossier("alex", porteur).rpartition("/")[2])
    with site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        row = database.session.get_one(DossierRow, older)
        row.department, row.call = "seine_et_marne", "2024-2025"
        group = row.content["actions"][0]["groups"][0]
        database.session.commit()
    home = site.browser("alex").open("/espace")
    assert "Reprendre le dossier 2024-2025 de Seine-et-Marne" in home.text
    with site.app.test_request_context():
        new, _ = start_dossier(site.context("alex"), "marne", "2025-2026", UUID(porteur), copy_from=older)
        address = f"/espace/dossiers/{new.id}"
    browser = home.open(address)
    assert _faults(browser.response) == []
    assert "reprend celui de 2024-2025, d'un autre département (Seine-et-Marne)" in browser.text
    assert "Sont repris : le contact, les actions" in browser.text
    told = browser.text.partition("À redire pour cette année")[2].partition("</p>")[0]
    assert "le budget" in told
    assert "groups" not in told
    browser.open(f"{address}/actions/1/groupes/1")
    assert browser.form("save").values["actions/0/groups/0/children"] == ""
    assert f"Dans le dossier 2024-2025 : {group['children']}." in browser.text
    browser.send("save", actions__0__groups__0__label="Un autre groupe").open(f"{address}/actions/1/groupes/1")
    assert "Dans le dossier 2024-2025" not in browser.text.partition('name="actions/0/groups/0/label"')[2]
