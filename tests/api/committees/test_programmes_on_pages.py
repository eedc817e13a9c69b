"""The pages that ask for, decide, pay and settle other programmes than the Clas, and what a funder reads of them."""

import pytest

from bench.samples import content
from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import RoleRow
from tests.api.committees.conftest import MakeRoom, Room
from tests.api.committees.programmes import LESS, MORE, WHOLE, alone, both, deciding, revision_of, sitting, written_by
from tests.contexts import NOW


@pytest.fixture
def room(make_room: MakeRoom) -> Room:
    return make_room(more=MORE)


def test_the_pages_ask_decide_pay_and_settle_a_programme(room: Room) -> None:
    key, _ = written_by(room, content())
    porteur, agent = room.world.browser("porteur51"), room.world.browser("agent51")
    dossier = f"/espace/dossiers/{key}"
    porteur.open(f"{dossier}/programmes")
    for words in ("Reaap", "payé par Ville de Reims", "300,00\u00a0€ au moins", "Combien de parents ?"):
        assert words in porteur.text, words
    porteur.submit("save", {"programmes/cafes/amount": "1 500"})
    assert porteur.status == 422
    assert "Cochez ce programme pour le demander" in porteur.text, "nothing that is typed is lost"
    typed: dict[str, str | list[str]] = {
        "programmes": ["reaap", "cafes"],
        "programmes/reaap/amount": "beaucoup",
        "answers/marne.parents": "40",
        "answers/marne.open": "oui",
    }
    porteur.submit("save", typed)
    assert porteur.status == 422
    assert "Reaap, montant" in porteur.text
    porteur.submit("save", {"programmes/reaap/amount": "40"})
    assert porteur.status == 200, porteur.text
    porteur.open(f"{dossier}/verifier")
    assert "Demandez 300,00\u00a0€ au moins." in porteur.text
    links = [each for each in porteur.links if "programmes#" in each]
    asked = ["answers/marne.parents", "answers/marne.open", "programmes/reaap/amount", "programmes/cafes/amount"]
    missing = "programmes/reaap/amount"
    assert [each.partition("#")[2] for each in links] == [missing, *asked], "what is missing, then each answer"
    assert all(porteur.leads_to_a_field(each) for each in links)
    porteur.open(f"{dossier}/programmes").submit("save", {"programmes/reaap/amount": "4 000"})
    porteur.open(f"{dossier}/verifier")
    assert "Cafés des parents, payé par Ville de Reims" in porteur.text
    porteur.send("deposit")
    assert "Récépissé" in porteur.text
    for page in ("lecture", "versions/1"):
        porteur.open(f"{dossier}/{page}")
        for words in ("Reaap, montant demandé", "4\u202f000,00\u00a0€", "Parents touchés"):
            assert words in porteur.text, (page, words)
    room.study(key)
    room.dossiers = [key]
    room.plan()
    room.seat()
    room.inscribe()
    room.enter()
    room.on_session("POST", "/opening")
    item = f"/espace/caf/seances/{room.session}/dossiers/{room.items[0]}"
    agent.open(item)
    assert "Reaap</strong> : 4\u202f000,00\u00a0€ demandés" in agent.text
    bonus = {"groups/0/bonuses/children": "Un projet d'un an."}
    agent.submit("decide", {"outcome": "approved", **bonus, "programmes/0/amount": "3 000"})
    assert agent.status == 422
    assert "Reaap, raison de cet autre montant" in agent.text
    agent.submit("decide", {"programmes/0/reason": "Moins de séances."})
    assert agent.status == 200, agent.text
    assert "4\u202f500,00\u00a0€ pour d'autres programmes" in agent.text
    agent.open(f"/espace/caf/seances/{room.session}/cloture")
    assert "1 groupe(s) et 2 autres programmes" in agent.text
    assert "Moins de séances." in agent.text
    agent.send("close")
    agent.open(f"/espace/caf/dossiers/{key}/suite")
    assert "Moins de séances." in agent.text
    agent.open(f"/espace/caf/dossiers/{key}/notification").send("notify")
    porteur.open(dossier)
    assert "Moins de séances." in porteur.text
    room.ask(
        "agent51", "POST", f"/dossiers/{key}/beginning", {"signed_on": "2025-05-30"}, version=revision_of(room, key)
    )
    porteur.open(dossier)
    assert "Acompte, Reaap" in porteur.text
    porteur.open(f"{dossier}/bilan/programmes")
    assert "Prévu : 40." in porteur.text
    porteur.submit("save", {"programmes/reaap/spent": "x", "answers/marne.met": "38"})
    assert porteur.status == 422
    porteur.submit("save", {"programmes/reaap/spent": "2 400", "programmes/cafes/spent": "1 500"})
    assert porteur.status == 200, porteur.text
    porteur.open(f"{dossier}/bilan")
    assert "2\u202f400,00\u00a0€" in porteur.text
    porteur.open(f"{dossier}/bilan/verifier")
    assert "Reaap : 2\u202f400,00\u00a0€ dépensés" in porteur.text
    porteur.open(f"{dossier}/solde")
    assert "Groupe ou programme" in porteur.text
    agent.open("/espace/caf/marne/2025-2026/statistiques")
    assert "Par programme" in agent.text


def test_the_people_of_a_funder_read_what_is_asked_of_its_programme(room: Room) -> None:
    sitting(room, both(), alone())
    room.decide(deciding(LESS, WHOLE))
    room.decide(deciding(LESS, groups=False), item=1, expected=422)  # the envelope of the Reaap has one of them
    room.decide({"outcome": "refused", "reason": "Plus de crédits."}, item=1)
    room.on_session("POST", "/closing")
    with room.world.app.app_context():
        open_session(database.session, EVERYTHING, writing=True)
        role = {"kind": "funder", "department": "marne", "institution": "ville"}
        database.session.add(RoleRow(account_id=room.world.accounts["committee51"], granted_at=NOW, **role))
        database.session.commit()
    listed = room.ask("committee51", "GET", "/departments/marne/funders/ville/dossiers/2025-2026")["dossiers"]
    (found,) = [each for each in listed if each["dossier"] in room.dossiers]
    assert (found["asked"], found["granted"]) == ("1500.00", "1500.00"), "with its own figures, and no others"
