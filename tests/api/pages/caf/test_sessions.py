"""Sessions on pages: planned, seated, opened, voted, decided, closed with everything read again; who does what."""

import re

import pytest

from tests.api.pages.caf.conftest import CALL, Caf
from tests.api.pages.caf.sound import BELOW, HOSTILE, assert_sound, buttons


def examine_on_pages(caf: Caf) -> None:
    """Judge the dossier admissible and study it: it is proposed as it was asked, its bonus with a reason."""
    caf.agent.open(f"{caf.work}/recevabilite").send("judge", verdict="met")
    caf.agent.open(f"{caf.work}/etude")
    caf.agent.send("study", outcome="approved", groups__0__bonuses__children="Un projet d'un an.")


def seat_on_pages(caf: Caf) -> str:
    """Plan a session on the dossier, with a member who has an account and one who has none, whomever its page
    proposes; return its address."""
    session = caf.planned()
    caf.agent.open(f"{session}/ordre-du-jour").submit("agenda", {"dossiers": str(caf.key)})
    caf.agent.open(f"{session}/sieges").submit(
        "seat",
        {
            "seats/0/institution": "education-nationale",
            "seats/0/account": str(caf.site.accounts["membre"]),
            "seats/0/name": "",
            "seats/1/institution": "caf",
            "seats/1/account": "",
            "seats/1/name": "Dominique Roy",
            "presides": "1",
        },
    )
    assert caf.agent.status == 200, caf.agent.text
    return session


def open_on_pages(caf: Caf, session: str) -> None:
    """Note everybody present, and open."""
    form = caf.agent.open(f"{session}/sieges").html
    caf.agent.submit("attend", {"present": re.findall(r'name="present" value="([^"]+)"', form)})
    caf.agent.send("open")
    assert caf.agent.status == 200, caf.agent.text


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_a_whole_session_is_held_on_pages(caf: Caf) -> None:
    """From the study of its dossier to its minutes, without JSON."""
    examine_on_pages(caf)
    session = seat_on_pages(caf)
    open_on_pages(caf, session)
    assert "La séance est ouverte" in caf.agent.text
    item = caf.item(session).address
    assert_sound(caf.agent)
    names = [name for name in caf.agent.form("votes").names if name.startswith("vote/")]
    assert len(names) == 2
    caf.agent.submit("votes", dict.fromkeys(names, "for"))
    assert "Majorité pour (2 pour, 0 contre, 0 abstention)" in caf.agent.text
    values = caf.agent.form("decide").values
    assert (values["outcome"], values["groups/0/bonuses/children"]) == ("approved", "Un projet d'un an.")
    caf.agent.send("decide")
    assert (caf.agent.status, caf.agent.address) == (200, item)
    assert (
        "129,70" in caf.agent.text.partition('id="enveloppes"')[2].partition("</section>")[0]
        or "800,70" in caf.agent.text
    )
    caf.agent.open(f"{session}/cloture")
    assert_sound(caf.agent)
    for words in (
        "Porteur 732",
        "51-2025-00001",
        "Agréé",
        "129,70",
        "Un projet d'un an.",
        "Dominique Roy",
        "majorité pour",
    ):
        assert words in caf.agent.text, words
    caf.agent.send("close")
    assert (caf.agent.status, caf.agent.address) == (200, session)
    assert caf.row().state == "approved"
    assert_sound(caf.agent)
    for form in ("html", "pdf"):
        for name in ("proces-verbal", "matrice"):
            assert f"{session}/{name}.{form}" in caf.agent.links
            response = caf.agent.client.get(f"{session}/{name}.{form}")
            assert response.status_code == 200
    assert "Dominique Roy" in caf.agent.client.get(f"{session}/proces-verbal.html").get_data(as_text=True)
    assert caf.agent.client.get(f"{session}/proces-verbal.exe").status_code == 404
    assert not buttons(caf.item(session)) & {"votes", "decide", "vote", "recuse", "give"}


def test_a_session_is_planned_with_all_its_problems_at_once(caf: Caf) -> None:
    caf.agent.open(f"{CALL}/seances")
    assert_sound(caf.agent)
    caf.agent.send("plan", held_on="un mardi", quorum="beaucoup", place=HOSTILE)
    assert caf.agent.status == 422
    assert {"body-error", "held_on-error", "quorum-error"} <= caf.agent.ids
    assert caf.agent.form("plan").values["held_on"] == "un mardi"
    assert_sound(caf.agent)
    caf.agent.send("plan", body="technical", held_on="16/09/2025", quorum="1")
    assert caf.agent.status == 200
    assert HOSTILE in caf.agent.text
    assert_sound(caf.agent)
    assert "vide" in caf.agent.text


def test_a_session_does_not_open_without_its_quorum_and_says_why(caf: Caf) -> None:
    session = caf.seated()
    caf.agent.open(session).send("open")
    assert caf.agent.status == 409
    assert "Le quorum n'est pas atteint" in caf.agent.text
    assert_sound(caf.agent)


def test_seats_that_are_refused_come_back_as_they_were_typed(caf: Caf) -> None:
    session = caf.planned()
    typed = {
        "seats/0/institution": "caf",
        "seats/0/account": "",
        "seats/0/name": HOSTILE,
        "seats/1/institution": "caf",
        "seats/1/siren": "12",
        "seats/2/institution": "",
        "seats/2/name": "Sans institution",
    }
    caf.agent.open(f"{session}/sieges").submit("seat", dict(typed))
    assert caf.agent.status == 422
    values = caf.agent.form("seat").values
    assert {name: values[name] for name in typed} == typed
    assert "seats/1/siren-error" in caf.agent.ids
    assert_sound(caf.agent)
    caf.agent.submit("seat", {"seats/1/siren": "", "seats/1/name": "Une autre"})
    assert caf.agent.status == 422
    assert "seats/2/institution-error" in caf.agent.ids
    caf.agent.submit("seat", {"seats/2/institution": "departement"})
    assert caf.agent.status == 200
    assert_sound(caf.agent)
    assert len(re.findall(r'name="present"', caf.agent.html)) == 3


def test_a_seat_is_taken_out(caf: Caf) -> None:
    session = caf.seated()
    caf.agent.open(f"{session}/sieges")
    values = caf.agent.form("seat").values
    rank = next(name.split("/")[1] for name, value in values.items() if value == "Dominique Roy")
    caf.agent.submit("seat", {f"seats/{rank}/gone": "oui"})
    assert "Dominique Roy" not in caf.agent.open(session).text


def test_dossiers_are_heard_in_the_order_of_their_ranks(caf: Caf) -> None:
    examine_on_pages(caf)
    caf.site.person("voisine")
    other = caf.site.dossier("voisine", caf.site.porteur("voisine", "55208131766522"), deposited=True)
    key = other.rpartition("/")[2]
    second = Caf(caf.site, caf.agent, type(caf.key)(key))
    examine_on_pages(second)
    session = caf.planned()
    ranks = {f"rank/{caf.key}": "2", f"rank/{key}": "1"}
    caf.agent.open(f"{session}/ordre-du-jour").submit("agenda", {"dossiers": [str(caf.key), key], **ranks})
    text = caf.agent.text
    assert text.index("Porteur 552") < text.index("Porteur 732")
    caf.agent.open(f"{session}/ordre-du-jour").submit("agenda", {"dossiers": [key]})
    assert "Porteur 732" not in caf.agent.text


def test_a_decision_against_the_vote_or_without_a_reason_keeps_what_was_typed(caf: Caf) -> None:
    session = caf.opened()
    caf.item(session)
    names = [name for name in caf.agent.form("votes").names if name.startswith("vote/")]
    caf.agent.submit("votes", dict.fromkeys(names, "for"))
    assert "refused" not in caf.agent.html.partition('id="outcome"')[2].partition("</select>")[0]
    caf.agent.submit("decide", {"outcome": "deferred", "reason": ""})
    assert caf.agent.status == 422
    assert "reason-error" in caf.agent.ids
    assert caf.agent.form("decide").values["outcome"] == "deferred"
    assert_sound(caf.agent)
    caf.agent.submit("decide", {"reason": HOSTILE})
    assert caf.agent.status == 200
    assert HOSTILE in caf.agent.text
    for below in BELOW:
        assert_sound(caf.agent.open(session + below))


def test_a_form_that_is_refused_leaves_the_others_of_its_page_as_they_were(caf: Caf) -> None:
    session = caf.opened()
    caf.item(session)
    decision = dict(caf.agent.form("decide").values)
    caf.agent.send("votes")
    assert caf.agent.status == 422
    assert "Choisissez le vote d'un siège" in caf.agent.text
    caf.agent.send("recuse", recusal=" ")
    assert caf.agent.status == 422
    kept = dict(caf.agent.form("decide").values)
    assert {name: kept[name] for name in decision if name != "csrf_token"} == {
        name: value for name, value in decision.items() if name != "csrf_token"
    }
    caf.agent.submit("decide", {"groups/0/retained": [], "reason": ""})
    assert caf.agent.status == 422
    assert "groups/0/retained" not in caf.agent.form("decide").values, "what was unticked stays so"


def test_a_refused_opening_leaves_the_day_and_the_place(caf: Caf) -> None:
    session = caf.seated()
    caf.agent.open(session).send("open")
    assert caf.agent.status == 409
    assert caf.agent.form("amend").values["place"] == "Siège de la Caf"


def test_presences_that_are_refused_leave_the_seats(caf: Caf) -> None:
    session = caf.opened()
    caf.agent.open(f"{session}/sieges").submit("attend", {"present": str(caf.key)})
    assert caf.agent.status == 422
    assert "Dominique Roy" in caf.agent.form("seat").values.values()


def test_a_decision_prepared_by_two_says_what_differs_and_can_be_sent_over(caf: Caf) -> None:
    session = caf.opened()
    caf.item(session)
    other = caf.item(session, caf.site.browser("agent"))
    other.send("decide", outcome="deferred", reason="Manque l'avis de la commune.")
    caf.agent.send("decide", outcome="refused", reason="Hors du champ.")
    assert caf.agent.status == 412
    told = caf.agent.text.partition('id="entre-temps"')[2].partition("</ul>")[0].replace("\xa0", " ")
    assert "« Manque l'avis de la commune. »" in told
    assert "« Hors du champ. »" in told
    assert caf.agent.form("decide").values["reason"] == "Hors du champ."
    assert_sound(caf.agent)
    caf.agent.send("decide")
    assert caf.agent.status == 200
    assert "Hors du champ." in caf.agent.open(caf.agent.address).text


def test_closing_without_a_decision_names_the_dossier_and_decides_nothing(caf: Caf) -> None:
    session = caf.opened()
    caf.agent.open(f"{session}/cloture").send("close")
    assert caf.agent.status == 422
    assert "Le dossier 51-2025-00001 n'a pas de décision" in caf.agent.text
    assert caf.row().state == "examined"
    assert_sound(caf.agent)


def test_the_day_and_the_place_of_a_session_change(caf: Caf) -> None:
    session = caf.planned()
    caf.agent.open(session).send("amend", held_on="mardi", place="Mairie")
    assert caf.agent.status == 422
    assert caf.agent.form("amend").values["place"] == "Mairie"
    assert "held_on-error" in caf.agent.ids
    assert_sound(caf.agent)
    caf.agent.send("amend", held_on="17/09/2025")
    assert "17 septembre 2025, Mairie" in caf.agent.text
