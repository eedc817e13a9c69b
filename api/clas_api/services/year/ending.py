"""Ending a dossier: its porteur takes it back, its grant is given up, it is closed. Why is asked, kept and told."""

from uuid import UUID

from clas_api.context import Context, command
from clas_api.services.dossiers.drafting import held_dossier
from clas_api.services.dossiers.moving import has_begun, held_for, move
from clas_api.services.people.writing_to_cafs import write_to_caf
from clas_api.services.people.writing_to_porteurs import contact_of, write_to
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.kept_calls import title_of
from clas_api.services.trace import record
from clas_api.services.year.paying import left_to_pay
from clas_api.services.year.year_requests import WHY
from clas_api.store.granted import last_decision
from clas_api.store.models import DossierRow
from clas_core.dossiers.endings import Ending, Side
from clas_core.dossiers.lifecycle import State, needs_reason
from clas_core.errors import InvalidInput, Problem, Refused
from clas_core.money import amount_text


@command
def withdraw_dossier(context: Context, key: UUID, *, reason: str | None = None, revision: int | None) -> DossierRow:
    """Take a deposited dossier back, until its year begins: what was deposited is kept, what was granted is not.

    Its porteur and its Caf are told. Raises `NotFound`, `Stale`, `Refused`, or `InvalidInput` without the reason that
    giving a grant up takes. Commits.
    """
    row = held_dossier(context, key)
    match_revision(context, row, revision)
    if row.state in ("approved", "refused"):  # which of the two is told when it is notified
        raise Refused("Le comité s'est prononcé sur ce dossier : il ne se retire plus. Écrivez à la Caf.")
    granted = row.granted_cents
    ending = _end(context, row, "withdraw", "dossier.withdrawn", "porteur", reason)
    _tell_porteur(context, row, ending, granted)
    words = f"{ending.said(granted or None)} {ending.why}".rstrip()
    write_to_caf(context, row, f"Dossier {row.receipt} : {ending.what}", f"{row.porteur.name} : {words}", page="suite")
    commit_or_stale(context, row)
    return row


@command
def give_up_grant(context: Context, key: UUID, *, reason: str, revision: int | None) -> DossierRow:
    """Record that a porteur gives up what it was granted, before its year begins: it is granted no more, for good.

    The porteur is told, with the reason. Raises `NotFound`, `Stale`, `StepRefused`, `InvalidInput`. Commits.
    """
    row = held_for(context, key, "dossiers.study")
    match_revision(context, row, revision)
    granted = row.granted_cents
    ending = _end(context, row, "give_up", "dossier.given_up", "caf", reason)
    _tell_porteur(context, row, ending, granted)
    commit_or_stale(context, row)
    return row


@command
def close_dossier(context: Context, key: UUID, *, reason: str | None = None, revision: int | None) -> DossierRow:
    """Close a dossier that is over. Commits.

    Its porteur is told, unless it was told of its settlement. Raises `NotFound`, `Stale`, `StepRefused`, or
    `InvalidInput` without the reason that closing what could be decided again takes.
    """
    row = held_for(context, key, "dossiers.study")
    match_revision(context, row, revision)
    settled, before = row.state == "settled", row.ending
    ending = _end(context, row, "close", "dossier.closed", "caf", reason, unpaid=left_to_pay(context, row.id))
    if not settled and before is None:
        _tell_porteur(context, row, ending, 0)
    commit_or_stale(context, row)
    return row


def _end(
    context: Context, row: DossierRow, step: str, action: str, side: Side, reason: str | None, *, unpaid: str = ""
) -> Ending:
    """Take a step that ends a dossier, and keep why; what ended before keeps the first of its reasons."""
    before: State = row.state
    asked = needs_reason(step, before, row.outcome)
    move(context, row, step, begun=has_begun(context, row), unpaid=unpaid)
    said = (reason or "").strip() or None
    if asked and said is None:
        raise InvalidInput([Problem(("reason",), WHY)])
    given_up = 0
    if row.state == "withdrawn":
        given_up, row.granted_cents, row.given_up = row.granted_cents, 0, True
    elif before == "withdrawn":
        row.given_up = True
    if before != "withdrawn":
        row.ended_at, row.ended_side, row.end_reason = context.now, side, said
    after = {"state": row.state, "given_up": amount_text(given_up), "reason": said}
    record(context, action, row.id, chain=row.department, before={"state": before}, after=after)
    ending = row.ending
    assert ending is not None
    return ending


def _tell_porteur(context: Context, row: DossierRow, ending: Ending, granted: int) -> None:
    lines = [
        f"Dossier Clas {title_of(context, row)} n° {row.receipt}.",
        ending.said(granted or None),
        ending.why,
        *_refused(context, row, ending),
        "Ce que vous avez déposé est conservé, et se lit toujours sur la plateforme.",
    ]
    text = "\n".join(line for line in lines if line)
    write_to(context, row, contact_of(row.content), f"Dossier {row.receipt} : {ending.what}", text)


def _refused(context: Context, row: DossierRow, ending: Ending) -> list[str]:
    """Recall why the committee refused what is closed without a reason of its own."""
    if ending.reason or row.outcome != "refused":
        return []
    decision = last_decision(context.session, row.id)
    if decision is None:
        return []
    return [f"Le comité l'avait refusé. Motif : {' '.join(filter(None, (*(decision.by_rule or ()), decision.reason)))}"]
