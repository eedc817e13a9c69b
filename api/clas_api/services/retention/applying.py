"""Letting go of what is due, in bounded batches: each is one transaction with its entry in the trace, which says how
many of what, and no name. What is interrupted goes on the next time."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from clas_api.context import Context, command
from clas_api.services import idempotency
from clas_api.services.dossiers.attaching import forget_bytes
from clas_api.services.maintenance.checking_documents import GRACE
from clas_api.services.people import signing_in
from clas_api.services.retention.forgetting import forget_accounts
from clas_api.services.retention.planning import Due, Rule, rules_of
from clas_api.services.trace import hold_chain, record
from clas_api.services.year.nation import count_for_good
from clas_api.store.due import DueRows
from clas_api.store.erasing import Erasure, erase_dossiers, erasing
from clas_api.store.models import (
    NATIONAL,
    Attachment,
    CommitteeSession,
    DossierRow,
    Extension,
    GivenAnswer,
    PorteurDepartment,
    PorteurInvitation,
    PorteurRow,
    SeatRow,
    SignInAttempt,
)
from clas_api.store.seals import table_of

AT_ONCE = 50
"""Rows of a batch: each dossier has some sixty others with it."""


def apply(context: Context, today: date, due: Sequence[Due], advance: Callable[[int], None]) -> int:
    """Let go of what `due` names, of a plan of `today`; return how much was. Commits, batch after batch."""
    chosen = {(each.rule.national.id, each.rule.year, each.department) for each in due}
    count = 0
    for rule in rules_of(context.installation):
        places = [slug for identifier, year, slug in chosen if (identifier, year) == (rule.national.id, rule.year)]
        for index, slug in [
            (index, slug) for index in range(len(rule.rows(today))) for slug in sorted(places, key=str)
        ]:
            while gone := _let_go(context, rule, today, index, slug):
                advance(gone)
                count += gone
    _drop_what_delays(context)
    _sweep(context)
    return count


@command
def _let_go(context: Context, rule: Rule, today: date, index: int, slug: str | None) -> int:
    """Let go of one batch of what is due in a department; return of how much. Commits."""
    context.open_wholly(writing=True)
    chain = slug or NATIONAL
    if slug:
        hold_chain(context, slug)
    rows = rule.rows(today)[index]
    here = rows.rows.c.department == slug if slug else rows.rows.c.department.is_(None)
    asked = select(rows.rows.c.key).where(rows.before(rule.limits(today)), here).order_by(rows.rows.c.at).limit(AT_ONCE)
    keys = list(context.session.scalars(asked))
    if not keys:
        context.session.rollback()
        return 0
    if rule.national.id == "accounts":
        forget_accounts(context, keys, "durée de conservation")
        _tell(context, rule, chain, len(keys), [])
        context.session.commit()
        return len(keys)
    if rule.national.id in ("unfunded", "funded", "unfunded_documents") and slug:
        count_for_good(context.session, slug, str(rule.year), context.now)
    with erasing(context.session, rule.national.id) as erasure:
        documents, about = _erase(context, erasure, rows, rule.national.id, keys)
        for each in sorted(erasure.gone.keys() | {chain}):
            _tell(context, rule, each, len(keys), erasure.silence(each, about=about))
    context.session.commit()
    forget_bytes(context, documents)
    return len(keys)


def _tell(context: Context, rule: Rule, chain: str, count: int, erased: list[int]) -> None:
    after = {"school_year": str(rule.year), "count": count, "months": rule.months_in(chain)}
    record(context, "retention.applied", rule.national.id, chain=chain, after=after, erased=erased)


def _erase(
    context: Context, erasure: Erasure, rows: DueRows, identifier: str, keys: Sequence[UUID]
) -> tuple[Sequence[UUID], set[str]]:
    """Erase rows with what is theirs; return the documents whose bytes go, and the sessions that they were put to."""
    if rows.model is DossierRow:
        return erase_dossiers(erasure, context.session, keys)
    if rows.model is CommitteeSession:
        erasure.remove(SeatRow, SeatRow.session_id.in_(keys))
    if rows.model is PorteurRow:
        for model in (PorteurDepartment, PorteurInvitation, Extension):
            erasure.remove(model, model.porteur_id.in_(keys))
    erasure.remove(rows.model, table_of(rows.model).columns["id"].in_(keys))
    return (keys if rows.model is Attachment else ()), set()


@command
def _drop_what_delays(context: Context) -> None:
    """Drop attempts to sign in and given answers whose hours are over: elsewhere it takes somebody who comes."""
    context.open_wholly(writing=True)
    context.session.execute(delete(SignInAttempt).where(SignInAttempt.failed_at < context.now - signing_in.KEPT))
    context.session.execute(delete(GivenAnswer).where(GivenAnswer.given_at < context.now - idempotency.KEPT))
    context.session.commit()


def _sweep(context: Context) -> None:
    """Remove bytes that no document claims: those that an interruption has left."""
    context.open_wholly()
    known = set(context.session.scalars(select(Attachment.id)))
    forget_bytes(context, [key for key in context.installation.files.keys(GRACE) if key not in known])
