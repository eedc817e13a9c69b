"""One act on many dossiers: reviewed first, done one by one by the same use cases, told of each, never twice."""

import pytest

from tests.api.pages.caf.conftest import CALL, Caf
from tests.api.pages.test_sound_html import _faults

LIST = f"{CALL}/dossiers"


def _others(caf: Caf) -> None:
    for person, siret in (("bo", "55208131766522"), ("charlie", "44306184100047")):
        caf.site.person(person)
        caf.site.dossier(person, caf.site.porteur(person, siret), deposited=True)


@pytest.mark.parametrize("caf", ["sqlite", "postgresql"], indirect=True)
def test_dossiers_are_admitted_together_and_those_that_cannot_say_why(caf: Caf) -> None:
    _others(caf)
    caf.agent.open(f"{caf.work}/complements").send("ask", text="Les statuts.", due_on="11/07/2025")
    agent = caf.agent.open(f"{LIST}?cocher=page")
    agent.submit("review", {"acte": ""})
    assert (agent.status, "#acte" in agent.links) == (422, True)
    agent.submit("review", {"acte": "admit", "portee": "filtre"})
    assert agent.status == 200
    assert _faults(agent.response) == []
    assert "2 dossiers le peuvent, 1 non" in agent.text
    assert "compléments demandés" in agent.text
    assert caf.row().state == "complements_asked"
    form = dict(agent.form("take").values.items(multi=True))
    agent.send("take")
    assert "2 dossiers sur 2" in agent.text
    assert _faults(agent.response) == []
    told = agent.response.request.url
    again = agent.client.post(f"{CALL}/lot", data={**form, "action": "take"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert again.status_code == 303
    assert "Recevable" in agent.open(f"{LIST}?etat=admissible").text
    other = caf.site.person("collegue", {"kind": "agent", "department": "marne"})
    assert other.client.get(told.removeprefix("http://localhost")).status_code == 404


def test_what_an_act_asks_is_asked_once_and_refused_whole(caf: Caf) -> None:
    _others(caf)
    agent = caf.agent.open(f"{LIST}?cocher=page")
    agent.submit("review", {"acte": "complements"})
    agent.send("take", text="Les statuts signés.", due_on="01/01/2020")
    assert (agent.status, agent.form("take").values["text"]) == (422, "Les statuts signés.")
    assert caf.row().state == "deposited"
    agent.send("take", due_on="11/07/2025")
    assert "3 dossiers sur 3" in agent.text
    assert caf.row().state == "complements_asked"
    assert agent.open(LIST).text.count("demandés pour le 11 juillet 2025") == 3
    agent.open(f"{LIST}?cocher=page").submit("review", {"acte": "close"})
    assert "Aucun dossier ne le peut" in agent.text


def test_a_dossier_that_changed_meanwhile_is_left_as_it_is_and_named(caf: Caf) -> None:
    _others(caf)
    agent = caf.agent.open(f"{LIST}?cocher=page")
    agent.submit("review", {"acte": "admit"})
    other = caf.site.person("collegue", {"kind": "agent", "department": "marne"})
    other.open(caf.work).send("assign", agent=str(caf.site.accounts["collegue"]))
    agent.send("take")
    assert "2 dossiers sur 3" in agent.text
    assert "1 n'a pas pu l'être" in agent.text
    assert caf.row().state == "deposited"
    agent.open(f"{LIST}?etat=admissible&cocher=page").submit("review", {"acte": "study"})
    assert "demande un jugement" in agent.text


def test_the_end_of_a_year_is_taken_on_many_by_the_same_acts(caf: Caf) -> None:
    caf.filed()
    agent = caf.agent

    def take(act: str, **typed: str) -> None:
        agent.open(f"{LIST}?cocher=page").submit("review", {"acte": act})
        assert agent.status == 200, agent.text
        agent.send("take", **typed)

    take("settle")
    assert "1 dossier sur 1" in agent.text
    assert caf.row().state == "settled"
    agent.open(f"{LIST}?cocher=page").submit("review", {"acte": "close"})
    assert "notez d'abord le paiement" in agent.text
    take("pay", reference="LOT 12", paid_on="02/07/2099")
    assert "pas encore venu" in agent.text
    agent.send("take", paid_on="01/07/2025")
    assert "1 dossier sur 1" in agent.text
    assert "LOT 12" in agent.open(f"{caf.work}/suite").text
    take("pay" if "Payer" in agent.text else "close")
    assert caf.row().state == "closed"
