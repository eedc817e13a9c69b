"""The groups of a year that a simulation replays: those of the last deposit of each dossier. None commits."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from clas_api.store.exported import MANY_AT_ONCE, Row, pieces
from clas_api.store.models import DepositedGroup, DossierRow, DossierVersion, PorteurRow
from clas_api.store.statistics import NOT_COUNTED

_LAST = and_(DossierVersion.dossier_id == DossierRow.id, DossierVersion.number == DossierRow.versions)
_PLACE = (DepositedGroup.version_id, DepositedGroup.position)
_GROUPS = (
    select(
        *_PLACE,
        DossierRow.department,
        DossierRow.receipt,
        PorteurRow.nature,
        DepositedGroup.children,
        (DepositedGroup.paid_adults + DepositedGroup.volunteer_adults).label("adults"),
        DepositedGroup.levels,
        DepositedGroup.running_costs_cents,
        DepositedGroup.bonuses,
    )
    .join(DossierVersion, DossierVersion.id == DepositedGroup.version_id)
    .join(DossierRow, _LAST)
    .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    .where(
        DossierRow.school_year == bindparam("year"),
        DossierRow.state.not_in(NOT_COUNTED),
        DossierRow.given_up.is_(False),
    )
)


def simulated_groups(session: Session, year: str) -> Iterator[Sequence[Row]]:
    """Yield the deposited groups of a year, in pieces, of what the session may see."""
    return pieces(session, _GROUPS, _PLACE, {"year": year}, MANY_AT_ONCE)
