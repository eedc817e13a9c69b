"""Decisions that are being prepared on several dossiers of a session at once. Nothing here commits."""

from typing import Any

from clas_api.context import Context
from clas_api.services.committees.deciding import vote_problems
from clas_api.services.committees.deliberating import Deliberation
from clas_api.services.committees.envelopes import (
    envelope_problems,
    envelopes_of,
    porteur_problems,
    prepared_amounts,
)
from clas_api.services.trace import Fact
from clas_api.store.models import AgendaItem
from clas_api.store.sessions import WholeSession
from clas_core.errors import InvalidInput


def hindrances(whole: WholeSession, item: AgendaItem, found: Deliberation) -> str:
    """Say what keeps a decision from being prepared: what is wrong with it, or the votes; nothing when it may be."""
    against = vote_problems(found.decision.outcome, whole.tally_of(item.id), ())
    return " ".join(problem.message for problem in (*found.problems, *against))


def put_draft(item: AgendaItem, draft: dict[str, Any], **more: str) -> Fact:
    """Write the decision that is being prepared on a dossier that has none; return what the trace says of it."""
    item.draft = draft
    return Fact("session.decision_prepared", item.session_id, None, {"item": str(item.id), "decision": draft, **more})


def expect_within(context: Context, whole: WholeSession) -> None:
    """Raise `InvalidInput` where all that is prepared exceeds what may be granted."""
    row, about = whole.row, list(whole.dossiers)
    porteurs = {key: dossier.porteur_id for key, dossier in whole.dossiers.items()}
    granting = list(prepared_amounts(whole.items, porteurs))
    problems = [
        *envelope_problems(envelopes_of(context, row.department, row.call, about, granting), ("items",)),
        *porteur_problems(context, row.department, row.call, about, granting, ("items",)),
    ]
    if problems:
        raise InvalidInput(problems, "Aucune décision n'est préparée : ensemble, elles dépassent ce qui est prévu.")
