"""Other figures over the groups of a year, for the national team: what they come to, whom they change, what fits.

Only counts and sums leave this module, as they may be told outside of departments.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.services.rules.kept_calls import find_referential
from clas_api.services.year.statistics import years_told_outside
from clas_api.store.simulated import groups_to_simulate
from clas_core.errors import InvalidInput, NotFound, Problem
from clas_core.simulation.asked import read_envelope, read_scenario
from clas_core.simulation.best_reply import Reply, best_reply
from clas_core.simulation.counted import Groups, without_explained
from clas_core.simulation.fates import compare
from clas_core.simulation.levers import Lever, lever_of
from clas_core.simulation.scenario import Scenario
from clas_core.simulation.written import reply_json, simulation_json
from clas_core.statistics.simulated import tell_outside
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is tried on the groups of a year, and, with an envelope, the figure that is moved to stay within it."""

    year: str
    before: Scenario
    after: Scenario
    lever: Lever | None
    envelope: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A simulation as it is told; `reply` is there to be drawn where it may be."""

    told: dict[str, Any]
    reply: Reply | None
    counted_at: datetime


def begin_from(context: Context, year: str, rules: str = "") -> tuple[Scenario, Scenario]:
    """Return the figures of a year, and those to begin from: of the year of these `rules`, a draft perhaps, its own
    where none is named. Raises `Forbidden`, `NotFound` for what is no year, `UnknownSchoolYear`."""
    context.open("nation.read")
    try:
        school_year = str(SchoolYear.parse(year))
    except ValueError:
        raise NotFound("Cette année scolaire") from None
    before = Scenario.of(find_referential(context, school_year))
    return before, Scenario.of(find_referential(context, rules)) if rules else before


def read_asked(
    before: Scenario, start: Scenario, texts: Mapping[str, str], *, lever: str = "", envelope: str = ""
) -> Asked:
    """Read what is tried: figures by their names, as text, in the place of those of `start`. Raises `InvalidInput` with
    every problem."""
    problems: list[Problem] = []
    after, cents, moved = start, None, None
    try:
        after = read_scenario(start, texts)
    except InvalidInput as error:
        problems += error.problems
    if envelope:
        try:
            cents = read_envelope(envelope)
        except InvalidInput as error:
            problems += error.problems
    if envelope or lever:
        try:
            moved = lever_of(start, lever or "maximum")
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
    year = str(before.referential.school_year)
    return Asked(year=year, before=before, after=after, lever=moved, envelope=cents)


_READ: WeakKeyDictionary[Engine, dict[str, tuple[Hashable, Groups]]] = WeakKeyDictionary()
"""The groups of a few years as they were last read here, for as long as the traces of departments have not grown: a
slider asks for them at each step."""

_MOST_KEPT = 4


def _groups_of(apart: Session, asked: Asked, heads: frozenset[Hashable]) -> Groups:
    """Return the groups of a year, read again where something has changed since."""
    engine = apart.get_bind()
    assert isinstance(engine, Engine)
    kept = _READ.setdefault(engine, {})
    holds = (heads, asked.before.referential.digest)
    if asked.year in kept and kept[asked.year][0] == holds:
        return kept[asked.year][1]
    groups = Groups(without_explained(groups_to_simulate(apart, asked.year), asked.before))
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[asked.year] = (holds, groups)
    return groups


def simulate_nation(context: Context, asked: Asked) -> Simulated:
    """Replay the groups that were deposited for a year. Raises `Forbidden`."""
    held: list[Groups] = []

    def read(apart: Session, heads: frozenset[Hashable]) -> None:
        held.append(_groups_of(apart, asked, heads))

    told, since = years_told_outside(context, [asked.year], read)[asked.year]
    groups = held[0]
    fates = compare(groups, asked.before, asked.after)
    reply = shown = None
    if asked.lever is not None and asked.envelope is not None:
        found = best_reply(groups, asked.after, asked.lever, asked.envelope)
        changed = tell_outside(compare(groups, asked.before, found.scenario), told)
        shown = reply_json(found, changed)
        reply = None if changed.nation is None else found
    written = simulation_json(asked.year, asked.before, asked.after, tell_outside(fates, told), shown)
    return Simulated(told={**written, "counted_at": since.isoformat()}, reply=reply, counted_at=since)
