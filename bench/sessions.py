"""A session of a committee on 120 dossiers with 12 members, in process: its votes recorded dossier by dossier, as a
secretariat does, each dossier's on the disk before the next one, then its closing, which decides all of them.

On PostgreSQL, then on SQLite. The session is told once, up to its opening, and put back for each round. What members
vote one by one, each in a transaction of its own, is shown for comparison.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.filled import engine_of, siret_of
from bench.measure import Row, calmest, seconds
from bench.samples import content
from clas_api.config import Settings
from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.scenario import Seat, Story, tell
from clas_api.security.principal import Principal, Role
from clas_api.services.committees.closing import close_session
from clas_api.services.committees.deciding import prepare_decision
from clas_api.services.committees.sessions import load_session
from clas_api.services.committees.voting import record_vote, record_votes
from clas_api.services.revisions import NOT_YET
from clas_core.committees.committee import Choice
from clas_core.committees.decision_schemas import read_decision
from tests.casts import SMALL, part
from tests.databases import Databases, PostgresServer, SqliteFolder, upgrade_url

_DOSSIERS = 120
_MEMBERS = 12
_ROUNDS = 3
_GROUPS = 3
_HEAD = Principal(id="account:bench", name="", roles=(Role(kind="head", department="marne"),))
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
    with PostgresServer.running() as server:
        yield from _on(server, "PostgreSQL")
    with tempfile.TemporaryDirectory() as name:
        files = SqliteFolder(Path(name))
        upgrade_url(files.url("model"))
        yield from _on(files, "SQLite")


def _on(databases: Databases, what: str) -> Iterator[Row]:
    databases.copy("model", "told")
    with engine_of(databases.url("told")) as engine:
        sat = _sit(engine)
    with engine_of(databases.url("sat")) as engine:
        closings: list[float] = []

        def put_back() -> None:
            engine.dispose()
            databases.copy("told", "sat")

        def whole() -> float:
            put_back()
            voting = seconds(lambda: _vote(engine, sat))
            closings.append(seconds(lambda: _with_context(engine, lambda context: _close(context, sat))))
            return voting + closings[-1]

        least = calmest(whole, _ROUNDS)
        named = f"session of {_DOSSIERS} dossiers, {_MEMBERS} members, {what}"
        yield Row.at_most(2, name=f"{named}: votes and closing", value=least, unit="s")
        yield Row(name=f"{named}: the closing alone", value=min(closings), unit="s")
        put_back()
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


def _sit(engine: Engine) -> Sat:
    """Tell of 120 dossiers that were studied and of a session that is open on them, and prepare every decision."""
    cast = replace(
        SMALL,
        parts=tuple(
            part(str(each), "porteur51", siret_of(each), _written(), end="approved") for each in range(_DOSSIERS)
        ),
        sitting=replace(SMALL.sitting, body="steering"),
        seats=tuple(Seat(institution="caf", name=f"Membre {each}", presides=not each) for each in range(_MEMBERS)),
    )
    with Session(engine, expire_on_commit=False) as session:
        story = Story.on(session, _INSTALLATION, cast)
        for _ in tell(story, until="session open"):
            pass
    made = story.made
    key = made.session
    assert key is not None
    items, seats = tuple(made.items.values()), tuple(made.seats.values())
    for item in items:
        _with_context(engine, lambda context, item=item: prepare_decision(context, key, item, _APPROVED, revision=1))  # type: ignore[misc]
    revision = _with_context(engine, lambda context: load_session(context, key).row.revision)
    return Sat(key=key, items=items, seats=seats, revision=revision)


def _written() -> dict[str, Any]:
    """Return a dossier of three groups of 9 000,00 €."""
    written = content()
    action = written["actions"][0]
    action["groups"] = [{**action["groups"][0], "label": f"Groupe {number}"} for number in range(_GROUPS)]
    lines = ({"account": "64"}, {"account": "74", "funder": "caf"})
    return {**written, "budget": [{**line, "amount": f"{_GROUPS * 9000}.00"} for line in lines]}
