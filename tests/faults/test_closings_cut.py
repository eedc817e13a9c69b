"""The power is cut while a session closes: every dossier of it is decided, or none is, and closing it again works."""

import threading
from dataclasses import replace
from random import Random
from time import sleep
from uuid import UUID

import pytest
import requests
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from bench.filled import siret_of
from bench.samples import content
from clas_api.scenario import Seat
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import AgendaItem, CommitteeSession, DecisionRow, DossierRow
from tests.casts import SMALL, part
from tests.faults.conftest import KINDS, TODAY, Install, Served, build_world
from tests.installations import PATIENCE, Service
from tests.stages import World

DOSSIERS = 8
SESSIONS = 3
"""Sessions that are closed under power cuts, each cut again until it is closed."""
MOST_CUTS = 40
STEP = 0.05
"""In seconds: the first cut of a session comes within it, mostly before the commit; each one after may come later."""


def _open_session(world: World, number: int) -> str:
    """Open a session in which a decision is prepared on each of some dossiers; return its path."""
    porteurs = range(number * DOSSIERS, (number + 1) * DOSSIERS)
    cast = replace(
        SMALL,
        parts=tuple(part(str(each), "porteur51", siret_of(each), content(), end="approved") for each in porteurs),
        seats=(Seat(institution="caf", name="La Caf", presides=True),),
    )
    return f"/sessions/{world.tell(cast, after='people', until='voted').session}"


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
    chance, cuts, before, after = Random(2025), 0, 0, 0

    def start() -> Served:
        service = Service.start(installation, settings={"CLAS_TODAY": TODAY}, workers=1)
        return Served(installation, service, world, engine)

    running = start()
    try:
        for number in range(SESSIONS):
            session = _open_session(world, number)
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
