"""Nobody belongs to a porteur before accepting; whoever asks learns nothing of the address, and asks within bounds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from clas_api.store.models import Account
from tests.api.accounts.conftest import NOW, PASSWORD, House, agent, head
from tests.stages import invitation_token

JSON = dict[str, Any]
Problem = Callable[..., JSON]
NEW = {"email": "Lou@exemple.fr", "name": "Lou"}


def _asks(house: House, who: str, porteur: UUID, person: JSON = NEW) -> Any:
    return house.ask("POST", f"/porteurs/{porteur}/people", house.key(who), json=person)


def test_somebody_new_gets_an_account_and_a_password_once_they_accept(house: House, porteur: UUID) -> None:
    asked = _asks(house, "ann@exemple.fr", porteur)
    assert (asked.status_code, asked.get_json()["since"]) == (201, None)
    (mail,) = house.mails()
    assert "« Les Tilleuls » (SIRET 732 829 320 00074)" in mail.body.replace("\u202f", " ").replace("\xa0", " ")
    given = house.accept("lou@exemple.fr", name="Lou Martin")
    house.ask("POST", "/accounts/passwords", json={"token": given["password_token"], "password": PASSWORD})
    me = house.ask("GET", "/me", house.key("lou@exemple.fr")).get_json()
    assert (me["name"], [role["porteur"] for role in me["roles"]]) == ("Lou Martin", [str(porteur)])


def test_what_whoever_asks_is_told_is_the_same_for_a_known_and_an_unknown_address(house: House, porteur: UUID) -> None:
    house.person("known@exemple.fr", agent(), name="Un Nom Connu")
    told = [
        _asks(house, "ann@exemple.fr", porteur, {"email": email, "name": "Qui que ce soit"})
        for email in ("known@exemple.fr", "unknown@exemple.fr")
    ]
    same = [{**each.get_json(), "id": "", "email": ""} for each in told]
    assert same[0] == same[1]
    assert same[0]["name"] == "Qui que ce soit"
    listed = house.ask("GET", f"/porteurs/{porteur}/people", house.key("ann@exemple.fr")).get_data(as_text=True)
    assert "Un Nom Connu" not in listed
    bodies = [each.body.partition("/invitations/")[0] for each in house.mails()]
    assert bodies[0] == bodies[1]


def test_until_they_accept_they_have_no_right_and_their_own_caf_may_act(house: House, porteur: UUID) -> None:
    house.person("agent@caf.fr", agent())
    _asks(house, "ann@exemple.fr", porteur, {"email": "agent@caf.fr", "name": "Agent"})
    me = house.ask("GET", "/me", house.key("agent@caf.fr")).get_json()
    assert [each["kind"] for each in me["roles"]] == ["agent"]
    assert house.answer("agent@caf.fr", accepts=False)["accepted"] is False
    me = house.ask("GET", "/me", house.key("agent@caf.fr")).get_json()
    assert [each["kind"] for each in me["roles"]] == ["agent"]


def test_the_head_still_closes_the_account_of_a_colleague_whom_a_porteur_has_asked(house: House, porteur: UUID) -> None:
    house.person("head@caf.fr", head())
    member = house.person("comite@caf.fr", {"kind": "committee", "department": "marne", "institution": "caf"})
    _asks(house, "ann@exemple.fr", porteur, {"email": "comite@caf.fr", "name": "Comité"})
    closed = house.ask("PATCH", f"/accounts/{member}", house.key("head@caf.fr"), json={"disabled": True}, version=1)
    assert closed.status_code == 200


def test_an_answer_sent_twice_gives_its_first_result_and_does_not_change(house: House, porteur: UUID) -> None:
    house.person("lou@exemple.fr")
    _asks(house, "ann@exemple.fr", porteur)
    token = invitation_token(house.app, "lou@exemple.fr")
    sent = [
        house.ask("POST", "/invitations/answers", json={"token": token, "accepts": accepts})
        for accepts in (True, True, False)
    ]
    assert [each.status_code for each in sent] == [200, 200, 409]
    assert sent[0].get_json() == sent[1].get_json()
    lou = house.account("lou@exemple.fr")
    house.ask("DELETE", f"/porteurs/{porteur}/people/{lou}", house.key("ann@exemple.fr"))
    house.ask("POST", "/invitations/answers", json={"token": token, "accepts": True})
    assert house.ask("GET", "/me", house.key("lou@exemple.fr")).get_json()["roles"][0]["kind"] == "applicant"


@pytest.mark.parametrize("ended", ["expired", "taken back", "asked by somebody who has left"])
def test_an_invitation_that_is_over_opens_nothing(house: House, porteur: UUID, problem: Problem, ended: str) -> None:
    house.person("zoe@exemple.fr", {"kind": "porteur", "porteur_id": porteur})
    asked = _asks(house, "ann@exemple.fr", porteur).get_json()
    token, zoe, path = (
        invitation_token(house.app, "lou@exemple.fr"),
        house.key("zoe@exemple.fr"),
        f"/porteurs/{porteur}",
    )
    later = house
    if ended == "expired":
        later = house.at(NOW + timedelta(days=7))
    elif ended == "taken back":
        assert house.ask("DELETE", f"{path}/people/{asked['id']}", zoe).status_code == 204
    else:
        ann = house.account("ann@exemple.fr")
        assert house.ask("DELETE", f"{path}/people/{ann}", zoe).status_code == 204
    problem(later.ask("POST", "/invitations/answers", json={"token": token, "accepts": True}), 409)
    assert later.client.get(f"/invitations/{token}").status_code == 409


def test_nobody_adds_themselves_nor_somebody_who_belongs(house: House, porteur: UUID, problem: Problem) -> None:
    house.person("caf@caf.fr", agent())
    problem(_asks(house, "caf@caf.fr", porteur, {"email": "CAF@caf.fr", "name": "Moi"}), 422)
    problem(_asks(house, "caf@caf.fr", porteur, {"email": "ann@exemple.fr", "name": "Ann"}), 409)


@pytest.mark.parametrize("drafted", [False, True], ids=["time alone", "a draft too"])
def test_granting_time_or_seeing_a_draft_gives_no_right_over_people(
    house: House, problem: Problem, drafted: bool
) -> None:
    victim = house.porteur("73282932000074", "seine_et_marne")
    house.deposit(victim, "seine_et_marne")
    if drafted:
        house.deposit(victim, "marne", versions=0)
        house.join(victim, "marne")
    person = house.person("ann@exemple.fr", {"kind": "porteur", "porteur_id": victim})
    house.person("agent@caf.fr", agent("marne"))
    key = house.key("agent@caf.fr")
    asked = {"porteur": str(victim), "until": "2025-09-30", "reason": "x"}
    place = "/departments/marne/campaigns/2025-2026/extensions"
    assert house.ask("POST", place, key, json=asked).status_code == 201
    for method, path, body in (
        ("GET", f"/porteurs/{victim}/people", None),
        ("POST", f"/porteurs/{victim}/people", NEW),
        ("DELETE", f"/porteurs/{victim}/people/{person}", None),
    ):
        problem(house.ask(method, path, key, json=body), 403 if drafted else 404)
    assert all(each.subject.endswith("délai accordé") for each in house.mails()), "they are told of the time, alone"


def test_a_caf_neither_adds_nor_removes_where_the_porteur_applies_elsewhere_too(
    house: House, porteur: UUID, problem: Problem
) -> None:
    house.join(porteur, "seine_et_marne")
    ann = house.account("ann@exemple.fr")
    house.person("zoe@exemple.fr", {"kind": "porteur", "porteur_id": porteur})
    house.person("caf@caf.fr", agent())
    problem(_asks(house, "caf@caf.fr", porteur), 409)
    problem(house.ask("DELETE", f"/porteurs/{porteur}/people/{ann}", house.key("caf@caf.fr")), 409)
    house.change(update(Account).where(Account.email.in_(["ann@exemple.fr", "zoe@exemple.fr"])).values(disabled_at=NOW))
    assert _asks(house, "caf@caf.fr", porteur).status_code == 201  # nobody of it can be asked any more


def test_an_invitation_of_a_caf_lapses_when_the_porteur_applies_elsewhere(
    house: House, porteur: UUID, problem: Problem
) -> None:
    house.person("caf@caf.fr", agent())
    _asks(house, "caf@caf.fr", porteur)
    house.join(porteur, "seine_et_marne")
    token = invitation_token(house.app, "lou@exemple.fr")
    problem(house.ask("POST", "/invitations/answers", json={"token": token, "accepts": True}), 409)


def test_a_caf_puts_neither_its_agents_nor_its_committee_into_a_porteur(
    house: House, porteur: UUID, problem: Problem
) -> None:
    house.person("caf@caf.fr", agent())
    house.person("lou@exemple.fr", head())
    _asks(house, "caf@caf.fr", porteur)
    assert [each.recipient for each in house.mails() if "propose à lou@exemple.fr" in each.body] == ["ann@exemple.fr"]
    token = invitation_token(house.app, "lou@exemple.fr")
    problem(house.ask("POST", "/invitations/answers", json={"token": token, "accepts": True}), 409)


def test_a_caf_asks_somebody_for_an_organisation_that_it_described_itself(house: House) -> None:
    house.person("caf@caf.fr", agent())
    porteur = house.porteur("73282932000074", "marne")
    assert _asks(house, "caf@caf.fr", porteur).status_code == 201


def test_an_account_asks_within_bounds(house: House, porteur: UUID) -> None:
    key, path = house.key("ann@exemple.fr"), f"/porteurs/{porteur}/people"
    sent = [
        house.ask("POST", path, key, json={"email": f"p{number}@exemple.fr", "name": "X"}).status_code
        for number in range(25)
    ]
    assert sent == [201] * 20 + [429] * 5
    assert len(house.mails()) == 20
    later = house.at(NOW + timedelta(hours=1, minutes=1))
    sent = [
        later.ask("POST", path, key, json={"email": f"q{number}@exemple.fr", "name": "X"}).status_code
        for number in range(25)
    ]
    assert sent == [201] * 20 + [429] * 5
    refused = later.ask("POST", path, key, json={"email": "r@exemple.fr", "name": "X"})
    assert refused.headers["Retry-After"]


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_an_address_is_written_to_within_bounds_and_whoever_asks_is_told_the_same(
    house: House, porteur: UUID, known: bool
) -> None:
    if known:
        house.person("lou@exemple.fr")
    key, path = house.key("ann@exemple.fr"), f"/porteurs/{porteur}/people"
    for _ in range(12):
        asked = house.ask("POST", path, key, json=NEW)
        assert asked.status_code == 201
        again = house.ask("POST", path, key, json=NEW)
        assert again.get_json() == asked.get_json()
        assert house.ask("DELETE", f"{path}/{asked.get_json()['id']}", key).status_code == 204
    assert len(house.mails()) == 3


def test_what_others_typed_makes_no_link_in_the_mail_of_an_invitation(house: House) -> None:
    porteur = house.porteur("73282932000074", "marne", name="URGENT: cliquez https://evil.example/x")
    house.person("ann@exemple.fr", {"kind": "porteur", "porteur_id": porteur}, name="www.evil.example")
    _asks(house, "ann@exemple.fr", porteur)
    (mail,) = house.mails()
    assert "evil.example" not in mail.subject + mail.body
    assert "ann@exemple.fr vous invite" in mail.body


def test_a_closed_account_is_not_written_to_without_end(house: House) -> None:
    house.person("lou@exemple.fr", disabled_at=NOW)
    house.app.config["RATELIMIT_ENABLED"] = False
    for _ in range(12):
        house.ask("POST", "/accounts/resets", json={"email": "lou@exemple.fr"})
    assert len(house.mails()) == 5


def test_the_page_of_an_invitation_says_who_asks_and_takes_the_answer(house: House, porteur: UUID) -> None:
    _asks(house, "ann@exemple.fr", porteur)
    path = f"/invitations/{invitation_token(house.app, 'lou@exemple.fr')}"
    page = house.client.get(path)
    text = page.get_data(as_text=True)
    assert "Ann vous invite à rejoindre « Les Tilleuls »" in text
    assert page.headers["Cache-Control"] == "private, no-store"
    guard = text.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = house.client.post(path, data={"csrf_token": guard, "answer": "accept", "name": "Lou Martin"})
    assert (sent.status_code, "/mot-de-passe/" in sent.headers["Location"]) == (303, True)
    assert house.account("lou@exemple.fr")


def test_looking_at_the_page_accepts_nothing(house: House, porteur: UUID) -> None:
    house.person("lou@exemple.fr")
    _asks(house, "ann@exemple.fr", porteur)
    house.client.get(f"/invitations/{invitation_token(house.app, 'lou@exemple.fr')}")
    assert house.ask("GET", "/me", house.key("lou@exemple.fr")).get_json()["roles"][0]["kind"] == "applicant"
