"""What a new year changes for a dossier that takes up last year's: what was kept, what is to be said anew, which rules
are others."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from clas_api.services.desk import Desk
from clas_api.services.dossiers.reading import load_dossier
from clas_api.services.rules.finding import find_campaign
from clas_api.services.rules.sealed_rules import sealed_referential
from clas_api.store.dossiers import version_of
from clas_api.store.models import DossierRow
from clas_core.departments import campaign_changes
from clas_core.dossiers.copying import KEPT, TO_ANSWER
from clas_core.errors import Refused, Unknown
from clas_core.national import Change, Referential, differences


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """`older` is the dossier that was taken up, `None` when nothing was."""

    row: DossierRow
    older: DossierRow | None
    kept: Sequence[str] = ()
    to_answer: Sequence[str] = ()
    changes: Sequence[Change] = ()


def changes_since(desk: Desk, key: UUID) -> NextYear:
    """Return what the rules of a dossier's year change since those of the dossier that it took up.

    The older rules are those that dossier was deposited under. Raises `NotFound`.
    """
    row = load_dossier(desk, key)
    older = None
    if row.copied_from is not None:
        same = (DossierRow.id == row.copied_from, DossierRow.porteur_id == row.porteur_id)
        older = desk.session.scalar(select(DossierRow).where(*same))
    if older is None:
        return NextYear(row=row, older=None)
    changes: tuple[Change, ...] = ()
    if (before := _rules_of(desk, older)) is not None:
        changes = differences(before, desk.installation.library.parse(row.school_year))
    return NextYear(
        row=row, older=older, kept=KEPT, to_answer=TO_ANSWER, changes=(*changes, *_of_the_call(desk, older, row))
    )


def _rules_of(desk: Desk, older: DossierRow) -> Referential | None:
    """Return the rules of the older dossier; `None` when they are nowhere any more."""
    version = version_of(desk.session, older.id, older.versions) if older.versions else None
    try:
        if version is not None:
            return sealed_referential(desk, version.referential_digest, older.school_year)
        return desk.installation.library.parse(older.school_year)
    except (Refused, Unknown):
        return None


def _of_the_call(desk: Desk, older: DossierRow, row: DossierRow) -> Sequence[Change]:
    """Return what the call changed; nothing when it is another department's, or no call is known of the older year."""
    if older.department != row.department:
        return ()
    try:
        _, before = find_campaign(desk.installation, older.department, older.school_year)
        _, after = find_campaign(desk.installation, row.department, row.school_year)
    except Unknown:
        return ()
    return campaign_changes(before, after)
