"""Closing a session: every dossier decided, the record written, in one transaction: whole, or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID, uuid4

from clas_api.context import Context, command
from clas_api.services.committees.deciding import vote_problems
from clas_api.services.committees.deliberating import Deliberation, deliberations
from clas_api.services.committees.envelopes import envelope_problems, envelopes_of, porteur_problems
from clas_api.services.committees.minuting import record_of
from clas_api.services.committees.recusing import detect_recusals, late_recusals
from clas_api.services.committees.sessions import check_quorum, held_at
from clas_api.services.dossiers.moving import move
from clas_api.services.events import tell_department
from clas_api.services.revisions import commit_or_stale
from clas_api.services.rules.campaigns import expect_department
from clas_api.services.trace import Fact, hold_chain, record_all
from clas_api.store.models import AgendaItem, DecidedGroup, DecisionRow, DossierRow, digest
from clas_api.store.sessions import WholeSession, dossiers_among, last_numbers
from clas_core.committees.programmes import programme_json
from clas_core.committees.session import RecordedEnvelope
from clas_core.committees.session_schemas import record_json
from clas_core.departments import DepartmentEvent
from clas_core.dossiers.lifecycle import DECIDING, STATES, is_decidable
from clas_core.errors import InvalidInput, Problem
from clas_core.estimates import aid_json
from clas_core.money import amount_text
from clas_core.years import SchoolYear

COMMITTEE = frozenset({"committee"})


@command
def close_session(context: Context, key: UUID, *, revision: int | None) -> WholeSession:
    """Close a session: its dossiers are decided, unless it gives advice, and nothing of it changes any more.

    Raises `NotFound`, `Stale`, `Refused` unless it is open with its quorum, or `InvalidInput` with all that keeps it
    from closing. Commits, then tells the department's own code.
    """
    whole = held_at(context, key, revision, states=("open",))
    row = whole.row
    expect_department(context, row.department, row.call)
    dossiers_among(context.session, list(whole.dossiers), hold=True)
    hold_chain(context, row.department)  # whoever else grants something in this department waits until this is decided
    detect_recusals(context, whole)
    check_quorum(row, whole.seats)
    found = deliberations(context, whole)
    envelopes = _envelopes(context, whole, found)
    granting = [each.granting for each in found.values() if each is not None]
    about = list(whole.dossiers)
    problems = [
        *_unsettled(context, whole),
        *_problems(whole, found),
        *envelope_problems(envelopes, ("items",)),
        *porteur_problems(context, row.department, row.call, about, granting, ("items",)),
    ]
    if problems:
        raise InvalidInput(problems, "La séance n'est pas close, et rien n'est décidé : des points sont à corriger.")
    decided = _decide(context, whole, found) if row.decides else ()
    record = record_json(record_of(context, whole, found, envelopes, closed_at=context.now))
    facts = [_fact(whole, item, decision) for item, decision in decided]
    after = {"record": digest(record), "decisions": len(decided)}
    record_all(context, row.department, [*facts, Fact("session.closed", row.id, "open", after)])
    context.session.flush()  # what hangs on the session is written while it is still open
    row.state, row.closed_at, row.updated_at, row.record = "closed", context.now, context.now, record
    commit_or_stale(context, row)
    tell_department(
        context, row.department, [event_of(decision, whole.dossiers[item.dossier_id]) for item, decision in decided]
    )
    return whole


def _envelopes(
    context: Context, whole: WholeSession, found: Mapping[UUID, Deliberation | None]
) -> Sequence[RecordedEnvelope]:
    row = whole.row
    granting = [each.granting for each in found.values() if each is not None]
    return envelopes_of(context, row.department, row.call, list(whole.dossiers), granting)


def _unsettled(context: Context, whole: WholeSession) -> Iterator[Problem]:
    """Yield each recusal that was found late and that whoever presides has not settled, by the name of who is tied."""
    places = {item.id: index for index, item in enumerate(whole.items)}
    for late in late_recusals(context, whole):
        place = places[late.item]
        receipt = whole.dossiers[whole.items[place].dossier_id].receipt
        yield Problem(
            ("items", place, "recusals"),
            f"Dossier {receipt} : {late.seat.name} est peut-être à déporter. {late.reason} Ce lien est apparu depuis "
            "l'inscription du dossier : que qui préside maintienne ou lève ce déport, à la page du dossier.",
        )


def _problems(whole: WholeSession, found: Mapping[UUID, Deliberation | None]) -> Iterator[Problem]:
    for index, item in enumerate(whole.items):
        place = ("items", index)
        dossier = whole.dossiers[item.dossier_id]
        each = found[item.id]
        if not is_decidable(dossier.state, dossier.outcome) or dossier.versions != item.version:
            yield Problem(
                place,
                f"Le dossier {dossier.receipt} a changé depuis son inscription : il est « {STATES[dossier.state]} », "
                f"dépôt n° {dossier.versions}. Retirez-le de l'ordre du jour, ou inscrivez-le de nouveau.",
            )
        elif each is None and whole.row.decides:
            yield Problem(place, f"Le dossier {dossier.receipt} n'a pas de décision : préparez-la, ou ajournez-le.")
        elif each is not None:
            for problem in (*each.problems, *vote_problems(each.decision.outcome, whole.tally_of(item.id), ())):
                yield Problem((*place, "decision", *problem.path), f"Dossier {dossier.receipt} : {problem.message}")


def _decide(
    context: Context, whole: WholeSession, found: Mapping[UUID, Deliberation | None]
) -> Sequence[tuple[AgendaItem, DecisionRow]]:
    numbers = last_numbers(context.session, list(whole.dossiers))
    decided = []
    groups: list[DecidedGroup] = []
    for item in whole.items:
        each = found[item.id]
        assert each is not None
        dossier = whole.dossiers[item.dossier_id]
        move(context, dossier, DECIDING[each.decision.outcome], actors=COMMITTEE)
        decision = decision_row(context, dossier, each, numbers.get(dossier.id, 0) + 1, session=whole.row.id)
        groups += group_rows(decision, each)
        decided.append((item, decision))
    context.session.add_all(decision for _, decision in decided)
    context.session.flush()
    context.session.add_all(groups)
    return decided


def decision_row(
    context: Context, dossier: DossierRow, each: Deliberation, number: int, *, session: UUID | None
) -> DecisionRow:
    """Return a decision, sealed with the rules of the deposit, and tell its dossier what it comes to."""
    dossier.outcome, dossier.granted_cents = each.decision.outcome, each.granted
    return DecisionRow(
        id=uuid4(),
        dossier_id=dossier.id,
        department=dossier.department,
        porteur_id=dossier.porteur_id,
        call=dossier.call,
        number=number,
        version=each.demand.version.number,
        session_id=session,
        outcome=each.decision.outcome,
        reason=each.decision.reason,
        granted_cents=each.granted,
        programmes=list(map(programme_json, each.programmes)) or None,
        by_rule=list(each.by_rule) or None,
        estimate=each.estimate,
        referential_digest=each.demand.version.referential_digest,
        decided_by=context.who.id,
        decided_at=context.now,
    )


def group_rows(decision: DecisionRow, each: Deliberation) -> Iterable[DecidedGroup]:
    """Yield a row for each group of the deposit, when it is approved."""
    for group in each.groups:
        yield DecidedGroup(
            decision_id=decision.id,
            position=group.position,
            department=decision.department,
            porteur_id=decision.porteur_id,
            retained=group.retained,
            running_costs_cents=group.running_costs,
            bonuses=dict(group.bonuses),
            ps_cents=group.ps,
            bonus_cents=group.bonus,
            supplement_cents=group.supplement,
            supplements=[aid_json(aid) for aid in group.aids],
            total_cents=group.total,
        )


def _fact(whole: WholeSession, item: AgendaItem, decision: DecisionRow) -> Fact:
    """Return what the trace keeps of a dossier decided: the decision, the votes, who took no part."""
    after = {
        **traced(decision),
        "session": str(whole.row.id),
        "votes": {str(each.seat_id): each.choice for each in whole.votes[item.id]},
        "recused": sorted(map(str, whole.recused_from(item.id))),
        "result": whole.tally_of(item.id).result,
    }
    return Fact("dossier.decided", item.dossier_id, None, after)


def traced(decision: DecisionRow) -> Mapping[str, object]:
    """Return what the trace keeps of a decision."""
    return {
        "decision": decision.number,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "granted": amount_text(decision.granted_cents),
        **({"programmes": decision.programmes} if decision.programmes else {}),
        **({"by_rule": decision.by_rule} if decision.by_rule else {}),
    }


def event_of(decision: DecisionRow, dossier: DossierRow) -> DepartmentEvent:
    """Return what the department's own code is told of a decision."""
    return DepartmentEvent(
        kind="decision",
        school_year=SchoolYear.parse(decision.school_year),
        subject=dossier.receipt or str(dossier.id),
        details={
            "number": decision.number,
            "outcome": decision.outcome,
            "granted": amount_text(decision.granted_cents),
        },
    )
