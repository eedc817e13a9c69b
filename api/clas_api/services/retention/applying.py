"""Letting go of what is due, in bounded batches: each is one transaction with its entry in the trace, which says how
many of what, and no name. What is interrupted goes on the next time."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from uuid import UUID

from sqlalchemy import delete, select

from clas_api.context import Context, command
from clas_api.services import idempotency
from clas_api.services.people import attempts
from clas_api.services.retention.forgetting import forget_accounts
from clas_api.services.retention.planning import Due, Rule, rules_of
from clas_api.services.trace import hold_chain, record
from clas_api.services.year.nation import count_for_good
from clas_api.services.year.statistics import counted_questions
from clas_api.store.due import DueRows
from clas_api.store.erasing import Erasure, erase_dossiers, erasing
from clas_api.store.models import (
    NATIONAL,
    Account,
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
"""Dossiers of a batch, or accounts: each has some sixty rows with it. Of what has none, ten times as many."""


def apply(context: Context, today: date, due: Sequence[Due], advance: Callable[[int], None]) -> int:
    """Let go of what `due` names, of a plan of `today`; return how much was. Commits, batch after batch."""
    chosen = {(each.rule.national.id, each.rule.year, each.department) for each in due}
    count = 0
    for rule in rules_of(context.installation):
        places = [slug for identifier, year, slug in chosen if (identifier, year) == (rule.national.id, rule.year)]
        for index, slug in product(range(len(rule.rows(today))), sorted(places, key=str)):
            while gone := _let_go(context, rule, today, index, slug):
                advance(gone)
                count += gone
    _drop_what_delays(context)
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
    most = AT_ONCE if rows.model in (DossierRow, Account) else 10 * AT_ONCE
    asked = select(rows.rows.c.key).where(rows.before(rule.limits(today)), here).order_by(rows.rows.c.at).limit(most)
    keys = list(context.session.scalars(asked))
    if rows.model is DossierRow:  # one that its porteur takes up again at this moment is left to the next time
        held = select(DossierRow.id).where(DossierRow.id.in_(keys)).with_for_update(skip_locked=True)
        keys = list(context.session.scalars(held))
    if not keys:
        context.session.rollback()
        return 0
    if rule.national.id == "accounts":
        forget_accounts(context, keys, "durée de conservation")
        _tell(context, rule, chain, len(keys), [])
        context.session.commit()
        return len(keys)
    if rule.national.id in ("unfunded", "funded", "unfunded_documents") and slug:
        questions = counted_questions(context, slug, str(rule.year))
        count_for_good(context.session, slug, str(rule.year), context.now, questions)
    with erasing(context.session, rule.national.id) as erasure:
        documents, about = _erase(context, erasure, rows, rule.national.id, keys)
        for each in sorted(erasure.gone.keys() | {chain}):
            _tell(context, rule, each, len(keys), erasure.silence(each, about=about))
    for document in documents:  # before the commit: what is interrupted here is still due, and goes the next time
        context.installation.files.remove(document)
    context.session.commit()
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
    context.session.execute(delete(SignInAttempt).where(SignInAttempt.failed_at < context.now - attempts.KEPT))
    context.session.execute(delete(GivenAnswer).where(GivenAnswer.given_at < context.now - idempotency.KEPT))
    context.session.commit()
