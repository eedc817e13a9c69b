"""What the day and the state of a dossier allow: more time, a passed deadline, complements, being beyond reach."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

import pytest

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import ComplementRequest, DossierRow
from clas_core.dossiers.lifecycle import STATES
from clas_core.years import PARIS
from tests.api.pages.porteur.conftest import AGENT, EXTENSIONS, NOW, Site, deposited
from tests.api.pages.test_sound_html import _faults


def test_more_time_is_granted_with_a_reason_and_lets_its_porteur_deposit(site: Site) -> None:
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"))
    agent = site.person("agent", AGENT).open(EXTENSIONS)
    agent.send("grant", siret="732 829 320 00074", until="31/07/2025")
    assert agent.status == 422
    assert agent.form("grant").values["until"] == "31/07/2025"
    assert "reason-error" in agent.ids
    agent.send("grant", reason="Panne du serveur")
    assert agent.status == 422
    assert "du 19 août 2025 au 31 août 2026" in agent.text
    agent.send("grant", until="30/09/2025")
    assert agent.status == 200
    assert "Panne du serveur" in agent.text
    agent.send("grant", siret="55208131766522", until="x", reason="y")
    assert "Écrivez une date" in agent.text
    agent.send("grant", until="30/09/2025")
    assert "Aucun porteur" in agent.text
    assert "30 septembre 2025" in site.browser("alex").open(dossier).html


def test_after_the_deadline_a_dossier_is_kept_and_not_deposited(make_site: Callable[..., Site], site: Site) -> None:
    site.person("alex")
    dossier = site.dossier("alex", site.porteur("alex"))
    late = make_site(site.database_url, datetime(2025, 8, 19, 0, 0, 0, tzinfo=PARIS))
    late.accounts = site.accounts
    browser = late.browser("alex").open(f"{dossier}/verifier")
    assert "l'appel est clos" in browser.text
    assert not [form for form in browser.forms if form.action.endswith("/deposer")]
    browser.open(f"{dossier}/contact").send("save", contact__name="Encore")
    assert browser.status == 200
    token = browser.form("save").values["csrf_token"]
    refused = browser.client.post(f"{dossier}/deposer", data={"csrf_token": token, "revision": "3"})
    assert refused.status_code == 409
    assert "prolongation" in refused.get_data(as_text=True)


def test_complements_that_were_asked_for_are_written_and_deposited_until_their_day(site: Site) -> None:
    dossier = deposited(site)
    with site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        row = database.session.get_one(DossierRow, UUID(dossier.rpartition("/")[2]))
        row.state = "complements_asked"
        database.session.add(
            ComplementRequest(
                dossier_id=row.id,
                department=row.department,
                porteur_id=row.porteur_id,
                text="Le budget est à préciser.",
                due_on=date(2025, 7, 10),
                asked_at=NOW,
                asked_by="system",
            )
        )
        database.session.commit()
    browser = site.browser("alex").open(dossier)
    assert "vous demande des compléments" in browser.text
    assert "10 juillet 2025 à 23 h 59" in browser.text
    browser.open("/espace")
    assert "Compléments demandés par la Caf" in browser.text
    assert "répondre à la demande de compléments" in browser.text
    browser.open(f"{dossier}/contact").send("save", contact__name="Encore")
    browser.open(f"{dossier}/verifier").send("deposit")
    assert browser.address == f"{dossier}/recepisse"
    assert "n° 2" in browser.text


@pytest.mark.parametrize("state", ["admissible", "examined", "notified", "closed"])
def test_a_dossier_that_is_beyond_its_porteur_is_read_and_not_written(site: Site, state: str) -> None:
    dossier = deposited(site)
    with site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        database.session.get_one(DossierRow, UUID(dossier.rpartition("/")[2])).state = state  # type: ignore[assignment]
        database.session.commit()
    browser = site.browser("alex").open(dossier)
    assert STATES[state].capitalize() in browser.text  # type: ignore[index]
    assert "ne se modifie plus" in browser.text
    assert site.browser("alex").open(f"{dossier}/contact").address == dossier
    assert site.browser("alex").open(f"{dossier}/lecture").status == 200
    assert _faults(browser.response) == []
