"""The envelopes of a call, followed live: what there is, what is granted, what a session is about to grant."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from clas_api.context import Context
from clas_api.services.rules.kept_calls import find_call
from clas_api.store.models import AgendaItem
from clas_api.store.sessions import WholeSession, granted_in
from clas_core.committees.session import RecordedEnvelope
from clas_core.committees.session_schemas import read_record
from clas_core.departments.campaign import ENVELOPE_KINDS
from clas_core.documents.minutes import ENVELOPES
from clas_core.errors import Path, Problem
from clas_core.money import cents_of, write_euros

Amounts = Mapping[str, int]
"""In cents, by kind of envelope."""


def envelopes_of(
    context: Context, department: str, year: str, about: Sequence[UUID], granting: Iterable[Amounts]
) -> Sequence[RecordedEnvelope]:
    """Return the envelopes of a call: `granting` is what is about to be decided on the dossiers `about`."""
    _, campaign = find_call(context, department, year)
    stated = {each.kind: cents_of(each.amount) for each in campaign.envelopes}
    before = granted_in(context.session, department, year, but=about)
    added = tuple(granting)
    return tuple(
        RecordedEnvelope(
            kind=kind, amount=stated.get(kind), before=before[kind], session=sum(each[kind] for each in added)
        )
        for kind in ENVELOPE_KINDS
    )


def envelope_problems(envelopes: Iterable[RecordedEnvelope], place: Path) -> Iterable[Problem]:
    """Yield a problem for each envelope that would be exceeded."""
    for each in envelopes:
        if each.exceeded and each.amount is not None:
            granted = write_euros(each.before + each.session)
            yield Problem(
                place,
                f"L'enveloppe du département ({ENVELOPES[each.kind]}) est de {write_euros(each.amount)} : "
                f"{granted} seraient accordés. Retenez moins de groupes, ou mettez des dossiers en liste d'attente.",
            )


def prepared_amounts(items: Iterable[AgendaItem]) -> Iterable[Amounts]:
    """Yield what the decisions that are prepared would grant."""
    for item in items:
        if item.draft is not None:
            yield item.draft["worth"]


def follow_envelopes(context: Context, whole: WholeSession) -> Sequence[RecordedEnvelope]:
    """Return the envelopes as a session goes on; those of its closing once it is closed."""
    row = whole.row
    if row.record is not None:
        return read_record(row.record).envelopes
    about = [item.dossier_id for item in whole.items]
    return envelopes_of(context, row.department, row.school_year, about, prepared_amounts(whole.items))
