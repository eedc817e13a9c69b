"""The bilan by its pages: prefilled, written in pieces, checked with links, filed, returned; nothing typed is lost."""

import re
from typing import Any
from uuid import UUID

import pytest

from clas_api.services.year.beginning import begin_dossier
from tests.api.pages.porteur.followed import Followed, whole_bilan
from tests.api.pages.porteur.test_following import seen
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.decided import second_alone

GROUP = "/bilan/groupes/{}"
PAGES = (GROUP.format(1), GROUP.format(2), "/bilan/recit", "/bilan/budget")

TYPED_GROUP = {
    "children/ce2/girls": "6",
    "children/ce2/boys": "5",
    "attendance": "9,5",
    "sessions_held": "58",
    "parents": "9",
    "paid_adults": "1",
    "volunteer_adults": "2",
}


def typed_group(number: int, costs: str, **more: str) -> dict[str, str | list[str]]:
    return {
        f"groups/{number - 1}/{name}": each for name, each in {**TYPED_GROUP, "running_costs": costs, **more}.items()
    }


@pytest.fixture
def begun(followed: Followed) -> Followed:
    followed.begin()
    return followed


def write_whole(browser: Browser, address: str) -> Browser:
    """Write a whole bilan from page to page, by the button that goes on."""
    browser.open(f"{address}/bilan/groupes/1")
    browser.submit("continue", typed_group(1, "8 500,00", bonus_use="Un atelier de théâtre."))
    assert browser.address.endswith("/bilan/groupes/2"), browser.text
    browser.submit("continue", typed_group(2, "5 400,50"))
    assert browser.address.endswith("/bilan/recit"), browser.text
    axes: dict[str, str | list[str]] = {
        f"axes/{each}": "Fait." for each in ("children", "parents", "school", "territory")
    }
    browser.submit("continue", {**axes, "schools": "2"})
    assert browser.address.endswith("/bilan/budget"), browser.text
    return browser.submit("continue", {"budget/0/amount": "14 000", "budget/1/amount": "14 000,00"})


@pytest.mark.parametrize("followed", ["sqlite", "postgresql"], indirect=True)
def test_a_bilan_is_written_page_by_page_then_filed_and_confirmed(begun: Followed) -> None:
    browser = begun.porteur().open(begun.address)
    assert f"{begun.address}/bilan" in browser.links
    browser = write_whole(browser, begun.address)
    assert browser.address.endswith("/bilan/verifier")
    assert "le bilan est complet" in browser.text
    assert _faults(browser.response) == []
    # 33 % of 5 400,50 € is 1 782,17 (half-up of 1 782,165); with 3 129,70, 4 911,87 of 4 944,70.
    assert "4 911,87 €" in seen(browser)
    browser.send("file")
    assert browser.address.endswith("/bilan/depot")
    assert "Le bilan est déposé." in browser.text
    assert "1er juillet 2025 à 10 h 00 min 00 s" in browser.text
    assert _faults(browser.response) == []
    for page in PAGES:
        assert browser.open(begun.address + page).address == f"{begun.address}/bilan"
    assert "demandez à la Caf de vous le rendre" in browser.text
    for words in ("6 filles, 5 garçons", "9,5", "Un atelier de théâtre.", "5 400,50 €"):
        assert words in seen(browser), words
    assert _faults(begun.caf().open(f"{begun.address}/bilan").response) == []


def test_each_page_is_sound_and_prefilled_with_the_forecast_beside_it(begun: Followed) -> None:
    browser = begun.porteur()
    for page in ("/bilan", *PAGES, "/bilan/verifier"):
        browser.open(begun.address + page)
        assert (browser.status, browser.address) == (200, begun.address + page)
        assert _faults(browser.response) == [], page
        for form in browser.forms:
            assert form.protected, (page, form.action)
    browser.open(begun.address + GROUP.format(1))
    assert browser.form("save").values["groups/0/paid_adults"] == "1"
    for words in ("Prévu : 10.", "Prévu : 60.", "8 500,00 €", "3 129,70 € accordés"):
        assert words in seen(browser), words
    browser.open(f"{begun.address}/bilan/budget")
    assert seen(browser).count("Prévu : 14 000,00 €") == 2
    assert browser.form("save").values["budget/1/funder"] == "caf"


def test_what_is_missing_leads_to_its_field_page_by_page(begun: Followed) -> None:
    browser = begun.porteur().open(f"{begun.address}/bilan/verifier")
    listed = browser.html.partition('id="manque"')[2].partition("</section>")[0]
    links = re.findall(r'href="([^"]+)"', listed)
    count = int(listed.partition(" points")[0].rpartition(">")[2])
    assert len(links) == count == 17
    for link in links:
        assert "#" in link
        assert browser.leads_to_a_field(link), link
    browser.send("file")
    assert browser.status == 422
    assert "17 points restent" in browser.text
    refused = browser.html.partition('id="refus"')[2].partition("</div>")[0]
    assert re.findall(r'href="([^"]+)"', refused) == links
    assert begun.porteur().open(begun.address).text.count("c'est ici") == 1


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        (
            GROUP.format(1),
            {
                "groups/0/children/ce2/girls": "six",
                "groups/0/children/cm1/boys": "4",
                "groups/0/children/3e/girls": "-1",
                "groups/0/attendance": "9,55",
                "groups/0/sessions_held": "1001",
                "groups/0/parents": "beaucoup",
                "groups/0/running_costs": "-4",
                "groups/0/bonus_use": "x" * 10_001,
            },
        ),
        (GROUP.format(2), {"groups/1/attendance": "1000,1", "groups/1/volunteer_adults": "2,5"}),
        ("/bilan/recit", {"schools": "1 001", "axes/parents": "x" * 10_001, "axes/school": "gardé"}),
        ("/bilan/budget", {"budget/0/amount": "1 000,999", "budget/1/label": "Ps 2024"}),
    ],
)
def test_a_refused_value_comes_back_with_its_error_in_place(begun: Followed, page: str, typed: dict[str, Any]) -> None:
    browser = begun.porteur().open(begun.address + page).submit("save", typed)
    assert browser.status == 422
    values = browser.form("save").values
    assert {name: values[name] for name in typed} == typed
    assert _faults(browser.response) == []
    named = [link[1:] for link in browser.links if link.startswith("#") and link != "#contenu"]
    assert named
    for name in named:
        assert name in browser.ids
        assert f"{name}-error" in browser.ids
    again = begun.porteur().open(begun.address + page).form("save").values
    assert not any(again[name] == value for name, value in typed.items())


def test_a_level_told_by_halves_asks_for_the_other_number(begun: Followed) -> None:
    browser = begun.porteur().open(begun.address + GROUP.format(1))
    browser.submit("save", {"groups/0/children/ce2/girls": "6"})
    assert "Écrivez les deux nombres de ce niveau" in browser.text
    assert "groups/0/children/ce2/boys-error" in browser.ids


def test_a_foreseen_line_left_empty_stays_missing_and_another_is_left_out(begun: Followed) -> None:
    browser = begun.porteur().open(f"{begun.address}/bilan/budget")
    browser.submit("save", {"budget/1/amount": "0"})
    assert browser.status == 200
    values = browser.form("save").values
    assert (values["budget/0/account"], values["budget/0/amount"], values["budget/1/amount"]) == ("64", "", "0,00")
    listed = browser.open(f"{begun.address}/bilan/verifier").text
    assert "compte 64 : montant" in listed.lower()
    assert "compte 74" not in listed.lower()


def test_two_windows_write_one_page_and_only_what_both_have_answered_is_asked(begun: Followed) -> None:
    one, other = (begun.porteur().open(begun.address + GROUP.format(1)) for _ in range(2))
    one.submit(
        "save", {"groups/0/attendance": "9,5", "groups/0/children/ce2/girls": "3", "groups/0/children/ce2/boys": "4"}
    )
    assert one.status == 200
    other.submit("save", {"groups/0/attendance": "10", "groups/0/running_costs": "8 000"})
    assert other.status == 412
    assert _faults(other.response) == []
    assert "Vous avez enregistré cette page depuis une autre fenêtre." in other.text
    rows = re.findall(
        r"<tr><th[^>]*>(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td></tr>", other.text.partition("entre-temps")[2]
    )
    assert ("groupe 1, présence moyenne", "9,5", "10") in rows
    assert len(rows) == 1, "nobody else has answered another question"
    assert other.form("save").values["groups/0/attendance"] == "10"
    other.send("save")
    assert other.status == 200
    kept = begun.porteur().open(begun.address + GROUP.format(1)).form("save").values
    wanted = ("attendance", "children/ce2/girls", "children/ce2/boys", "running_costs")
    assert [kept[f"groups/0/{each}"] for each in wanted] == ["10", "3", "4", "8\u202f000,00"]


def test_two_people_keep_what_each_wrote_of_a_bilan_and_are_told_of_one_another(begun: Followed) -> None:
    alex = begun.porteur()
    claude = begun.site.person("claude", {"kind": "porteur", "porteur_id": UUID(begun.site.known.porteur)})
    typed: list[tuple[str, dict[str, str | list[str]], dict[str, str | list[str]]]] = [
        (GROUP.format(1), {"groups/0/children/ce2/girls": "3", "groups/0/children/ce2/boys": "4"}, {
            "groups/0/children/cm1/girls": "2", "groups/0/children/cm1/boys": "0"}),
        (GROUP.format(2), {"groups/1/attendance": "9,5"}, {"groups/1/parents": "7"}),
        ("/bilan/recit", {"axes/parents": "Un café."}, {"axes/school": "Deux réunions.", "schools": "4"}),
        ("/bilan/budget", {"budget/0/amount": "7\u202f000,00"}, {"budget/1/amount": "6\u202f000,00"}),
    ]  # fmt: skip
    for page, theirs, mine in typed:
        alex.open(begun.address + page)
        claude.open(begun.address + page).submit("save", theirs)
        assert claude.status == 200
        alex.submit("save", mine)
        assert alex.status == 200, page
        assert "bilan enregistré, le 1er juillet 2025 à 10 h, par claude. Rien n'en est perdu." in alex.text
        kept = alex.form("save").values
        assert {name: kept[name] for name in (*theirs, *mine)} == {**theirs, **mine}

    for page, name in ((GROUP.format(2), "groups/1/running_costs"), ("/bilan/budget", "budget/0/amount")):
        alex.open(begun.address + page)
        claude.open(begun.address + page).submit("save", {name: "1,00"})
        claude.open(begun.address + GROUP.format(1)).submit("save", {"groups/0/sessions_held": str(len(page))})
        alex.submit("save", {name: "2,00"})
        assert alex.status == 412
        told = alex.text.partition('id="entre-temps"')[2].partition("</div>")[0]
        assert "Quelqu'un a enregistré ce bilan pendant que vous écriviez." in told
        assert "bilan enregistré, le 1er juillet 2025 à 10 h, par claude" in told
        assert alex.send("save").form("save").values[name] == "2,00"


def test_a_level_taken_out_while_another_was_counted_stays_out(begun: Followed) -> None:
    begun.porteur().open(begun.address + GROUP.format(1)).submit("save", typed_group(1, "8 500,00"))
    one, other = (begun.porteur().open(begun.address + GROUP.format(1)) for _ in range(2))
    one.submit("save", {"groups/0/children/ce2/girls": "", "groups/0/children/ce2/boys": ""})
    other.submit("save", {"groups/0/children/cp/girls": "1", "groups/0/children/cp/boys": "2"})
    assert other.status == 200
    assert other.form("save").values["groups/0/children/ce2/girls"] == ""
    assert other.form("save").values["groups/0/children/cp/boys"] == "2"


def test_a_bilan_changed_since_it_was_read_is_not_filed(begun: Followed) -> None:
    begun.save(**whole_bilan("8500.00", "5500.00"))
    browser = begun.porteur().open(f"{begun.address}/bilan/verifier")
    begun.save(schools=4)
    browser.send("file")
    assert browser.status == 412
    assert "rien n'est déposé" in browser.text
    assert browser.client.get(f"{begun.address}/bilan/depot").status_code == 404
    browser.send("file")
    assert browser.address.endswith("/bilan/depot")


def test_a_page_sent_once_the_bilan_is_filed_keeps_what_was_typed(begun: Followed) -> None:
    browser = begun.porteur().open(f"{begun.address}/bilan/recit")
    begun.file("8500.00", "5500.00")
    browser.submit("save", {"schools": "7"})
    assert browser.status == 409
    assert "il ne se modifie plus" in browser.text
    assert browser.form("save").values["schools"] == "7"


def test_a_bilan_given_back_says_why_everywhere_and_is_filed_again(begun: Followed) -> None:
    begun.file("8500.00", "5500.00")
    reason = "Les dépenses du groupe 2\nsont à revoir."
    begun.give_back(reason)
    browser = begun.porteur()
    for page in ("", "/bilan"):
        assert reason in browser.open(begun.address + page).text
    assert "rendu par la Caf, à corriger" in browser.open("/espace").text
    browser.open(f"{begun.address}/bilan/verifier").send("file")
    assert browser.address.endswith("/bilan/depot")
    assert reason not in browser.open(begun.address).text


def test_the_home_page_leads_to_the_bilan_to_write(begun: Followed) -> None:
    browser = begun.porteur().open("/espace")
    assert f"{begun.address}/bilan" in browser.links
    assert "à déposer, jusqu'au 30 septembre 2025" in browser.text
    assert _faults(browser.response) == []


def test_a_caf_reads_a_bilan_being_written_and_writes_none(begun: Followed) -> None:
    caf = begun.caf()
    for page in ("/bilan", "/bilan/verifier"):
        caf.open(begun.address + page)
        assert caf.status == 200
        assert not [form for form in caf.forms if "/espace/dossiers" in form.action]
    for page in PAGES:
        assert caf.open(begun.address + page).address == f"{begun.address}/bilan"
    caf.open("/espace")
    sent = {"csrf_token": caf.forms[0].values["csrf_token"], "revision": "1", "schools": "9"}
    for page in (*PAGES, "/bilan/deposer"):
        assert caf.client.post(begun.address + page, data=sent).status_code in (403, 404), page


def test_a_group_that_was_not_approved_has_no_page(followed: Followed) -> None:
    followed.decide(second_alone(550_000))
    followed.notify()
    followed.act("agent", begin_dossier, signed_on=None, of="dossier")
    browser = followed.porteur()
    assert browser.open(followed.address + GROUP.format(1)).status == 404
    assert browser.open(followed.address + GROUP.format(2)).status == 200
    browser.submit("save", {"groups/1/attendance": "9"})
    assert browser.form("save").values["groups/1/attendance"] == "9"
    assert browser.open(f"{followed.address}/bilan/inconnu").status == 404
