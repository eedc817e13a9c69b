"""A dossier beside what one judges it by: the socle of its bonuses, and the dossier of the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context
from clas_api.services.dossiers.shown_answers import shown_content
from clas_api.services.instruction.instructing import examined_dossier
from clas_api.services.rules.sealed_rules import sealed_referential
from clas_api.store.dossiers import live_in_year, version_of
from clas_api.store.models import DossierRow, DossierVersion, SettlementRow
from clas_api.store.reading import Query
from clas_core.departments import CallName
from clas_core.dossiers import Change, changes_between, kept_content
from clas_core.dossiers.additionality import ClaimView, additionality
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One year of a comparison. Amounts in cents; `None` for what is not decided or not settled."""

    row: DossierRow
    granted: int | None
    settled: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsCompared:
    """A dossier beside the one of the year before, if there was any, and what changed of its content."""

    current: Side
    previous: Side | None
    changes: Sequence[Change]


def view_additionality(context: Context, key: UUID) -> Sequence[ClaimView]:
    """Return what each bonus of the last deposit is claimed for, beside the socle. Raises `NotFound`."""
    row = examined_dossier(context, key)
    version = _last(context, row)
    referential = sealed_referential(context, version.referential_digest, row.school_year)
    return additionality(kept_content(version.content), referential)


def compare_with_last_year(context: Context, key: UUID) -> YearsCompared:
    """Return a dossier beside the one that the porteur deposited in the department a year before. Raises `NotFound`.

    It is the one that was taken up; else that of the call of the same name, or of the same place in it, where there
    were several.
    """
    row = examined_dossier(context, key)
    year = str(SchoolYear.parse(row.school_year).previous)
    lived = live_in_year(context.session, row.porteur_id, row.department, year)
    earlier = [each for each in lived if each.versions]
    order = sorted(earlier, key=lambda each: _far_from(row, each))
    settled = _settled(context, [row, *order[:1]])
    if not order:
        return YearsCompared(current=_side(row, settled), previous=None, changes=())
    before = order[0]
    older, newer = (shown_content(context, each, _last(context, each).content) for each in (before, row))
    changes = changes_between(older, newer)
    return YearsCompared(current=_side(row, settled), previous=_side(before, settled), changes=tuple(changes))


def _far_from(row: DossierRow, earlier: DossierRow) -> tuple[bool, bool, bool, str, int]:
    """Tell how little a dossier of the year before is the one to set beside `row`."""
    same_call = CallName.parse(earlier.call).part == CallName.parse(row.call).part
    return earlier.id != row.copied_from, not same_call, earlier.place != row.place, earlier.call, earlier.place


def _last(context: Context, row: DossierRow) -> DossierVersion:
    version = version_of(context.session, row.id, row.versions)
    assert version is not None
    return version


_SETTLED = Query(
    select(SettlementRow.dossier_id, SettlementRow.due_cents).where(SettlementRow.dossier_id.in_(bindparam("dossiers")))
)


def _settled(context: Context, rows: Sequence[DossierRow]) -> dict[UUID, int]:
    over = tuple(row.id for row in rows if row.state in ("settled", "closed"))
    return dict(_SETTLED.rows(context.session, dossiers=over)) if over else {}


def _side(row: DossierRow, settled: dict[UUID, int]) -> Side:
    return Side(row=row, granted=None if row.outcome is None else row.granted_cents, settled=settled.get(row.id))
