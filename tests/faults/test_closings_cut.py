"""The power is cut while a session closes: every dossier of it is decided, or none is, and closing it again works."""

import threading
from itertools import count
from random import Random
from time import sleep
from typing import Any
from uuid import UUID

import pytest
import requests
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import AgendaItem, CommitteeSession, DecisionRow, DossierRow
from tests.faults.conftest import KINDS, TODAY, Install, Served, build_world
from tests.installations import PATIENCE, Service

DOSSIERS = 8
SESSIONS = 3
"""Sessions that are closed under power cuts, each cut again until it is closed."""
MOST_CUTS = 40
STEP = 0.05
"""In seconds: the first cut of a session comes within it, mostly before the commit; each one after may come later."""


def _change(running: Served, method: str, path: str, body: Any = None, *, of: str = "") -> Any:
    """Change something as the head of the Caf, in the version that is there now."""
    head = running.caller("head51")
    answer = head.ask(method, path, body, If_Match=head.ask("GET", of or path).headers["ETag"])
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def _open_session(running: Served) -> str:
    """Open a session in which a decision is prepared on each of some dossiers; return its path."""
    porteur, head = running.caller("porteur51"), running.caller("head51")
    drafts = [running.draft() for _ in range(DOSSIERS)]
    for path in drafts:
        porteur.post(f"{path}/deposit")
        _change(running, "POST", f"{path}/admissibility", {"verdict": "met"}, of=path)
        _change(running, "POST", f"{path}/study", {"proposal": _decision(head.get(f"{path}/check"))}, of=path)
    asked = {"school_year": "2025-2026", "body": "technical", "held_on": TODAY, "place": "Salle du conseil"}
    session = f"/sessions/{head.post('/departments/marne/sessions', asked)['id']}"
    keys = [path.removeprefix("/dossiers/") for path in drafts]
    items = _change(running, "PUT", f"{session}/agenda", {"dossiers": keys}, of=session)["items"]
    seats = [{"institution": "caf", "name": "La Caf", "presides": True}]
    seated = _change(running, "PUT", f"{session}/seats", {"seats": seats}, of=session)["seats"]
    _change(running, "PUT", f"{session}/attendance", {"present": [each["id"] for each in seated]}, of=session)
    _change(running, "POST", f"{session}/opening", of=session)
    for item in items:
        place = f"{session}/items/{item['id']}"
        decision = _decision(head.get(f"/dossiers/{item['dossier']}/check"))
        _change(running, "PUT", f"{place}/decision", decision, of=place)
    return session


def _decision(check: dict[str, Any]) -> dict[str, Any]:
    groups = [
        {"position": place, "retained": True, "running_costs": each["steps"][0]["result"], "bonuses": {}}
        for place, each in enumerate(check["estimate"]["groups"], start=1)
    ]
    return {"outcome": "approved", "reason": "Sans les bonus.", "groups": groups}


def _close(url: str, key: str, session: str, tag: str, answers: list[int]) -> None:
    headers = {"Authorization": f"Bearer {key}", "If-Match": tag}
    try:
        answers.append(requests.post(f"{url}/api/v1{session}/closing", headers=headers, timeout=PATIENCE).status_code)
    except requests.RequestException:
        answers.append(0)


def _found(engine: Engine, session: str) -> tuple[str, set[str], int]:
    """Return the state of a session, those of its dossiers, and how many decisions it took."""
    key = UUID(session.removeprefix("/sessions/"))
    with Session(engine) as reading:
        open_session(reading, EVERYTHING)
        row = reading.get_one(CommitteeSession, key)
        about = select(AgendaItem.dossier_id).where(AgendaItem.session_id == key)
        states = reading.scalars(select(DossierRow.state).where(DossierRow.id.in_(about)))
        decided = select(func.count()).select_from(DecisionRow).where(DecisionRow.session_id == key)
        return row.state, set(states), reading.scalar(decided) or 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_session_whose_closing_is_cut_short_is_closed_whole_or_not_at_all(install: Install, kind: str) -> None:
    installation = install(kind)
    world = build_world(installation)
    engine = create_engine(installation.settings["CLAS_DATABASE_URL"])
    chance, numbers, cuts, before, after = Random(2025), count(1), 0, 0, 0

    def start() -> Served:
        service = Service.start(installation, settings={"CLAS_TODAY": TODAY}, workers=1)
        return Served(installation, service, world, engine, numbers)

    running = start()
    try:
        for _ in range(SESSIONS):
            session = _open_session(running)
            state, tries = "open", 0
            while state == "open":
                tries += 1
                assert cuts < MOST_CUTS, "the service is cut too early each time"
                tag = running.caller("head51").ask("GET", session).headers["ETag"]
                answers: list[int] = []
                asked = (running.service.url, world.keys["head51"], session, tag, answers)
                closing = threading.Thread(target=_close, args=asked)
                closing.start()
                sleep(chance.uniform(0, STEP * tries))
                running.service.kill()
                closing.join()
                cuts += 1
                state, states, decisions = _found(engine, session)
                whole = ({"approved"}, DOSSIERS) if state == "closed" else ({"examined"}, 0)
                assert (states, decisions) == whole, f"{state}: {decisions} decisions, {states}"
                assert answers != [200] or state == "closed", "a closing that was answered is lost"
                before, after = before + (state == "open"), after + (state == "closed")
                running = start()
    finally:
        running.service.kill()
        engine.dispose()
    assert after == SESSIONS
    assert before, "no power cut came before a commit"
    installation.check_chains()
    print(f"\n{kind}: {cuts} power cuts, {before} before the closing was committed, {after} after")
