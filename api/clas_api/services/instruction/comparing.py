"""A dossier beside what one judges it by: the socle of its bonuses, and the dossier of the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context
from clas_api.services.dossiers.shown_answers import shown_content
from clas_api.services.instruction.instructing import examined_dossier
from clas_api.services.rules.sealed_rules import sealed_referential
from clas_api.store.dossiers import groups_deposited, live_in_years, programmes_deposited, version_of
from clas_api.store.models import DossierRow, DossierVersion, SettlementRow
from clas_api.store.past_years import past_years_with_files, taken_dossier
from clas_api.store.reading import Query
from clas_core.departments import CallName
from clas_core.dossiers import Change, changes_between, kept_content
from clas_core.dossiers.additionality import ClaimView, additionality
from clas_core.dossiers.asked_twice import AskedGroup, asked_twice, programmes_twice
from clas_core.statistics.taken_years import TakenYear, sum_taken
from clas_core.years import SchoolYear


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One year of a comparison. Amounts in cents; `None` for what is not decided or not settled."""

    row: DossierRow
    granted: int | None
    settled: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """Groups that another dossier of the same porteur, in the same year, asks for as well; and the labels of other
    programmes than the Clas."""

    row: DossierRow
    groups: Sequence[AskedGroup]
    programmes: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsCompared:
    """A dossier beside the one of the year before, if there was any, and what changed of its content. `twice` are its
    groups and programmes that another dossier of the porteur asks for in the same year; `taken` is what files told of
    the year before."""

    current: Side
    previous: Side | None
    changes: Sequence[Change]
    twice: Sequence[AskedAgain]
    taken: TakenYear | None = None


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
    lived = live_in_years(context.session, row.porteur_id, row.department, year, row.school_year)
    earlier = [each for each in lived if each.versions and each.school_year == year]
    twice = _asked_again(context, row, [each for each in lived if each.school_year == row.school_year])
    taken = _taken(context, row, year)
    order = sorted(earlier, key=lambda each: _far_from(row, each))
    settled = _settled(context, [row, *order[:1]])
    if not order:
        return YearsCompared(current=_side(row, settled), previous=None, changes=(), twice=twice, taken=taken)
    before = order[0]
    older, newer = (shown_content(context, each, _last(context, each).content) for each in (before, row))
    changes = changes_between(older, newer)
    return YearsCompared(
        current=_side(row, settled),
        previous=_side(before, settled),
        changes=tuple(changes),
        twice=twice,
        taken=taken,
    )


def _taken(context: Context, row: DossierRow, year: str) -> TakenYear | None:
    """Return what files told of the porteur in a year, all its dossiers of then together."""
    found = past_years_with_files(context.session, row.department, row.porteur.sirets)
    return sum_taken(year, (taken_dossier(past, file) for past, file in found if past.school_year == year))


def _asked_again(context: Context, row: DossierRow, same_year: Sequence[DossierRow]) -> Sequence[AskedAgain]:
    """Return the groups and the programmes of a dossier that others of its year ask for too, unless they were refused
    there."""
    others = [each for each in same_year if each.id != row.id and each.versions and each.outcome != "refused"]
    if not others:
        return ()
    found = groups_deposited(context.session, [row.id, *(each.id for each in others)])
    groups = {key: [AskedGroup(*each) for each in listed] for key, listed in found.items()}
    mine = _last(context, row).programmes
    theirs = programmes_deposited(context.session, [each.id for each in others]) if mine else {}
    again = (
        AskedAgain(
            row=each,
            groups=tuple(asked_twice(groups.get(row.id, ()), groups.get(each.id, ()))),
            programmes=tuple(programmes_twice(mine, theirs.get(each.id, ()))),
        )
        for each in others
    )
    return [each for each in again if each.groups or each.programmes]


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
