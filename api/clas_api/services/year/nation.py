"""Counting a year: each department's counts are kept, and made again once something of it has changed.

Every change of a department is in its trace, so that a count holds while the trace has not grown since. When many
departments have changed at once, those that were counted longest ago are counted again, for a moment; the others are
told as they last were, and the answer says since when it holds.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from clas_api.context import Context
from clas_api.store.by_funder import granted_to_groups, granted_to_programmes, paid_by_funders, settled_by_payer
from clas_api.store.by_programme import programmes_asked, programmes_due, programmes_granted
from clas_api.store.database import EVERYTHING, insert_into, open_session
from clas_api.store.models import AuditHead, FinalCount, ReceiptRank, YearCount
from clas_api.store.statistics import counted_groups, told_answers
from clas_api.store.year_parts import groups_of_bilans, parts_granted
from clas_core.money import parse_amount
from clas_core.questions import Question
from clas_core.statistics.answers import AnswerLines, count_answers, described, kept_lines, read_lines
from clas_core.statistics.by_funder import count_by_funder, funder_line_json
from clas_core.statistics.by_programme import count_by_programme, programme_line_json
from clas_core.statistics.counting import TOTAL, Line, count
from clas_core.statistics.withholding import Lines
from clas_core.statistics.year_parts import YearParts, count_parts

_ANSWERS = "answers"
"""Beside the lines of each breakdown, what was answered to counted questions: nothing where none is."""

_FUNDERS = "by_funder"
"""Beside them in a count that is made for good, what each funder gives."""

_PROGRAMMES = "by_programme"
"""And what the other programmes than the Clas come to: nothing where none was asked."""

_PARTS = "parts"
"""And what the money is made of, and what bilans say was done."""

_BESIDE = (_ANSWERS, _FUNDERS, _PROGRAMMES, _PARTS)

SECONDS = 0.12
"""How long departments that were counted before are counted again; one that never was is always counted."""


Along = Callable[[Session, frozenset[Hashable]], None]


@contextmanager
def counting(session: Session) -> Iterator[Session]:
    """Give a transaction of its own that sees every department, apart from the reading of whoever asks: it ends before
    anything is answered."""
    with Session(session.get_bind(), expire_on_commit=False) as apart:
        open_session(apart, EVERYTHING)
        yield apart
        apart.expunge_all()


@dataclass(frozen=True, slots=True)
class Counted:
    """The lines of a department for a year, what was answered there to the questions that are counted, what the other
    programmes than the Clas come to; what the money is made of and what was done, but for years counted for good before
    that was; and what each funder gives, where that was counted for good."""

    lines: Lines
    answers: AnswerLines
    funders: list[dict[str, Any]] | None = None
    programmes: Sequence[dict[str, Any]] = ()
    parts: YearParts | None = None


def count_the_nation(
    context: Context,
    years: Sequence[str],
    asked_in: Callable[[str, str], Sequence[Question]],
    along: Along | None = None,
) -> dict[str, tuple[dict[str, Counted], datetime]]:
    """Return, for each of some years, what is counted of each department, and since when it holds.

    `asked_in` gives the questions of a year that are counted in a department; `along` reads what else is to be of the
    same moment, and is told how far the trace has come: what was read of it before holds while it has not grown.
    """
    fresh: dict[tuple[str, str], YearCount] = {}
    with counting(context.session) as apart:
        final, counts = (
            {(each.school_year, each.department): each for each in apart.scalars(_kept_of(kind, years))}
            for kind in (FinalCount, YearCount)
        )
        found = apart.scalars(select(AuditHead)).all()
        if along is not None:
            along(apart, frozenset((each.chain, each.number, each.digest) for each in found))
        heads = {each.chain: each.number for each in found}
        ranks = select(ReceiptRank.school_year, ReceiptRank.department).where(ReceiptRank.school_year.in_(years))
        places = [(year, slug) for year, slug in apart.execute(ranks)]
        stale = [
            (year, slug)
            for year, slug in places
            if (year, slug) not in final
            and not _holds(counts.get((year, slug)), heads.get(slug, 0), asked_in(year, slug))
        ]
        started = monotonic()
        for place in sorted(stale, key=lambda each: counts[each].counted_at.timestamp() if each in counts else 0):
            if place in counts and monotonic() - started > SECONDS:
                break
            year, slug = place
            fresh[place] = _count(apart, slug, year, heads.get(slug, 0), context.now, asked_in(year, slug))
    _keep(context.session, fresh.values())
    known: dict[tuple[str, str], YearCount | FinalCount] = {**counts, **fresh, **final}
    late = [place for place in stale if place not in fresh]
    return {
        year: (
            {slug: _counted(known[year, slug]) for of, slug in places if of == year},
            min((known[place].counted_at for place in late if place[0] == year), default=context.now),
        )
        for year in years
    }


def _kept_of(kind: type[YearCount] | type[FinalCount], years: Sequence[str]) -> Select[Any]:
    return select(kind).where(kind.school_year.in_(years))


def _holds(kept: YearCount | None, number: int, asked: Iterable[Question]) -> bool:
    """Tell whether a count is of the trace as it is, and of all the questions that are counted now."""
    if kept is None or kept.number != number or _PARTS not in kept.lines:  # one of before they were counted
        return False
    known = kept.lines.get(_ANSWERS, {}).get("asked", ())
    return all(described(each) in known for each in asked)


def count_years(
    session: Session, slug: str, asked: Mapping[str, Sequence[Question]], now: datetime
) -> Mapping[str, Counted]:
    """Return what is counted of each of some years of a department, as it is, with the answers to what is `asked`.

    What had to be counted is kept, as of `now`.
    """
    found: dict[str, Counted] = {}
    fresh = []
    with counting(session) as apart:
        number = None
        for year, questions in asked.items():
            final = apart.get(FinalCount, (slug, year))
            if final is not None:
                found[year] = _counted(final)
                continue
            if number is None:
                number = apart.scalar(select(AuditHead.number).filter_by(chain=slug)) or 0
            kept = apart.get(YearCount, (slug, year))
            if kept is not None and _holds(kept, number, questions):
                found[year] = _counted(kept)
            else:
                made = _count(apart, slug, year, number, now, questions)
                found[year] = _counted(made)
                if found[year].lines[TOTAL]:
                    fresh.append(made)
    _keep(session, fresh)
    return found


def counted_before(session: Session, slug: str, year: str, most: int) -> Mapping[str, Counted]:
    """Return what is counted of the last years of a department before one, `most` of them, the latest first: as it was
    kept, or as it is, the parts of the latest alone. Nothing is kept."""
    with counting(session) as apart:
        ranks = select(ReceiptRank.school_year).where(ReceiptRank.department == slug, ReceiptRank.school_year < year)
        years = apart.scalars(ranks.order_by(ReceiptRank.school_year.desc()).limit(most)).all()
        kept: dict[str, YearCount | FinalCount] = {}
        if years:
            number = apart.scalar(select(AuditHead.number).filter_by(chain=slug)) or 0
            counts = select(YearCount).where(YearCount.department == slug, YearCount.number == number)
            kept |= {each.school_year: each for each in apart.scalars(counts.where(YearCount.school_year.in_(years)))}
            final = select(FinalCount).where(FinalCount.department == slug, FinalCount.school_year.in_(years))
            kept |= {each.school_year: each for each in apart.scalars(final)}
        return {
            each: _counted(kept[each])
            if each in kept
            else Counted(_figures(apart, slug, each)[0], {}, parts=_parts(apart, slug, each) if not place else None)
            for place, each in enumerate(years)
        }


def count_for_good(session: Session, slug: str, year: str, now: datetime, asked: Sequence[Question]) -> None:
    """Count a department's year for the last time, before anything of it is erased; once. The caller commits."""
    if session.get(FinalCount, (slug, year)) is None:
        counted = _count(session, slug, year, 0, now, asked)
        counted.lines[_FUNDERS] = count_funders(session, slug, year)
        session.add(FinalCount(department=slug, school_year=year, lines=counted.lines, counted_at=now))


def count_funders(session: Session, slug: str, year: str) -> list[dict[str, Any]]:
    """Return what each funder gives in a department's year, as JSON."""
    granted = [*granted_to_groups(session, slug, year), *granted_to_programmes(session, slug, year)]
    aided = {dossier for dossier, _, aids in granted if any(each.get("funder") for each in aids)}
    settled = settled_by_payer(session, slug, year, list(aided))
    lines = count_by_funder(granted, settled, paid_by_funders(session, slug, year))
    return [funder_line_json(line) for line in lines]


def _figures(session: Session, slug: str, year: str) -> tuple[Lines, list[dict[str, Any]]]:
    """Return what the groups of a department's year come to, and the other programmes than the Clas, as JSON."""
    granted = programmes_granted(session, slug, year)
    due = programmes_due(session, granted)
    beside = {dossier: sum(parse_amount(each["due"]) for each in told) for dossier, told in due.items()}
    programmes = count_by_programme(programmes_asked(session, slug, year), granted.values(), due.values())
    return count(counted_groups(session, year, slug, beside)), list(map(programme_line_json, programmes))


def _count(session: Session, slug: str, year: str, number: int, now: datetime, asked: Sequence[Question]) -> YearCount:
    counted, programmes = _figures(session, slug, year)
    lines: dict[str, Any] = {name: [asdict(line) for line in found] for name, found in counted.items()}
    if asked:
        answers = count_answers(asked, told_answers(session, year, slug))
        lines[_ANSWERS] = {"asked": [described(each) for each in asked], "lines": kept_lines(answers)}
    if programmes:
        lines[_PROGRAMMES] = programmes
    lines[_PARTS] = asdict(_parts(session, slug, year))
    return YearCount(department=slug, school_year=year, number=number, lines=lines, counted_at=now)


def _parts(session: Session, slug: str, year: str) -> YearParts:
    return count_parts(parts_granted(session, slug, year), groups_of_bilans(session, slug, year))


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


def _counted(kept: YearCount | FinalCount) -> Counted:
    lines = {name: [Line(**each) for each in found] for name, found in kept.lines.items() if name not in _BESIDE}
    funders = kept.lines.get(_FUNDERS, []) if isinstance(kept, FinalCount) else None
    answers = read_lines(kept.lines.get(_ANSWERS, {}).get("lines", {}))
    parts = YearParts(**kept.lines[_PARTS]) if _PARTS in kept.lines else None
    return Counted(lines, answers, funders, kept.lines.get(_PROGRAMMES, ()), parts)
