"""Whoever belongs to an organisation invites and removes others on a page; one is always left."""

import re
from uuid import UUID

from tests.api.pages.porteur.conftest import Site
from tests.api.pages.test_sound_html import _faults
from tests.stages import invitation_token


def test_a_colleague_is_invited_seen_and_removed_and_one_is_always_left(site: Site) -> None:
    site.person("alex")
    address = f"/espace/organismes/{site.porteur('alex')}/personnes"
    browser = site.browser("alex").open("/espace")
    assert address in browser.links
    browser.open(address).send("invite", name="", email="pas une adresse")
    assert (browser.status, _faults(browser.response)) == (422, [])
    assert {"name-error", "email-error"} <= set(browser.ids)
    browser.send("invite", name="Sacha Morel", email="sacha@clas.example")
    assert "pas encore acceptée" in browser.text
    browser.send("invite", name="Robin", email="robin@clas.example")
    (robin,) = re.findall(r'robin@clas.example</p>.*?href="([^"]+/retirer)"', browser.html, re.DOTALL)
    browser.open(robin)
    assert "n'ouvrira plus rien" in browser.text
    browser.send("remove")
    assert "Robin" not in browser.text
    assert invitation_token(site.app, "sacha@clas.example")
    assert _faults(browser.open(address).response) == []
    (own,) = re.findall(r'\(vous\).*?href="([^"]+/retirer)"', browser.html, re.DOTALL)
    browser.open(own).send("remove")
    assert browser.status == 409
    assert "dernière personne" in browser.text
    site.person("voisine")
    assert site.browser("voisine").open(address).status == 403


def test_two_people_are_told_and_whoever_leaves_reads_no_more(site: Site) -> None:
    site.person("alex")
    porteur = site.porteur("alex")
    site.person("sacha", {"kind": "porteur", "porteur_id": UUID(porteur)})
    address = f"/espace/organismes/{porteur}/personnes"
    browser = site.browser("alex").open(address)
    (sacha,) = re.findall(r'sacha@clas.example.*?href="([^"]+/retirer)"', browser.html, re.DOTALL)
    browser.open(sacha)
    assert _faults(browser.response) == []
    browser.send("remove")
    assert "prévenues par courriel" in browser.text
    assert "sacha@clas.example" not in browser.text.partition("<ul")[2]
    assert site.browser("sacha").open(address).status in (403, 404)
