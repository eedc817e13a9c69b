"""A document joined by mistake is taken out; what a deposit holds stays there, and is in no later one."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from clas_api.store.database import EVERYTHING, database, open_session
from clas_api.store.models import Attachment, AuditEntry
from tests import office
from tests.api.attachments.conftest import NOW, Service, deposit, join
from tests.api.conftest import LendDatabase, MakeApp
from tests.browsing import signed_in
from tests.casts import SMALL
from tests.stages import Stages, World


def test_a_document_that_no_deposit_holds_is_gone_with_its_bytes(service: Service) -> None:
    key = service.attach().get_json()["id"]
    assert service.ask("DELETE", f"/attachments/{key}").status_code == 204
    assert service.listed() == []
    assert service.bytes_on_disk() == []
    assert service.ask("GET", f"/attachments/{key}").status_code == 404
    assert service.ask("DELETE", f"/attachments/{key}").status_code == 404
    with service.session() as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.number).all()
    assert '"action":"document.taken_out"' in entries[-1].entry
    assert '"filename":"statuts.pdf"' in (entries[-1].told or "")


def test_the_same_document_may_be_joined_again(service: Service) -> None:
    first = service.attach().get_json()["id"]
    service.ask("DELETE", f"/attachments/{first}")
    again = service.attach()
    assert again.status_code == 201
    assert again.get_json()["id"] != first
    assert service.bytes_on_disk() == [office.PDF]


@pytest.mark.parametrize("who", ["agent", "other_agent", "committee", None])
def test_nobody_else_takes_a_document_out(service: Service, who: str | None) -> None:
    key = service.attach().get_json()["id"]
    assert service.ask("DELETE", f"/attachments/{key}", who=who).status_code in (401, 403, 404)
    assert [each["id"] for each in service.listed()] == [key]


def test_a_document_of_nothing_is_not_found(service: Service) -> None:
    assert service.ask("DELETE", f"/attachments/{uuid4()}").status_code == 404


def test_what_no_deposit_holds_is_taken_back_whatever_the_dossier_has_become(service: Service) -> None:
    key = service.attach().get_json()["id"]
    with service.session() as session:  # its deposit of before, which held nothing
        session.query(Attachment).update({"added_at": NOW + timedelta(days=1)})
        session.commit()
    service.set_state("admissible")
    assert service.ask("DELETE", f"/attachments/{key}").status_code == 204
    assert service.bytes_on_disk() == []


@pytest.fixture
def world(stages: Stages, lend_database: LendDatabase, make_app: MakeApp, kind: str) -> World:
    return stages.put_back(make_app(database_url=lend_database(kind, empty=False)), "drafts", SMALL)


def _listed(world: World, who: str) -> list[str]:
    path = f"/dossiers/{world.deposited}/attachments"
    return [each["id"] for each in world.ask(who, "GET", path).get_json()["attachments"]]


def test_what_a_deposit_holds_stays_readable_there_and_is_not_in_the_next(world: World) -> None:
    first, second = join(world), join(world, office.PNG, "rib.png")
    assert deposit(world) == [first, second]
    path = f"/dossiers/{world.deposited}/attachments/{first}"
    assert world.ask("porteur51", "DELETE", path).status_code == 204
    # Until the next deposit the Caf has what was deposited; its porteur, what it writes.
    assert _listed(world, "porteur51") == [second]
    assert _listed(world, "agent51") == [first, second]
    assert world.ask("porteur51", "GET", f"/dossiers/{world.deposited}").get_json()["changed"] is True
    assert deposit(world) == [second]
    assert _listed(world, "agent51") == _listed(world, "porteur51") == [second]
    for who in ("porteur51", "agent51", "committee51"):
        assert world.ask(who, "GET", path, buffered=True).data == office.PDF, who
    assert world.ask("agent77", "GET", path).status_code == 404
    differences = world.ask("agent51", "GET", f"/dossiers/{world.deposited}/versions/1/differences/2").get_json()
    assert any(each["pointer"].startswith("/attachments") for each in differences["changes"])
    assert world.ask("porteur51", "DELETE", path).status_code == 404


def test_what_was_never_deposited_is_shown_to_nobody_else_before_or_after(world: World) -> None:
    kept = join(world)
    deposit(world)
    unseen = join(world, office.PNG, "identite.png")
    path = f"/dossiers/{world.deposited}/attachments/{unseen}"
    assert world.ask("agent51", "GET", path).status_code == 404
    assert world.ask("porteur51", "DELETE", path).status_code == 204
    assert _listed(world, "porteur51") == _listed(world, "agent51") == [kept]
    assert world.ask("porteur51", "GET", path).status_code == 404


def test_a_page_asks_says_what_stays_and_is_sent_twice_without_harm(world: World) -> None:
    first = join(world)
    browser = world.browser("porteur51")
    place = f"/espace/dossiers/{world.deposited}/pieces"
    browser.open(f"{place}/{first}/retirer")
    assert "sera effacée" in browser.text
    deposit(world)
    browser.open(f"{place}/{first}/retirer")
    assert "la Caf garde ce dépôt tel quel" in browser.text
    form = next(each for each in browser.forms if each.action.endswith("/retirer"))
    for said in ("La pièce « statuts.pdf » est retirée.", "Cette pièce n'est plus dans le dossier."):
        client = signed_in(world.app, world.accounts["porteur51"])
        with client.session_transaction() as ours, browser.client.session_transaction() as theirs:
            ours.update(theirs)
        answer = client.post(form.action, data={name: form.values[name] for name in form.values})
        assert (answer.status_code, answer.headers["Location"]) == (303, place)
        assert said in client.get(place).get_data(as_text=True).replace("&#39;", "'")


def test_after_the_deadline_what_was_deposited_is_not_taken_out(
    stages: Stages, lend_database: LendDatabase, make_app: MakeApp
) -> None:
    url = lend_database("sqlite", empty=False)
    world = stages.put_back(make_app(database_url=url), "drafts", SMALL)
    first = join(world)
    deposit(world)
    second = join(world, office.PNG, "identite.png")
    late = make_app(
        database_url=url, today=date(2025, 9, 1), attachments=world.app.extensions["clas"].settings.attachments
    )
    world.client = late.test_client()
    path = f"/dossiers/{world.deposited}/attachments"
    refused = world.ask("porteur51", "DELETE", f"{path}/{first}")
    assert refused.status_code == 409, refused.text
    assert world.ask("porteur51", "DELETE", f"{path}/{second}").status_code == 204
    with late.app_context():
        open_session(database.session, EVERYTHING)
        assert database.session.query(Attachment).count() == 1
        database.session.rollback()
