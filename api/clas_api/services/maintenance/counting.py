"""Counting what the installation holds, for whoever watches over it: numbers alone, of nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.store.mails import count_by_state
from clas_api.store.models import AuditHead, DossierRow


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many mails and dossiers there are in each state, and how many entries in the trace."""

    mails: Mapping[str, int]
    dossiers: Mapping[str, int]
    audit_entries: int


def count_holdings(context: Context) -> Holdings:
    """Return what the installation holds. The entries of the trace are those that its heads say, without reading it."""
    context.open_wholly()
    session = context.session
    dossiers = select(DossierRow.state, func.count()).group_by(DossierRow.state)
    return Holdings(
        mails=count_by_state(session),
        dossiers=dict(session.execute(dossiers).all()),
        audit_entries=session.scalar(select(func.coalesce(func.sum(AuditHead.number), 0))) or 0,
    )
