"""Counting the nation: the counts of its departments, added up, each counted again once something of it has changed.

Every change of a department is in its trace, so that a count holds while the trace has not grown since. When many
departments have changed at once, those that were counted longest ago are counted again, for a moment; the others are
told as they last were, and the answer says since when it holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from clas_api.services.desk import Desk
from clas_api.store.database import EVERYTHING, open_session
from clas_api.store.models import AuditHead, ReceiptRank, YearCount
from clas_api.store.statistics import counted_groups
from clas_core.dossiers.statistics import RETAINED, TOTAL, Line, added, count

SECONDS = 0.12
"""How long departments that were counted before are counted again; one that never was is always counted."""

Lines = Mapping[str, Sequence[Line]]
_ADDED = (TOTAL, RETAINED, "outcome", "nature", "level")


@contextmanager
def counting(session: Session) -> Iterator[None]:
    """Give a transaction of its own that sees every department; it ends before anything is answered."""
    session.rollback()
    open_session(session, EVERYTHING)
    try:
        yield
    finally:
        session.rollback()


def count_the_nation(desk: Desk, year: str) -> tuple[dict[str, list[Line]], datetime]:
    """Return the lines of each breakdown of a year, and since when they hold."""
    session = desk.session
    fresh: dict[str, YearCount] = {}
    with counting(session):
        counts = {each.department: each for each in session.scalars(select(YearCount).filter_by(school_year=year))}
        heads = {each.chain: each.number for each in session.scalars(select(AuditHead))}
        departments = session.scalars(select(ReceiptRank.department).filter_by(school_year=year)).all()
        stale = [each for each in departments if each not in counts or counts[each].number != heads.get(each, 0)]
        started = monotonic()
        for slug in sorted(stale, key=lambda each: counts[each].counted_at.timestamp() if each in counts else 0):
            if slug in counts and monotonic() - started > SECONDS:
                break
            fresh[slug] = _count(session, slug, year, heads.get(slug, 0), desk.now)
        session.expunge_all()
    if fresh:
        _keep(session, fresh.values())
    known = {**counts, **fresh}
    since = min((known[each].counted_at for each in stale if each not in fresh), default=desk.now)
    return _added({slug: _read(known[slug].lines) for slug in departments}), since


def _count(session: Session, slug: str, year: str, number: int, now: datetime) -> YearCount:
    counted = count(counted_groups(session, year, slug))
    lines = {name: [asdict(line) for line in counted[name]] for name in _ADDED}
    return YearCount(department=slug, school_year=year, number=number, lines=lines, counted_at=now)


def _keep(session: Session, counts: Any) -> None:
    """Keep counts, in place of those before them. Commits."""
    open_session(session, EVERYTHING, writing=True)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for each in counts:
        values = {name: getattr(each, name) for name in ("department", "school_year", "number", "lines", "counted_at")}
        adding = insert(YearCount).values(values)
        changed = {name: adding.excluded[name] for name in ("number", "lines", "counted_at")}
        place = ["department", "school_year"]
        session.execute(adding.on_conflict_do_update(index_elements=place, set_=changed))
    session.commit()


def _read(lines: Mapping[str, Any]) -> Lines:
    return {name: [Line(**each) for each in lines[name]] for name in _ADDED}


def _added(counted: Mapping[str, Lines]) -> dict[str, list[Line]]:
    """Add the departments up. A porteur of several counts in each of them."""
    found: dict[str, list[Line]] = {}
    for name in _ADDED:
        by_key: dict[str, list[Line]] = {}
        for lines in counted.values():
            for line in lines[name]:
                by_key.setdefault(line.key, []).append(line)
        found[name] = [added(key, by_key[key]) for key in sorted(by_key)]
    found["territory"] = [replace(line, key=slug) for slug in sorted(counted) for line in counted[slug][TOTAL]]
    return found
