"""Counting a year: each department's counts are kept, and made again once something of it has changed.

Every change of a department is in its trace, so that a count holds while the trace has not grown since. When many
departments have changed at once, those that were counted longest ago are counted again, for a moment; the others are
told as they last were, and the answer says since when it holds.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.store.database import EVERYTHING, insert_into, open_session
from clas_api.store.models import AuditHead, FinalCount, ReceiptRank, YearCount
from clas_api.store.statistics import counted_groups
from clas_core.statistics.counting import TOTAL, Line, count
from clas_core.statistics.withholding import Lines

SECONDS = 0.12
"""How long departments that were counted before are counted again; one that never was is always counted."""


@contextmanager
def counting(session: Session) -> Iterator[Session]:
    """Give a transaction of its own that sees every department, apart from the reading of whoever asks: it ends before
    anything is answered."""
    with Session(session.get_bind(), expire_on_commit=False) as apart:
        open_session(apart, EVERYTHING)
        yield apart
        apart.expunge_all()


def count_the_nation(context: Context, year: str) -> tuple[dict[str, Lines], datetime]:
    """Return the lines of each department for a year, and since when they hold."""
    fresh: dict[str, YearCount] = {}
    with counting(context.session) as apart:
        final = {each.department: each for each in apart.scalars(select(FinalCount).filter_by(school_year=year))}
        counts = {each.department: each for each in apart.scalars(select(YearCount).filter_by(school_year=year))}
        heads = {each.chain: each.number for each in apart.scalars(select(AuditHead))}
        departments = apart.scalars(select(ReceiptRank.department).filter_by(school_year=year)).all()
        stale = [
            each
            for each in departments
            if each not in final and (each not in counts or counts[each].number != heads.get(each, 0))
        ]
        started = monotonic()
        for slug in sorted(stale, key=lambda each: counts[each].counted_at.timestamp() if each in counts else 0):
            if slug in counts and monotonic() - started > SECONDS:
                break
            fresh[slug] = _count(apart, slug, year, heads.get(slug, 0), context.now)
    _keep(context.session, fresh.values())
    known: dict[str, YearCount | FinalCount] = {**counts, **fresh, **final}
    since = min((known[each].counted_at for each in stale if each not in fresh), default=context.now)
    return {slug: _lines(known[slug]) for slug in departments}, since


def count_a_department(session: Session, slug: str, year: str, now: datetime | None) -> Lines:
    """Return the lines of a department for a year, as they are. One that had to be counted is kept, as of `now`."""
    with counting(session) as apart:
        final = apart.get(FinalCount, (slug, year))
        if final is not None:
            return _lines(final)
        number = apart.scalar(select(AuditHead.number).filter_by(chain=slug)) or 0
        kept = apart.get(YearCount, (slug, year))
        if kept is not None and kept.number == number:
            return _lines(kept)
        if now is None:
            return count(counted_groups(apart, year, slug))
        fresh = _count(apart, slug, year, number, now)
    lines = _lines(fresh)
    if lines[TOTAL]:
        _keep(session, [fresh])
    return lines


def count_for_good(session: Session, slug: str, year: str, now: datetime) -> None:
    """Count a department's year for the last time, before anything of it is erased; once. The caller commits."""
    if session.get(FinalCount, (slug, year)) is None:
        counted = _count(session, slug, year, 0, now)
        session.add(FinalCount(department=slug, school_year=year, lines=counted.lines, counted_at=now))


def _count(session: Session, slug: str, year: str, number: int, now: datetime) -> YearCount:
    counted = count(counted_groups(session, year, slug))
    lines = {name: [asdict(line) for line in found] for name, found in counted.items()}
    return YearCount(department=slug, school_year=year, number=number, lines=lines, counted_at=now)


def _keep(session: Session, counts: Iterable[YearCount]) -> None:
    """Keep counts, in place of those before them. Commits."""
    names = ("department", "school_year", "number", "lines", "counted_at")
    values = [{name: getattr(each, name) for name in names} for each in counts]
    if not values:
        return
    with Session(session.get_bind()) as apart:
        open_session(apart, EVERYTHING, writing=True)
        adding = insert_into(apart, YearCount)
        changed = {name: adding.excluded[name] for name in names[2:]}
        apart.execute(adding.on_conflict_do_update(index_elements=names[:2], set_=changed), values)
        apart.commit()


def _lines(kept: YearCount | FinalCount) -> Mapping[str, list[Line]]:
    return {name: [Line(**each) for each in lines] for name, lines in kept.lines.items()}
