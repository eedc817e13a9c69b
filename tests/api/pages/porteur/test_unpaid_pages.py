"""What would not be paid is told on the field, on the lists, and before the button; to deposit it all is confirmed."""

import copy
from typing import Any

import pytest

from bench.samples import content
from tests.api.pages.porteur.conftest import Site
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser

TOLD = "2 groupes sur 2 ne seraient pas payés"
WHY = "Un groupe compte de 8 à 12 enfants."


def two_groups(*children: int, **more: Any) -> dict[str, Any]:
    made = content()
    (group,) = made["actions"][0]["groups"]
    groups = [copy.deepcopy(group) | {"running_costs": "1000.00", "children": each} | more for each in children]
    return {**made, "actions": [{**made["actions"][0], "groups": groups}]}


def start(site: Site, sections: dict[str, Any]) -> tuple[Browser, str]:
    browser = site.person("alex")
    return browser, site.dossier("alex", site.porteur("alex"), sections)


def test_no_page_says_that_nothing_is_missing_without_saying_what_would_not_be_paid(site: Site) -> None:
    browser, dossier = start(site, two_groups(7, 13))
    for address in ("/espace", dossier, f"{dossier}/verifier"):
        page = browser.open(address).text
        assert TOLD in page, address
        assert "Rien ne manque" not in page
        assert _faults(browser.response) == []
    assert f"déposer, mais {TOLD}" in browser.open("/espace").text
    assert "Le dossier est complet, mais" in browser.open(dossier).text
    for address in (dossier, f"{dossier}/actions", f"{dossier}/contact"):
        assert "complet, mais 2 groupes ne seraient pas payés" in browser.open(address).text, address


def test_a_group_that_would_not_be_paid_is_marked_on_its_field_and_saved(site: Site) -> None:
    browser, dossier = start(site, content())
    browser.open(f"{dossier}/actions/1/groupes/1").send("save", actions__0__groups__0__children="7")
    assert browser.status == 200
    assert browser.form("save").values["actions/0/groups/0/children"] == "7"
    remark = browser.text.partition('id="actions/0/groups/0/children-remark"')[2].partition("</p>")[0]
    assert "Ce groupe ne serait pas payé" in remark
    assert WHY in remark
    assert 'aria-describedby="actions/0/groups/0/children-remark"' in browser.text
    assert _faults(browser.response) == []
    browser.send("save", actions__0__groups__0__children="8")
    assert "-remark" not in browser.text


def test_a_yes_or_no_that_leaves_something_unpaid_is_marked_too(site: Site) -> None:
    browser, dossier = start(site, {**content(), "beyond_homework": False})
    remark = browser.open(f"{dossier}/axes").text.partition('id="beyond_homework-remark"')[2]
    assert "L'aide aux devoirs seule" in remark
    assert "le dossier ne serait pas payé" in browser.open(dossier).text
    assert "Rien ne manque" not in browser.text


def test_it_is_told_before_the_button_and_each_reason_leads_to_its_field(site: Site) -> None:
    browser, dossier = start(site, two_groups(7, 13))
    before = browser.open(f"{dossier}/verifier").text.partition('value="deposit"')[0]
    assert TOLD in before
    assert WHY in before
    links = [each for each in browser.links if each.endswith("/children")]
    assert len(links) >= 2
    assert all(browser.leads_to_a_field(each) for each in links)


def test_to_deposit_what_would_be_paid_nothing_takes_a_box_that_says_so(site: Site) -> None:
    browser, dossier = start(site, two_groups(7, 13))
    browser.open(f"{dossier}/verifier").send("deposit")
    assert browser.status == 422
    assert "Rien ne serait payé" in browser.text
    assert "#confirmed_unpaid" in browser.links
    assert "confirmed_unpaid" in browser.ids
    assert _faults(browser.response) == []
    browser.send("deposit", confirmed_unpaid="oui")
    assert browser.address == f"{dossier}/recepisse"
    for words in (TOLD, WHY, "0,00\u00a0€"):
        assert words in browser.text
    assert f"Tel qu'il est déposé, {TOLD}" in browser.open("/espace").text


def test_some_groups_paid_and_some_not_takes_no_box_but_is_told_before_the_button(site: Site) -> None:
    browser, dossier = start(site, two_groups(7, 10))
    before = browser.open(f"{dossier}/verifier").text.partition('value="deposit"')[0]
    assert "1 groupe sur 2 ne serait pas payé" in before
    assert "confirmed_unpaid" not in browser.ids
    browser.send("deposit")
    assert browser.address == f"{dossier}/recepisse"
    assert "1 groupe sur 2 ne serait pas payé" in browser.text


@pytest.mark.parametrize("sections", [{}, two_groups(7, 13) | {"budget": []}])
def test_no_box_is_asked_for_while_something_is_missing(site: Site, sections: dict[str, Any]) -> None:
    browser, dossier = start(site, sections)
    browser.open(f"{dossier}/verifier")
    assert "confirmed_unpaid" not in browser.ids


def test_a_dossier_that_would_be_paid_is_told_nothing_of_it(site: Site) -> None:
    browser, dossier = start(site, content())
    assert "Rien ne manque : vous pouvez déposer" in browser.open(dossier).text
    for address in ("/espace", dossier, f"{dossier}/verifier", f"{dossier}/actions/1"):
        assert "ne serai" not in browser.open(address).text.partition("Ce que disent les règles")[0], address
