"""Decisions prepared by one of the rules that a call publishes for its bonuses, on the dossiers of a session at once.

Each is what the Caf proposes, with the bonuses that the rule serves, and says why the others are not. It is a decision
in preparation as any other: changed dossier by dossier until the session closes, by which the committee decides.
"""

from collections.abc import Mapping
from uuid import UUID

from clas_api.context import Context, command
from clas_api.refusals import Stale
from clas_api.services.committees.allocating import Comparison, compared
from clas_api.services.committees.deciding import ADVISES, draft_of
from clas_api.services.committees.deliberating import deliberate, demand_of
from clas_api.services.committees.preparing_together import expect_within, hindrances, put_draft
from clas_api.services.committees.sessions import check_state, held_session
from clas_api.services.committees.together import Standing, standings
from clas_api.services.idempotency import given_answer, keep_answer
from clas_api.services.revisions import commit_or_stale
from clas_api.services.rules.campaigns import expect_department
from clas_api.services.trace import Fact, record_all
from clas_api.store.sessions import versions_of_items
from clas_core.committees.allocated import as_served
from clas_core.committees.allocation import Allocation
from clas_core.committees.decision_schemas import read_decision
from clas_core.errors import NotFound, Problem, Refused
from clas_core.limits import LONGEST_REASON

NO_ENVELOPE = "L'enveloppe des bonus n'est pas fixée : rien n'est réparti. Dites-la par un avenant."
OTHERWISE = "sa décision est déjà préparée autrement, et reste telle quelle"
TOO_LONG = f"sa raison, avec celle de la règle, passerait {LONGEST_REASON} caractères : préparez-le à part"
CHANGED = "Ce n'est plus celle que vous avez lue : ce qui est proposé ou disponible a changé."


@command
def fill_by_allocation(
    context: Context, key: UUID, rule: str, *, seen: str, answer_key: str | None = None
) -> Mapping[str, str]:
    """Prepare, by a rule of the call, the decision on each dossier that the Caf proposes a bonus to; `seen` is the
    digest of the allocation that was read. A decision that is prepared otherwise already is left, and said.

    Return what kept each dossier from it, or nothing, by receipt. Raises `NotFound`, `Stale`, `Refused`, or
    `InvalidInput` where all that is prepared exceeds what may be granted: then none is. Commits.
    """
    row = held_session(context, key)
    request = f"allocation {key} {rule} {seen}"
    if answer_key is not None and (first := given_answer(context, answer_key, request)) is not None:
        return dict(first["told"])
    check_state(row, ("planned", "open"))
    if not row.decides:
        raise Refused(ADVISES)
    expect_department(context, row.department, row.call)
    found = compared(context, row)
    if found.available is None:
        raise Refused(NO_ENVELOPE)
    allocation = next((each for each in found.allocations if each.rule.id == rule), None)
    if allocation is None:
        raise NotFound("Cette règle de répartition")
    if found.seen_of(allocation) != seen:
        raise Stale(problems=[Problem(("seen",), CHANGED)])
    told, facts = _filled(context, found, allocation, seen)
    if facts:
        expect_within(context, found.whole)
        record_all(context, row.department, facts)
    if answer_key is not None:
        keep_answer(context, answer_key, request, {"told": told})
    commit_or_stale(context, row)
    return told


def _filled(
    context: Context, found: Comparison, allocation: Allocation, seen: str
) -> tuple[Mapping[str, str], list[Fact]]:
    """Write the decisions; return what kept each dossier from its own, and what the trace says."""
    whole = found.whole
    versions = versions_of_items(context.session, [item.id for item in whole.items])
    told = {whole.dossiers[item.dossier_id].receipt or "": why for item, why in found.aside}
    facts: list[Fact] = []
    for each in standings(context, whole):
        receipt = each.dossier.receipt or ""
        if receipt not in found.studies:
            continue
        decision = as_served(read_decision(found.studies[receipt].proposal), allocation, receipt, found.labels)
        if len(decision.reason) > LONGEST_REASON:
            told[receipt] = TOO_LONG
            continue
        deliberated = deliberate(demand_of(context, versions[each.item.id]), decision)
        draft = draft_of(deliberated)
        told[receipt] = _kept_from(each, draft) or hindrances(whole, each.item, deliberated)
        if not told[receipt] and each.item.draft is None:
            facts.append(put_draft(each.item, draft, allocation=allocation.rule.id, seen=seen))
    return told, facts


def _kept_from(each: Standing, draft: Mapping[str, object]) -> str:
    """Say why a decision is not prepared by a rule; nothing where it may be, or is already as the rule has it."""
    if each.item.draft is not None:
        return "" if each.item.draft == draft else OTHERWISE
    return each.hindrance
