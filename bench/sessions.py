"""A session of a committee on 120 dossiers with 12 members, in process: its votes recorded dossier by dossier, as a
secretariat does, each dossier's on the disk before the next one, then its closing, which decides all of them.

On PostgreSQL, then on SQLite. What members vote one by one, each in a transaction of its own, is shown for comparison.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from bench.filled import NOW, engine_of, identified, porteurs
from bench.measure import Row, calmest, seconds
from bench.samples import content
from clas_api.config import Settings
from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.security.principal import Principal, Role
from clas_api.services.committees.agenda import set_agenda
from clas_api.services.committees.closing import close_session
from clas_api.services.committees.deciding import prepare_decision
from clas_api.services.committees.seating import AskedSeat, set_attendance, set_seats
from clas_api.services.committees.sessions import AskedSession, open_session, plan_session
from clas_api.services.committees.voting import record_vote, record_votes
from clas_api.services.revisions import NOT_YET
from clas_api.services.rules.finding import find_campaign
from clas_api.store.database import EVERYTHING
from clas_api.store.database import open_session as begin
from clas_api.store.models import DossierRow, DossierVersion, digest
from clas_core.committees.committee import Choice
from clas_core.committees.decision_schemas import read_decision
from clas_core.years import PARIS
from tests.databases import PostgresServer, upgrade_url

_DOSSIERS = 120
_MEMBERS = 12
_ROUNDS = 3
_GROUPS = 3
_MARNE, _YEAR = "marne", "2025-2026"
_HEAD = Principal(id="account:bench", name="", roles=(Role(kind="head", department=_MARNE),))
_CHOICES: tuple[Choice, ...] = ("for", "for", "against", "for", "abstain")
_GROUP = {"retained": True, "running_costs": "3000.00", "bonuses": {"children": "Un projet mené toute l'année."}}
_APPROVED = read_decision(
    {
        "outcome": "approved",
        "reason": "Dépenses ramenées à celles de l'an dernier.",
        "groups": [{"position": position, **_GROUP} for position in range(1, _GROUPS + 1)],
    }
)

T = TypeVar("T")


@dataclass(frozen=True)
class Sat:
    """A session that is open, every decision prepared: its key, its items, its seats, its revision."""

    key: UUID
    items: tuple[UUID, ...]
    seats: tuple[UUID, ...]
    revision: int


def measure() -> Iterator[Row]:
    """Yield, for each database, the time of all the votes and the closing, then of votes one by one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with PostgresServer.running() as server:
            yield from _on(server.new_database(), "PostgreSQL")
        url = f"sqlite:///{folder / 'clas.sqlite3'}"
        upgrade_url(url)
        yield from _on(url, "SQLite")


def _on(url: str, what: str) -> Iterator[Row]:
    with engine_of(url) as engine:
        numbers = count(1)
        porteurs(engine, 1 + _DOSSIERS * (_ROUNDS + 2), (_MARNE,))
        waiting = [_sit(engine, numbers) for _ in range(_ROUNDS + 2)]
        closings: list[float] = []

        def whole() -> float:
            sat = waiting.pop()
            voting = seconds(lambda: _vote(engine, sat))
            closings.append(seconds(lambda: _with_context(engine, lambda context: _close(context, sat))))
            return voting + closings[-1]

        least = calmest(whole, _ROUNDS)
        named = f"session of {_DOSSIERS} dossiers, {_MEMBERS} members, {what}"
        yield Row.at_most(2, name=f"{named}: votes and closing", value=least, unit="s")
        yield Row(name=f"{named}: the closing alone", value=min(closings), unit="s")
        sat = waiting.pop()
        one_by_one = seconds(lambda: _vote_one_by_one(engine, sat))
        yield Row(name=f"{named}: votes one by one", value=one_by_one, unit="s")


def _close(context: Context, sat: Sat) -> None:
    closed = close_session(context, sat.key, revision=sat.revision)
    assert all(each.outcome == "approved" for each in closed.dossiers.values())


def _vote(engine: Engine, sat: Sat) -> None:
    for item in sat.items:
        votes = [(seat, _CHOICES[place % len(_CHOICES)], NOT_YET) for place, seat in enumerate(sat.seats)]
        _with_context(engine, lambda context, item=item, votes=votes: record_votes(context, sat.key, item, votes))  # type: ignore[misc]


def _vote_one_by_one(engine: Engine, sat: Sat) -> None:
    for item in sat.items:
        for seat in sat.seats:
            _with_context(engine, lambda context, item=item, seat=seat: _vote_for(context, sat.key, item, seat))  # type: ignore[misc]


def _vote_for(context: Context, key: UUID, item: UUID, seat: UUID) -> None:
    record_vote(context, key, item, seat, "for", revision=NOT_YET)


_INSTALLATION = Installation.load(Settings(today=date(2025, 9, 16)))


def _with_context(engine: Engine, use: Callable[[Context], T]) -> T:
    """Run a use case as a request does: a session of its own, a moment of its own."""
    now = _INSTALLATION.clock.now()
    with Session(engine, expire_on_commit=False) as session:
        return use(Context(installation=_INSTALLATION, session=session, who=_HEAD, now=now, request_id="bench"))


def _sit(engine: Engine, numbers: Iterator[int]) -> Sat:
    """Put 120 studied dossiers on the agenda of a session, seat its members, open it, prepare every decision."""
    dossiers = _studied(engine, numbers)
    planned = AskedSession(body="steering", held_on=date(2025, 9, 16), place="Caf")
    key = _with_context(engine, lambda context: plan_session(context, _MARNE, _YEAR, planned).id)
    seats = [AskedSeat(institution="caf", name=f"Membre {each}", presides=not each) for each in range(_MEMBERS)]
    _with_context(engine, lambda context: set_seats(context, key, seats, revision=1))
    whole = _with_context(engine, lambda context: set_agenda(context, key, dossiers, revision=2))
    held, items = tuple(seat.id for seat in whole.seats), tuple(item.id for item in whole.items)
    _with_context(engine, lambda context: set_attendance(context, key, held, revision=3))
    _with_context(engine, lambda context: open_session(context, key, revision=4))
    for item in items:
        _with_context(engine, lambda context, item=item: prepare_decision(context, key, item, _APPROVED, revision=1))  # type: ignore[misc]
    return Sat(key=key, items=items, seats=held, revision=5)


def _studied(engine: Engine, numbers: Iterator[int]) -> list[UUID]:
    written = content()
    action = written["actions"][0]
    action["groups"] = [{**action["groups"][0], "label": f"Groupe {number}"} for number in range(_GROUPS)]
    referential = _INSTALLATION.estimator(_YEAR, _MARNE).referential
    _, campaign = find_campaign(_INSTALLATION, _MARNE, _YEAR)
    moment = NOW.astimezone(PARIS) + timedelta(days=30)
    shared = {"department": _MARNE, "school_year": _YEAR, "content": written}
    keys, dossiers, versions = [], [], []
    for number in (next(numbers) for _ in range(_DOSSIERS)):
        key, receipt = uuid4(), f"51-2025-{number:05d}"
        keys.append(key)
        owned = {**shared, "porteur_id": identified("porteur", number)}
        told = {"receipt": receipt, "deposited_at": moment}
        dossiers.append(
            {
                **owned,
                **told,
                "id": key,
                "state": "examined",
                "versions": 1,
                "actions": 1,
                "groups": _GROUPS,
                "children": 30,
                "created_at": moment,
                "updated_at": moment,
            }
        )
        versions.append(
            {
                **owned,
                **told,
                "id": uuid4(),
                "dossier_id": key,
                "number": 1,
                "content_digest": digest(written),
                "porteur": {"name": f"Porteur {number}"},
                "referential_digest": referential.digest,
                "campaign_digest": campaign.digest,
                "estimate": {},
                "forecast_cents": 938_910,
                "deposited_by": "account:bench",
            }
        )
    with Session(engine) as session:
        begin(session, EVERYTHING, writing=True)
        session.execute(insert(DossierRow), dossiers)
        session.execute(insert(DossierVersion), versions)
        session.commit()
    return keys
