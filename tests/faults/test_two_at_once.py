"""Many do the same thing at the same moment: one of them does it, the others are told, and nothing happens twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar
from uuid import UUID

import orjson
import pytest
import requests
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from stdnum.fr import siret

from bench.filled import siret_of
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import AuditEntry, DossierRow
from clas_core.identifiers import write_siret
from tests.casts import described
from tests.faults.conftest import Served
from tests.faults.wholeness import faults_of

AT_ONCE = 16
T = TypeVar("T")


def at_once(act: Callable[[int], T]) -> list[T]:
    """Let so many threads act at the same moment; return what each was answered."""
    ready = Barrier(AT_ONCE)

    def together(number: int) -> T:
        ready.wait()
        return act(number)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(together, range(AT_ONCE)))


def test_of_many_who_save_one_version_one_wins_and_the_others_can_save_theirs_again(everyday: Served) -> None:
    caller, path = everyday.caller("porteur51"), everyday.draft()
    tag = caller.ask("GET", path).headers["ETag"]

    def save(number: int, tag: str = tag) -> requests.Response:
        return caller.ask("PATCH", path, {"axes": {"school": f"Texte numéro {number}."}}, If_Match=tag)

    answers = at_once(save)
    assert Counter(each.status_code for each in answers) == {200: 1, 412: AT_ONCE - 1}
    winner = next(number for number, each in enumerate(answers) if each.status_code == 200)
    assert caller.get(path)["content"]["axes"]["school"] == f"Texte numéro {winner}."
    lost = next(each for each in answers if each.status_code == 412).json()
    assert lost["type"] == "urn:clas:problem:stale"
    assert "n'est pas perdue" in lost["detail"]
    loser = (winner + 1) % AT_ONCE
    assert save(loser, caller.ask("GET", path).headers["ETag"]).status_code == 200
    assert caller.get(path)["content"]["axes"]["school"] == f"Texte numéro {loser}."
    with Session(everyday.engine) as session:
        open_session(session, EVERYTHING)
        found = session.scalars(select(AuditEntry.told).where(AuditEntry.subject == path.rsplit("/", 1)[1])).all()
    written = [each["after"] for told in found for each in orjson.loads(told or "{}").get("changes", ())]
    assert [written.count(f"Texte numéro {number}.") for number in (winner, loser)] == [1, 1], "the trace has both"


def test_of_many_who_start_one_dossier_there_is_one_draft(everyday: Served) -> None:
    porteur = everyday.porteur()
    caller = everyday.caller("porteur51")
    call = {"department": "marne", "school_year": "2025-2026", "porteur": porteur}
    answers = at_once(lambda _: caller.ask("POST", "/dossiers", call))
    assert Counter(each.status_code for each in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({each.json()["id"] for each in answers}) == 1
    with Session(everyday.engine) as session:
        open_session(session, EVERYTHING)
        drafts = select(func.count()).select_from(DossierRow).where(DossierRow.porteur_id == UUID(porteur))
        assert session.scalar(drafts) == 1


@pytest.mark.parametrize("key", ["one", "each", "none"])
def test_a_deposit_sent_many_times_at_once_is_one_deposit(everyday: Served, key: str) -> None:
    caller, path = everyday.caller("porteur51"), everyday.draft()

    def deposit(number: int) -> requests.Response:
        keys = {"one": {"Idempotency_Key": f"depot {path}"}, "each": {"Idempotency_Key": f"depot {path} {number}"}}
        return caller.ask("POST", f"{path}/deposit", **keys.get(key, {}))

    answers = at_once(deposit)
    assert {each.status_code for each in answers} == {201}
    receipts = [each.json() for each in answers]
    assert all(each == receipts[0] for each in receipts)
    assert receipts[0]["version"] == 1
    assert len(caller.get(f"{path}/versions")["versions"]) == 1
    assert faults_of(everyday.engine, receipts) == []


def test_of_many_who_describe_one_siren_one_is_first_and_the_others_are_told(everyday: Served) -> None:
    caller, siren = everyday.caller("applicant"), siret_of(next(everyday.numbers))[:9]
    sirets = [each for each in (f"{siren}{nic:05}" for nic in range(10_000)) if siret.is_valid(each)][:AT_ONCE]
    answers = at_once(lambda number: caller.ask("POST", "/porteurs", described(sirets[number])))
    assert Counter(each.status_code for each in answers) == {201: 1, 409: AT_ONCE - 1}
    first = next(each.json()["siret"] for each in answers if each.status_code == 201)
    refused = [each.json()["errors"][0] for each in answers if each.status_code == 409]
    assert {each["pointer"] for each in refused} == {"/siret"}
    assert all(write_siret(first) in each["detail"] for each in refused)


def test_more_time_granted_many_times_at_once_to_a_newcomer_is_one_grant(everyday: Served) -> None:
    porteur, agent = everyday.porteur(), everyday.caller("agent51")
    path = "/departments/marne/campaigns/2025-2026/extensions"
    asked = {"porteur": porteur, "until": "2025-09-30", "reason": "Une panne."}
    answers = at_once(lambda _: agent.ask("POST", path, asked))
    assert Counter(each.status_code for each in answers) == {201: 1, 200: AT_ONCE - 1}
    assert len({each.json()["id"] for each in answers}) == 1


def test_more_time_granted_while_the_dossier_is_started_is_no_error(everyday: Served) -> None:
    porteur, agent, caller = everyday.porteur(), everyday.caller("agent51"), everyday.caller("porteur51")
    path, call = "/departments/marne/campaigns/2025-2026", {"department": "marne", "school_year": "2025-2026"}

    def act(number: int) -> int:
        if number % 2:
            return caller.ask("POST", "/dossiers", {**call, "porteur": porteur}).status_code
        asked = {"porteur": porteur, "until": "2025-09-30", "reason": f"Motif {number}."}
        return agent.ask("POST", f"{path}/extensions", asked).status_code

    assert set(at_once(act)) <= {200, 201}


def test_one_key_for_many_dossiers_at_once_serves_one_of_them(everyday: Served) -> None:
    caller, paths = everyday.caller("porteur51"), [everyday.draft() for _ in range(AT_ONCE)]
    key = f"un seul {paths[0]}"
    answers = at_once(lambda number: caller.ask("POST", f"{paths[number]}/deposit", Idempotency_Key=key))
    assert Counter(each.status_code for each in answers) == {201: 1, 422: AT_ONCE - 1}
