"""A person is forgotten: nothing that goes on may rest on them, what the law keeps stays, and the trace holds."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from clas_api.services.retention.forgetting import consequences, forget
from clas_api.store.chains import links_of
from clas_api.store.models import Account, AuditEntry, DossierVersion, InternalNote, Message, OutgoingMail, RoleRow
from clas_core.errors import Refused
from tests.api.retention.conftest import House
from tests.contexts import NOW
from tests.stages import World

Clas = Callable[..., Any]
WHY = "À sa demande du 1er juillet."
PORTEUR, AGENT, COMMITTEE = (f"{each}@clas.example" for each in ("porteur51", "agent51", "committee51"))


def write(world: World, who: str, kind: str) -> None:
    answer = world.ask(who, "POST", f"/dossiers/{world.deposited}/{kind}", {"text": "Bonjour."})
    assert answer.status_code == 201, answer.text


def test_whoever_is_alone_for_a_dossier_that_goes_on_is_not_forgotten(house: House) -> None:
    with house.on(NOW) as context:
        found = consequences(context, PORTEUR)
        assert len(found.obstacles) == 1
        assert "n'a pas d'autre personne" in found.obstacles[0]
        assert "inviter quelqu'un" in found.obstacles[0]
        with pytest.raises(Refused, match="ne peut pas encore"):
            forget(context, PORTEUR, WHY)
    with house.on(NOW) as context:
        context.open_wholly()
        assert context.session.scalar(select(Account.name).where(Account.email == PORTEUR)) == "porteur51"


def test_the_last_administrator_is_not_forgotten(house: House) -> None:
    with house.on(NOW) as context, pytest.raises(Refused, match="dernier administrateur"):
        forget(context, "admin@clas.example", WHY)


def test_an_agent_is_forgotten_and_what_the_law_keeps_stays(house: House) -> None:
    world = house.world
    write(world, "agent51", "notes")
    write(world, "agent51", "messages")
    assigned = {"account": str(world.accounts["agent51"])}
    path = f"/dossiers/{world.deposited}"
    etag = {"If-Match": world.ask("agent51", "GET", path).headers["ETag"]}
    assert world.ask("agent51", "PUT", f"{path}/assignment", assigned, headers=etag).status_code == 200
    with house.on(NOW) as context:
        found = consequences(context, AGENT)
        assert (found.obstacles, found.touched) == (
            [],
            ["1 dossier(s) qu'elle suit n'ont plus d'agent : affectez-les."],
        )
        forget(context, AGENT, WHY)
    with house.on(NOW) as context:
        context.open_wholly()
        session = context.session
        account = session.get_one(Account, world.accounts["agent51"])
        assert (account.name, account.email.endswith("@efface.invalid")) == ("Personne effacée", True)
        assert (account.password_hash, account.disabled_at) == (None, NOW)
        assert session.scalars(select(RoleRow).where(RoleRow.account_id == account.id)).all() == []
        assert set(session.scalars(select(Message.author_name))) == {"Personne effacée"}
        assert set(session.scalars(select(InternalNote.author_name))) == {"Personne effacée"}
        assert session.scalars(select(OutgoingMail).where(OutgoingMail.recipient == AGENT)).all() == []
        assert len(session.scalars(select(DossierVersion)).all()) == 1
        told = session.scalars(select(AuditEntry.told).where(AuditEntry.told.contains("agent51"))).all()
        assert told == []
    assert world.ask("agent51", "GET", path).status_code == 401
    assert house.faults() == []
    assert world.ask("head51", "GET", f"{path}/messages").get_json()["messages"][0]["author_name"] == "Personne effacée"


def test_somebody_without_an_account_is_forgotten_too(house: House) -> None:
    world = house.world
    asked = {"email": "lou@exemple.fr", "name": "Lou Martin"}
    assert world.ask("porteur51", "POST", f"/porteurs/{world.porteur}/people", asked).status_code == 201
    assert {place for place, text in house.rows() if "lou@exemple.fr" in text} >= {"porteur_invitations.email"}
    with house.on(NOW) as context:
        forget(context, "lou@exemple.fr", WHY)
    assert {place for place, text in house.rows() if "lou@exemple.fr" in text or "Lou Martin" in text} == set()
    assert house.faults() == []


def test_what_was_told_and_has_gone_without_a_word_is_found(house: House) -> None:
    """An entry whose words were emptied behind the service's back is not one that was erased."""
    with house.on(NOW) as context:
        forget(context, AGENT, WHY)
    assert house.faults() == []
    with house.on(NOW) as context:
        context.open_wholly()
        telling = [each.number for each in links_of(context.session, "marne") if each.told is not None]
    here = f"WHERE chain = 'marne' AND number = {telling[0]}"
    house.by_hand(f"UPDATE audit_entries SET told = NULL, salt = NULL {here}")
    (fault,) = house.faults()
    assert (fault.chain, fault.number) == ("marne", telling[0])
    assert "a disparu" in fault.message
    assert any(f"entrée {telling[0]} : ce qu'elle disait a disparu" in each for each in house.script_says())
    house.by_hand(f"UPDATE audit_entries SET told = '{{}}', salt = '0' {here}")
    (fault,) = house.faults()
    assert "n'est plus ce dont elle porte l'empreinte" in fault.message
    assert any("n'est plus ce dont elle porte l'empreinte" in each for each in house.script_says())


def test_the_command_says_whom_it_touches_and_asks(clas: Clas, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAS_DATABASE_URL", house.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CLAS_TODAY", "2025-07-02")
    refused = clas("retention", "forget", PORTEUR, "--reason", WHY)
    assert refused.status == 2
    assert "n'a pas d'autre personne" in refused.errors
    stopped = clas("retention", "forget", COMMITTEE, "--reason", WHY, given=b"n\n")
    assert stopped.status == 130
    assert "Cela ne se défait pas" in stopped.errors + stopped.output
    done = clas("retention", "forget", COMMITTEE, "--reason", WHY, "--yes", "--json")
    assert (done.status, done.json["forgotten"]) == (0, True)
    assert clas("retention", "forget", COMMITTEE, "--reason", WHY, "--yes").status == 0, "sent twice, done once"
    assert clas("audit", "verify").status == 0
    assert clas("db", "check").status == 0
