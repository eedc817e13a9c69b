"""A session of advice on pages: closed without decisions, and read where its dossiers are decided."""

from tests.api.pages.caf.conftest import Caf
from tests.api.pages.caf.sound import assert_sound, buttons
from tests.api.pages.caf.test_sessions import open_on_pages, seat_on_pages


def test_a_session_of_advice_decides_nothing_and_is_read_where_it_is_decided(caf: Caf) -> None:
    session = caf.seated(decides=False)
    open_on_pages(caf, session)
    assert "Séance d'avis" in caf.agent.text
    assert "votes et avis peuvent être notés" in caf.agent.text
    caf.item(session)
    assert_sound(caf.agent)
    assert "decide" not in buttons(caf.agent)
    name = next(name for name in caf.agent.form("votes").names if name.startswith("vote/"))
    caf.agent.submit("votes", {name: "against"})
    assert "Avis défavorable (0 pour, 1 contre, 0 abstention)" in caf.agent.text
    caf.agent.open(f"{session}/cloture")
    assert_sound(caf.agent)
    assert "prendre ces décisions" not in caf.agent.text
    caf.agent.send("close")
    assert "ses avis sont fixés" in caf.agent.text
    assert_sound(caf.agent)
    assert caf.row().state == "examined"
    caf.item(seat_on_pages(caf))
    assert_sound(caf.agent)
    assert "Avis d'autres instances" in caf.agent.text
    assert "0 pour, 1 contre, 0 abstention : avis défavorable" in caf.agent.text
    assert "decide" in buttons(caf.agent)
