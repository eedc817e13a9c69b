"""The letters of a session are asked for on its page, made by a job, and read by the porteur once they are sent."""

import io
import zipfile

from tests.api.pages.caf.conftest import Caf
from tests.api.pages.test_sound_html import _faults


def test_the_letters_of_a_session_are_made_from_its_page(caf: Caf) -> None:
    session = caf.decided()
    agent = caf.agent.open(session)
    assert f"{session}/courriers" in agent.links
    agent.open(f"{session}/courriers")
    assert (agent.status, _faults(agent.response)) == (200, [])
    assert "1 dossier a été décidé" in agent.text
    assert "n'est pas encore notifiée" in agent.text
    agent.send("letters", form="papier")
    assert agent.status == 422
    agent.send("letters", form="zip")
    assert (agent.status, "1 sur 1" in agent.text, _faults(agent.response)) == (200, True, [])
    if "Continuer" in agent.text:
        agent.send("go_on")
    (file,) = [each for each in agent.links if each.endswith("/fichier")]
    answer = agent.client.get(file)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        (name,) = archive.namelist()
    answer.close()
    assert name.endswith("-approved-projet.pdf")


def test_a_porteur_reads_a_letter_once_it_is_sent(caf: Caf) -> None:
    caf.decided()
    page = f"{caf.reading}/courriers"
    alex = caf.site.browser("alex").open(page)
    assert (alex.status, "Aucun courriel" in alex.text, _faults(alex.response)) == (200, False, [])
    assert "Aucun courrier n'est encore parti" in alex.text
    caf.act("notification", "notify")
    alex.open(page)
    assert (alex.status, _faults(alex.response)) == (200, [])
    assert "Notification d'agrément" in alex.text
    for form in ("pdf", "html"):
        (link,) = [each for each in alex.links if each.startswith(page) and each.endswith(f".{form}")]
        assert alex.client.get(link).status_code == 200
    assert page in caf.agent.open(f"{caf.work}/suite").links
    assert (
        caf.site.person("loin", {"kind": "agent", "department": "seine_et_marne"}).client.get(page).status_code == 404
    )
