"""Decisions on a dossier: who may read them, and how one is corrected: by a new one, with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.services.committees.closing import COMMITTEE, decision_row, event_of, group_rows, traced
from clas_api.services.committees.deliberating import deliberate, demand_of
from clas_api.services.committees.envelopes import envelope_problems, envelopes_of, porteur_problems
from clas_api.services.dossiers.moving import has_begun, held_for, move
from clas_api.services.dossiers.reading import A_DOSSIER, sight_of
from clas_api.services.events import tell_department
from clas_api.services.revisions import commit_or_stale, match_revision
from clas_api.services.rules.campaigns import expect_department
from clas_api.services.trace import hold_chain, record
from clas_api.store.bilans import unpaid_advances
from clas_api.store.dossiers import find_dossier, version_of
from clas_api.store.granted import decided_aids, decided_programmes, decisions_of, groups_of
from clas_api.store.models import DecidedGroup, DecisionRow, Notification
from clas_core.committees.decision import Decision
from clas_core.committees.programmes import GrantedProgramme
from clas_core.dossiers.lifecycle import DECIDING
from clas_core.errors import REQUIRED, InvalidInput, NotFound, Problem
from clas_core.estimates import AidTotal, totals_of
from clas_core.money import amount_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A decision as it is shown: each of its groups with its label, and when the porteur was told of it.

    `standing` is what stands of what it grants, in cents: nothing once that is given up, or once whoever asks is told
    of a later decision.
    """

    decision: DecisionRow
    groups: Sequence[tuple[DecidedGroup, str]]
    notification: Notification | None
    standing: int

    @property
    def aids(self) -> Sequence[AidTotal]:
        """The local aid of the dossier, one by one."""
        return totals_of(decided_aids(group) for group, _ in self.groups)

    @property
    def programmes(self) -> Sequence[GrantedProgramme]:
        """What it grants of the other programmes of the call, one by one."""
        return decided_programmes(self.decision)


def list_decisions(context: Context, key: UUID) -> Sequence[Told]:
    """Return the decisions on a dossier, the first one first; to its porteur, those that were notified.

    Raises `NotFound`.
    """
    sight = sight_of(context, "decisions.read")
    row = find_dossier(context.session, sight, key)
    if row is None:
        raise NotFound(A_DOSSIER)
    at_once = sight.scope.everything or row.department in sight.scope.departments
    told = decisions_of(context.session, [row.id])
    found = [(decision, notification) for decision, _, notification in told if at_once or notification is not None]
    groups = groups_of(context.session, [decision.id for decision, _ in found])
    return [
        Told(
            decision=decision,
            groups=[(decided, deposited.label) for decided, deposited in groups.get(decision.id, ())],
            notification=notification,
            standing=0 if row.given_up or (decision, notification) != found[-1] else decision.granted_cents,
        )
        for decision, notification in found
    ]


@command
def correct_decision(context: Context, key: UUID, decision: Decision, *, revision: int | None) -> Told:
    """Correct the last decision on a dossier by a new one, which says why. What was decided before stays.

    Where the year has begun, the dossier stays approved, and begins again once it is notified: advances that are not
    paid yet were shares of what stands no more, and go. Those that are paid stay.

    Raises `NotFound`, `Stale`, `StepRefused` where there is nothing to correct, or `InvalidInput` with every problem.
    Commits, then tells the department's own code.
    """
    row = held_for(context, key, "decisions.correct")
    match_revision(context, row, revision)
    begun = has_begun(context, row)
    before = {"state": move(context, row, "correct"), "outcome": row.outcome}
    expect_department(context, row.department, row.call)
    hold_chain(context, row.department)
    last = context.session.scalars(
        select(DecisionRow).where(DecisionRow.dossier_id == row.id).order_by(DecisionRow.number.desc()).limit(1)
    ).one()
    version = version_of(context.session, row.id, last.version)
    assert version is not None
    found = deliberate(demand_of(context, version), decision)
    problems = list(found.problems)
    if not decision.reason.strip() and all(each.path != ("reason",) for each in problems):
        problems.append(Problem(("reason",), f"{REQUIRED} Une correction se motive toujours."))
    envelopes = envelopes_of(context, row.department, row.call, [row.id], [found.granting])
    problems += envelope_problems(envelopes, ("groups",)) if found.granted else ()
    problems += porteur_problems(context, row.department, row.call, [row.id], [found.granting], ("aids",))
    if problems:
        raise InvalidInput(problems, "La décision n'est pas corrigée : la nouvelle décision est à reprendre.")
    move(context, row, DECIDING[decision.outcome], actors=COMMITTEE, begun=begun)
    dropped = unpaid_advances(context.session, row.id)
    for each in dropped:
        context.session.delete(each)
    corrected = decision_row(context, row, found, last.number + 1, session=None)
    context.session.add(corrected)
    context.session.flush()
    groups = list(group_rows(corrected, found))
    context.session.add_all(groups)
    after = {**traced(corrected), "advances_dropped": [amount_text(each.amount_cents) for each in dropped]}
    record(context, "dossier.corrected", row.id, chain=row.department, before=before, after=after)
    commit_or_stale(context, row)
    tell_department(context, row.department, [event_of(corrected, row)])
    labels = [group.label for group in found.demand.groups]
    return Told(
        decision=corrected,
        groups=[(group, labels[group.position - 1]) for group in groups],
        notification=None,
        standing=corrected.granted_cents,
    )
