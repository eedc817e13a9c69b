"""What a new year changes for a dossier that takes up last year's: what was kept, what is to be said anew, which rules
are others."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context
from clas_api.services.dossiers.reading import load_dossier
from clas_api.services.rules.campaigns import call_of
from clas_api.services.rules.kept_calls import find_call, find_referential
from clas_api.services.rules.sealed_rules import sealed_referential
from clas_api.store.dossiers import version_of
from clas_api.store.models import DossierRow
from clas_core.departments.difference import campaign_changes
from clas_core.dossiers.copying import sections_carried
from clas_core.errors import DepartmentUnavailable, Refused, Unknown
from clas_core.national import Change, Referential
from clas_core.national.difference import differences


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """`older` is the dossier that was taken up, `None` when nothing was."""

    row: DossierRow
    older: DossierRow | None
    kept: Sequence[str] = ()
    to_answer: Sequence[str] = ()
    changes: Sequence[Change] = ()


def changes_since(context: Context, key: UUID) -> NextYear:
    """Return what the rules of a dossier's year change since those of the dossier that it took up.

    The older rules are those that dossier was deposited under. Raises `NotFound`.
    """
    row = load_dossier(context, key)
    older = None
    if row.copied_from is not None:
        same = (DossierRow.id == row.copied_from, DossierRow.porteur_id == row.porteur_id)
        older = context.session.scalar(select(DossierRow).where(*same))
    if older is None:
        return NextYear(row=row, older=None)
    changes: tuple[Change, ...] = ()
    before, after = _rules_of(context, older), _served_rules(context, row.school_year)
    if before is not None and after is not None:
        changes = differences(before, after)
    kept, to_answer = sections_carried(call_of(context, row).questionnaire)
    return NextYear(
        row=row, older=older, kept=kept, to_answer=to_answer, changes=(*changes, *_of_the_call(context, older, row))
    )


def _rules_of(context: Context, older: DossierRow) -> Referential | None:
    """Return the rules of the older dossier; `None` when they are nowhere any more."""
    version = version_of(context.session, older.id, older.versions) if older.versions else None
    try:
        if version is not None:
            return sealed_referential(context, version.referential_digest, older.school_year)
    except Refused:
        return None
    return _served_rules(context, older.school_year)


def _served_rules(context: Context, year: str) -> Referential | None:
    """Return the rules of a year as they are served, or were last; `None` when they are nowhere any more."""
    try:
        return find_referential(context, year)
    except Unknown:
        return None


def _of_the_call(context: Context, older: DossierRow, row: DossierRow) -> Sequence[Change]:
    """Return what the call changed; nothing when it is another department's, or no call is known of the older year."""
    if older.department != row.department:
        return ()
    try:
        _, before = find_call(context, older.department, older.call)
        _, after = find_call(context, row.department, row.call)
    except (Unknown, DepartmentUnavailable):
        return ()
    return campaign_changes(before, after)
