"""The years of a porteur in a department: its dossiers of the platform, and what files told of those before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, text

from clas_api.context import Context
from clas_api.store.models import DossierRow, PastYearRow
from clas_api.store.models.dossiers import LIVE
from clas_api.store.past_years import past_years_with_files
from clas_api.store.reading import Query
from clas_core.statistics.taken_years import TakenFile


@dataclass(frozen=True, slots=True, kw_only=True)
class PorteurYears:
    """The deposited dossiers of a porteur in all the calls of a department, and those of `past` years as files told
    them, each with its file; the last year first."""

    dossiers: Sequence[DossierRow]
    past: Sequence[tuple[PastYearRow, TakenFile]]


_DEPOSITED = Query(
    select(DossierRow)
    .where(
        DossierRow.porteur_id == bindparam("porteur"),
        DossierRow.department == bindparam("department"),
        DossierRow.versions > 0,
        text(LIVE),
    )
    .order_by(DossierRow.school_year.desc(), DossierRow.call, DossierRow.place)
)


def years_of_porteur(context: Context, row: DossierRow) -> PorteurYears:
    """Return the years of the porteur of a dossier that whoever asks works on, in the department of the dossier."""
    dossiers = _DEPOSITED.all(context.session, porteur=row.porteur_id, department=row.department)
    return PorteurYears(
        dossiers=dossiers, past=past_years_with_files(context.session, row.department, row.porteur.sirets)
    )
