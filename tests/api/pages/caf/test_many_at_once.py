"""One act on many dossiers: reviewed first, done one by one by the same use cases, told of each, never twice."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from clas_api.services.year import beginning, bulk_deeds
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import DossierRow, Payment
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


def test_a_year_begins_for_many_with_the_day_of_agreement_asked_once_where_one_needs_it(
    caf: Caf, monkeypatch: pytest.MonkeyPatch
) -> None:
    caf.goes_to("notified", "notified")
    agent = caf.agent.open(f"{LIST}?cocher=page")
    agent.submit("review", {"acte": "begin"})
    assert "signed_on" not in agent.form("take").values
    for module in (bulk_deeds, beginning):
        monkeypatch.setattr(module, "notification_of", lambda *_: SimpleNamespace(convention=True))
    agent.open(f"{LIST}?cocher=page").submit("review", {"acte": "begin"})
    assert "Ce dossier en demande une" in agent.text
    agent.send("take")
    assert agent.status == 422
    assert "dites le jour de sa signature" in agent.text
    agent.send("take", signed_on="02/07/2099")
    assert "pas encore venu" in agent.text
    agent.send("take", signed_on="30/06/2025")
    assert "1 dossier sur 1" in agent.text
    assert caf.row().convention_signed_on == date(2025, 6, 30)


def test_what_another_funder_paid_is_noted_on_many_and_what_the_caf_owes_is_left(caf: Caf) -> None:
    caf.running()
    agent = caf.agent.open(f"{LIST}?cocher=page")
    agent.submit("review", {"acte": "pay_funder"})
    assert "rien n'est à payer par un autre financeur à ce jour" in agent.text.lower()
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        row = database.session.get_one(DossierRow, caf.key)
        for payer, cents in (("", 100), ("Ville de Reims", 20_000), ("Ville de Reims", 5_050), ("Grand Reims", 900)):
            due = {"due_on": date(2025, 7, 1), "recorded_by": "system", "created_at": row.created_at}
            whose = {"dossier_id": row.id, "department": row.department, "porteur_id": row.porteur_id}
            kind = {"kind": "advance", "amount_cents": cents, "payer": payer, "funder": payer.lower()}
            database.session.add(Payment(**whose, **kind, **due))
        database.session.commit()
    agent.open(f"{LIST}?cocher=page").submit("review", {"acte": "pay_funder"})
    assert "9,00\u00a0€ par Grand Reims ; 250,50\u00a0€ par Ville de Reims" in agent.text
    agent.send("take", reference="TITRE 8", paid_on="01/07/2025")
    assert agent.status == 422
    agent.send("take", payer="Ville de Reims")
    assert "1 dossier sur 1" in agent.text
    with caf.site.app.app_context():
        open_session(database.session, EVERYTHING)
        paid = list(database.session.execute(select(Payment.payer, Payment.reference).order_by(Payment.amount_cents)))
        database.session.rollback()
    assert [tuple(each) for each in paid] == [
        ("", None), ("Grand Reims", None), ("Ville de Reims", "TITRE 8"), ("Ville de Reims", "TITRE 8"),
    ]  # fmt: skip
    agent.open(f"{LIST}?cocher=page").submit("review", {"acte": "pay_funder"})
    agent.send("take", payer="Ville de Reims", reference="TITRE 9", paid_on="01/07/2025")
    assert "Rien n'est à payer par Ville de Reims" in agent.text
