"""A draft of national rules in consultation: Cafs say what they think of it item by item, and the nation answers."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clas_api.context import asked_by
from clas_api.security.principal import SYSTEM
from clas_api.services.retention.forgetting import forget
from clas_api.services.rules.opening_consultations import tell_consultations
from clas_api.store.database import database
from clas_api.store.models import Account, RuleComment
from clas_core.national.life import Status
from tests import browsing
from tests.api.accounts.conftest import NOW, House, agent, head
from tests.api.pages.test_sound_html import _faults
from tests.browsing import Browser
from tests.contexts import context_on
from tests.drafts import YEAR, added_year
from tests.readings import Asked, expect_few_statements

JSON = dict[str, Any]
COMMENTS = f"/referentials/{YEAR}/comments"
MARNE = f"/espace/departements/marne/consultation/{YEAR}"
NATION = f"/espace/nation/regles/{YEAR}/avis"
ITEM = "ps.maximum"
SAID = "Ce montant ne couvre pas un collectif en zone rurale."
OTHER = ("value = 329", "value = 335")


@pytest.fixture
def house(make_app: Callable[..., Flask], database_url: str, tmp_path: Path) -> Iterator[House]:
    """Return an installation where the rules of 2026-2027 are in the folder of added years, in consultation."""
    made: list[Flask] = []
    added_year(tmp_path, "consultation")

    def make(moment: date) -> Flask:
        made.append(make_app(database_url=database_url, today=moment, referentials=tmp_path))
        return made[-1]

    yield House(make, make(NOW))
    for app in made:
        with app.app_context():
            database.engine.dispose()


def people(house: House) -> dict[str, Browser]:
    """Return the browsers of an agent and the head of the Marne, of another department's agent, and of the nation."""
    accounts = {
        "agent": house.person("agent@caf51.fr", agent()),
        "head": house.person("cheffe@caf51.fr", head()),
        "elsewhere": house.person("agent@caf77.fr", agent("seine_et_marne")),
        "nation": house.person("nation@cnaf.fr", {"kind": "national"}),
    }
    return {name: Browser(browsing.signed_in(house.app, key)) for name, key in accounts.items()}


def later(house: House, folder: Path, status: Status, *changes: tuple[str, str]) -> None:
    """Have the installation start anew with another version of the draft."""
    added_year(folder, status, *changes)
    restarted = house.at(NOW)
    house.app, house.client = restarted.app, restarted.client


def test_a_caf_says_what_it_thinks_and_reads_the_answer(house: House, one_reading: list[tuple[str, Asked]]) -> None:
    who = people(house)
    page = who["agent"].open("/espace/caf/consultations")
    assert MARNE in page.links
    page.open(MARNE)
    assert page.status == 200
    assert _faults(page.response) == []
    assert f"{MARNE}/{ITEM}" in page.links
    page.open(f"{MARNE}/{ITEM}")
    assert "2 800,70 €" in page.text.replace("\u202f", " ").replace("\u00a0", " ")
    page.send("comment", text=SAID)
    assert "Votre avis est enregistré." in page.text
    assert SAID in page.text
    assert _faults(page.response) == []

    nation = who["nation"].open(NATION)
    assert SAID in nation.text
    assert "Marne" in nation.text
    assert "Agent@Caf51" not in nation.text
    (row,) = house.rows(select(RuleComment))
    nation.open(f"{NATION}/{row.id}")
    assert _faults(nation.response) == []
    nation.send("answer", outcome="retained", reason="Le montant sera revu.")
    assert "La réponse est enregistrée" in nation.text
    assert _faults(nation.response) == []

    told = who["head"].open(f"{MARNE}/{ITEM}")
    assert "retenu" in told.text
    assert "Le montant sera revu." in told.text
    elsewhere = who["elsewhere"].open(f"/espace/departements/seine_et_marne/consultation/{YEAR}/{ITEM}")
    assert "Le montant sera revu." in elsewhere.text
    assert SAID not in elsewhere.text
    assert "Marne</" not in elsewhere.html.replace("Seine-et-Marne", "")
    (mail,) = house.mails()
    assert (mail.recipient, mail.subject) == (
        "agent@caf51.fr",
        f"Projet de règles Clas {YEAR} : une réponse à votre avis",
    )
    assert [each for each in house.traced() if each[1].startswith("comment.")] == [
        ("marne", "comment.written"),
        ("marne", "comment.answered"),
    ]
    expect_few_statements(one_reading)


def test_the_same_comment_twice_is_one_and_the_same_answer_tells_nobody_again(house: House) -> None:
    people(house)
    asked = {"department": "marne", "place": ITEM, "text": SAID}
    key = house.key("cheffe@caf51.fr")
    first = house.ask("POST", COMMENTS, key, json=asked)
    again = house.ask("POST", COMMENTS, key, json=asked)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    nation = house.key("nation@cnaf.fr")
    answer = f"{COMMENTS}/{first.get_json()['id']}/answer"
    said = {"outcome": "to_study", "reason": "À chiffrer."}
    for _ in range(2):
        given = house.ask("PUT", answer, nation, version=1, json=said)
        assert given.status_code == 200
    assert len(house.mails()) == 1
    stale = house.ask("PUT", answer, nation, version=1, json={**said, "outcome": "retained"})
    assert stale.status_code == 412
    assert house.ask("PUT", answer, key, version=2, json=said).status_code == 403


def test_comments_of_a_department_reach_no_other(house: House) -> None:
    people(house)
    asked = {"department": "marne", "place": ITEM, "text": SAID}
    made = house.ask("POST", COMMENTS, house.key("agent@caf51.fr"), json=asked).get_json()
    elsewhere = house.key("agent@caf77.fr")
    assert house.ask("GET", COMMENTS, elsewhere).get_json()["comments"] == []
    assert house.ask("POST", COMMENTS, elsewhere, json=asked).status_code == 404
    said = {"outcome": "not_retained", "reason": "Le plafond est national."}
    house.ask("PUT", f"{COMMENTS}/{made['id']}/answer", house.key("nation@cnaf.fr"), version=1, json=said)
    read: JSON = house.ask("GET", COMMENTS, elsewhere).get_json()
    assert read["comments"] == []
    assert [(each["place"], each["outcome"], each["reason"]) for each in read["answers"]] == [
        (ITEM, "not_retained", "Le plafond est national.")
    ]
    own: JSON = house.ask("GET", COMMENTS, house.key("cheffe@caf51.fr")).get_json()
    assert [each["text"] for each in own["comments"]] == [SAID]
    assert own["answers"] == []


def test_a_comment_is_changed_or_withdrawn_until_it_is_answered(house: House) -> None:
    who = people(house)
    page = who["agent"].open(f"{MARNE}/{ITEM}")
    page.send("comment", text=SAID)
    (row,) = house.rows(select(RuleComment))
    page.open(f"{MARNE}/avis/{row.id}").send("comment", text="Autrement dit.")
    assert "Votre avis est changé." in page.text
    page.open(f"{MARNE}/{ITEM}").send("comment", text="Un second.")
    second = next(each for each in house.rows(select(RuleComment)) if each.id != row.id)
    page.open(f"{MARNE}/avis/{second.id}/retrait").send("withdraw")
    assert "Votre avis est retiré." in page.text
    (row,) = house.rows(select(RuleComment))
    assert row.text == "Autrement dit."
    page.open(f"{MARNE}/avis/{row.id}")
    answer = {"outcome": "retained", "reason": "D'accord."}
    key = house.key("nation@cnaf.fr")
    house.ask("PUT", f"{COMMENTS}/{row.id}/answer", key, version=row.revision, json=answer)
    page.send("comment", text="Trop tard.")
    assert page.status == 409
    assert "il ne se change ni ne se retire plus" in page.text
    assert "Trop tard." in page.text


def test_a_program_changes_and_withdraws_a_comment_as_a_page_does(house: House) -> None:
    people(house)
    agent, elsewhere = house.key("agent@caf51.fr"), house.key("agent@caf77.fr")
    made = house.ask("POST", COMMENTS, agent, json={"department": "marne", "place": ITEM, "text": SAID}).get_json()
    one, said = f"{COMMENTS}/{made['id']}", {"text": "Autrement dit."}
    assert house.ask("PATCH", one, agent, json=said).status_code == 428
    assert house.ask("PATCH", one, agent, version=7, json=said).status_code == 412
    assert house.ask("PATCH", one, agent, version=1, json={"text": " "}).status_code == 422
    for method, body in (("PATCH", {"json": said}), ("DELETE", {})):
        assert house.ask(method, one, elsewhere, version=1, **body).status_code == 404
        assert house.ask(method, one, house.key("nation@cnaf.fr"), version=1, **body).status_code == 403
        other_year = one.replace(YEAR, "2025-2026")
        assert house.ask(method, other_year, agent, version=1, **body).status_code == 404
    for _ in range(2):
        changed = house.ask("PATCH", one, agent, version=1, json=said)
        assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
        assert (changed.get_json()["text"], changed.get_json()["revision"]) == ("Autrement dit.", 2)
    assert house.ask("DELETE", one, agent, version=1).status_code == 412
    assert house.ask("DELETE", one, agent, version=2).status_code == 204
    assert house.ask("DELETE", one, agent, version=2).status_code == 404
    assert house.rows(select(RuleComment)) == []
    assert [each[1] for each in house.traced() if each[1].startswith("comment.")] == [
        f"comment.{each}" for each in ("written", "changed", "withdrawn")
    ]


def test_what_is_answered_is_not_changed_by_a_program_either(house: House) -> None:
    people(house)
    agent = house.key("agent@caf51.fr")
    made = house.ask("POST", COMMENTS, agent, json={"department": "marne", "place": ITEM, "text": SAID}).get_json()
    answer = {"outcome": "retained", "reason": "D'accord."}
    house.ask("PUT", f"{COMMENTS}/{made['id']}/answer", house.key("nation@cnaf.fr"), version=1, json=answer)
    for method, body in (("PATCH", {"json": {"text": SAID}}), ("DELETE", {})):
        refused = house.ask(method, f"{COMMENTS}/{made['id']}", agent, version=2, **body)
        assert refused.status_code == 409
        assert "il ne se change ni ne se retire plus" in refused.get_json()["detail"]


def test_a_comment_outlives_whoever_wrote_it_and_names_nobody(house: House) -> None:
    who = people(house)
    who["agent"].open(f"{MARNE}/{ITEM}").send("comment", text=SAID)
    with house.app.app_context(), context_on(database.engine, NOW) as context:
        forget(context, "agent@caf51.fr", "À sa demande.")
    (row,) = house.rows(select(RuleComment))
    assert row.text == SAID
    assert [each.name for each in house.rows(select(Account)) if f"account:{each.id}" == row.author] == [
        "Personne effacée"
    ]
    assert "Agent@Caf51" not in json.dumps(house.ask("GET", COMMENTS, house.key("cheffe@caf51.fr")).get_json())
    who["nation"].open(f"{NATION}/{row.id}").send("answer", outcome="retained", reason="D'accord.")
    assert "La réponse est enregistrée" in who["nation"].text
    assert house.mails() == [], "nobody is there to be told"


def test_a_year_out_of_consultation_takes_no_comment_and_gives_back_what_was_typed(
    house: House, tmp_path: Path
) -> None:
    page = people(house)["agent"].open(f"{MARNE}/{ITEM}")
    later(house, tmp_path, "draft")
    assert "/espace/caf/consultations" in page.open("/espace").links
    page.open(f"{MARNE}/{ITEM}")
    page.client = _same_visitor(house, page)
    page.send("comment", text=SAID)
    assert page.status == 409
    assert f"Les règles {YEAR} ne sont pas en consultation" in page.text
    assert SAID in page.text
    assert house.rows(select(RuleComment)) == []
    assert "/espace/caf/consultations" not in page.open("/espace").links


def test_a_comment_says_that_the_draft_has_changed_since(house: House, tmp_path: Path) -> None:
    who = people(house)
    who["agent"].open(f"{MARNE}/{ITEM}").send("comment", text=SAID)
    assert "le projet a changé depuis" not in who["agent"].text
    later(house, tmp_path, "consultation", OTHER)
    agent_page = Browser(_same_visitor(house, who["agent"]))
    assert "le projet a changé depuis cet avis" in agent_page.open(f"{MARNE}/{ITEM}").text
    assert "Le projet a changé depuis un de vos avis" in agent_page.open(MARNE).text
    nation = Browser(_same_visitor(house, who["nation"]))
    assert "le projet a changé depuis" in nation.open(NATION).text


def test_heads_are_told_once_that_a_consultation_is_open(house: House, tmp_path: Path) -> None:
    people(house)
    house.person("ancienne@caf51.fr", head(), disabled_at=NOW)
    for written in (1, 0):
        with house.app.app_context():
            assert tell_consultations(asked_by(SYSTEM, NOW)) == written
    (mail,) = house.mails()
    assert (mail.recipient, mail.subject) == ("cheffe@caf51.fr", f"Règles Clas {YEAR} : donnez votre avis")
    assert mail.body.rstrip().endswith("/espace/caf/consultations")
    later(house, tmp_path, "consultation", OTHER)
    with house.app.app_context():
        assert tell_consultations(asked_by(SYSTEM, NOW)) == 0


@pytest.mark.parametrize(
    ("place", "text", "status"),
    [("ps.minimum", SAID, 422), (ITEM, "", 422), (ITEM, "a" * 10_001, 422), ("x" * 201, SAID, 422)],
)
def test_what_is_no_comment_is_refused(house: House, place: str, text: str, status: int) -> None:
    people(house)
    asked = {"department": "marne", "place": place, "text": text}
    refused = house.ask("POST", COMMENTS, house.key("agent@caf51.fr"), json=asked)
    assert refused.status_code == status
    assert refused.get_json()["errors"]


def _same_visitor(house: House, browser: Browser) -> Any:
    """Return a client of the application as it has started anew, with the cookies of a browser."""
    client = house.app.test_client()
    client._cookies = browser.client._cookies  # a browser keeps them when a service restarts
    return client
