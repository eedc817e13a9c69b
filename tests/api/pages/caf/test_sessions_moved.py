"""The hour of a session, and its cancelling, on pages."""

from tests.api.pages.caf.conftest import CALL, Caf
from tests.api.pages.caf.sound import HOSTILE, assert_sound, buttons


def test_an_hour_is_typed_as_people_write_it_and_taken_away_again(caf: Caf) -> None:
    session = caf.planned(begins_at="14 h 30")
    assert "à 14 h 30, Siège de la Caf" in caf.agent.open(session).text
    assert caf.agent.form("amend").values["begins_at"] == "14:30"
    caf.agent.send("amend", begins_at="9h")
    assert "à 9 h, Siège de la Caf" in caf.agent.open(session).text
    caf.agent.send("amend", begins_at="midi")
    assert caf.agent.status == 422
    assert "Une heure est attendue" in caf.agent.text
    assert caf.agent.form("amend").values["begins_at"] == "midi"
    caf.agent.open(session).send("amend", begins_at="")
    assert "à 9 h" not in caf.agent.open(session).text
    assert caf.agent.form("amend").values["begins_at"] == ""


def test_cancelling_says_whom_it_touches_and_asks_why(caf: Caf) -> None:
    session = caf.seated()
    caf.agent.open(session)
    address = next(link for link in caf.agent.links if link.endswith("/annulation"))
    caf.agent.open(address)
    assert_sound(caf.agent)
    for said in ("reçoivent un courriel", "Un dossier est inscrit", "ne se rouvre pas"):
        assert said in caf.agent.text
    caf.agent.send("cancel", reason=" ")
    assert caf.agent.status == 422
    assert "motif" in caf.agent.text.lower()
    caf.agent.send("cancel", reason=HOSTILE)
    assert caf.agent.status == 200
    assert_sound(caf.agent)
    assert "Séance annulée" in caf.agent.text
    assert "alert(1)" in caf.agent.text
    assert buttons(caf.agent.open(session)) & {"open", "amend", "cancel"} == set()
    assert "Annulée" in caf.agent.open(f"{CALL}/seances").text
    for below in ("/annulation", "/cloture", "/ordre-du-jour", "/sieges"):
        caf.agent.open(f"{session}{below}")
        assert caf.agent.status in (200, 409), below
        assert buttons(caf.agent) & {"open", "amend", "cancel", "agenda", "seat", "attend", "close"} == set(), below
        assert_sound(caf.agent)
