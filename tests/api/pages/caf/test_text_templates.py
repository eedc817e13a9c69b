"""Texts that agents reuse: kept by the head, filled in on a dossier, and nothing typed is lost by choosing one."""

import re
from html import unescape

import pytest
from sqlalchemy import select

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import TextTemplate
from tests.api.pages.caf.conftest import HEAD, Caf
from tests.api.pages.caf.sound import HOSTILE, assert_sound
from tests.api.pages.porteur.conftest import AGENT_ELSEWHERE
from tests.readings import Asked, expect_few_statements

TEMPLATES = "/espace/departements/marne/modeles"
MISSING = {
    "use": "complements",
    "title": "Statuts manquants",
    "text": "Bonjour {porteur},\nle {date}, il manque les statuts au dossier {numero}.\n{agent}, {caf}",
}


def _kept(caf: Caf) -> list[tuple[str, str]]:
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING)
        found = [(each.title, each.text) for each in database.session.scalars(select(TextTemplate))]
        database.session.rollback()
    return found


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_a_text_is_kept_by_the_head_and_filled_in_beside_what_was_typed(
    caf: Caf, one_reading: list[tuple[str, Asked]]
) -> None:
    head = caf.site.person("responsable", HEAD)
    page = head.open(TEMPLATES).send("keep", **MISSING)
    assert page.address == TEMPLATES, page.text
    assert_sound(page)
    head.open(TEMPLATES).send("keep", use="message", title="Accueil", text="Bonjour {porteur}.")

    agent = caf.agent.open(f"{caf.work}/complements")
    assert "Accueil" not in agent.text, "it is for messages"
    key = re.search(r'<option value="([0-9a-f-]{36})">Statuts manquants', agent.html)
    assert key is not None
    agent.send("template", text="Déjà écrit.", due_on="15/07/2025", template=key[1])
    assert agent.status == 200
    written = agent.form("ask").values["text"]
    receipt = caf.row().receipt
    assert written.startswith("Déjà écrit.\n\nBonjour ")
    assert f"le 1er juillet 2025, il manque les statuts au dossier {receipt}." in written
    assert "{" not in written
    assert agent.form("ask").values["due_on"] == "15/07/2025"
    assert caf.row().state == "deposited", "nothing is sent by choosing a text"
    agent.send("ask")
    assert caf.row().state == "complements_asked"

    # Chosen without a name: the page says so beside the field, and keeps what was typed.
    page = caf.agent.open(f"{caf.work}/echanges").send("template", message="En cours")
    assert 'id="template-error"' in page.html
    assert page.form("send").values["message"] == "En cours"
    expect_few_statements(one_reading)


def test_what_is_no_field_is_refused_with_its_line_and_a_change_is_of_what_was_read(caf: Caf) -> None:
    head = caf.site.person("responsable", HEAD)
    page = head.open(TEMPLATES).send("keep", **{**MISSING, "text": "Bonjour\n{porteurs} " + HOSTILE})
    assert page.status == 422
    assert "Ligne 2 : « {porteurs} » n'est pas un champ." in unescape(page.text)
    assert_sound(page)
    assert _kept(caf) == []
    head.open(TEMPLATES).send("keep", **MISSING)
    page = head.open(TEMPLATES).send("keep", **{**MISSING, "text": "Autre."})
    assert "a déjà ce nom" in unescape(page.text)

    link = next(each for each in head.open(TEMPLATES).links if each.startswith(f"{TEMPLATES}/"))
    first, second = head.open(link), caf.site.browser("responsable").open(link)
    second.send("keep", text="Le second.")
    first.send("keep", text="Le premier.")
    assert first.status == 412
    assert "Le second." in first.text
    assert first.form("keep").values["text"] == "Le premier."
    first.send("keep")
    assert _kept(caf) == [("Statuts manquants", "Le premier.")]

    assert caf.agent.open(TEMPLATES).status == 200
    assert caf.agent.open(link).status == 404
    assert caf.site.person("ailleurs", AGENT_ELSEWHERE).open(TEMPLATES).status == 404
    asked = head.open(f"{link}/retrait")
    assert_sound(asked)
    asked.send("drop")
    assert _kept(caf) == []
