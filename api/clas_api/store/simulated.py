"""The groups of a year that a simulation replays: those of the last deposit of each dossier. None commits."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from clas_api.store.exported import MANY_AT_ONCE, Row, pieces
from clas_api.store.models import DepositedGroup, DossierRow, DossierVersion, PorteurRow
from clas_api.store.reading import Query
from clas_api.store.statistics import NOT_COUNTED
from clas_core.simulation.counted import Alike

_LAST = and_(DossierVersion.dossier_id == DossierRow.id, DossierVersion.number == DossierRow.versions)
_PLACE = (DepositedGroup.version_id, DepositedGroup.position)
_OF_YEAR = (
    DossierRow.school_year == bindparam("year"),
    DossierRow.state.not_in(NOT_COUNTED),
    DossierRow.given_up.is_(False),
)
_ADULTS = DepositedGroup.paid_adults + DepositedGroup.volunteer_adults
_GROUPS = (
    select(
        *_PLACE,
        DossierRow.department,
        DossierRow.receipt,
        PorteurRow.nature,
        DepositedGroup.children,
        _ADULTS.label("adults"),
        DepositedGroup.levels,
        DepositedGroup.running_costs_cents,
        DepositedGroup.bonuses,
    )
    .join(DossierVersion, DossierVersion.id == DepositedGroup.version_id)
    .join(DossierRow, _LAST)
    .join(PorteurRow, PorteurRow.id == DossierRow.porteur_id)
    .where(*_OF_YEAR)
)
_ALIKE = Query(
    select(
        DepositedGroup.department,
        DepositedGroup.porteur_id,
        DepositedGroup.children,
        _ADULTS,
        DepositedGroup.levels,
        DepositedGroup.running_costs_cents,
        DepositedGroup.bonuses,
        DepositedGroup.eligible,
    )
    .join(DossierVersion, DossierVersion.id == DepositedGroup.version_id)
    .join(DossierRow, _LAST)
    .where(*_OF_YEAR)
)


def simulated_groups(session: Session, year: str) -> Iterator[Sequence[Row]]:
    """Yield the deposited groups of a year, in pieces, of what the session may see."""
    return pieces(session, _GROUPS, _PLACE, {"year": year}, MANY_AT_ONCE)


def groups_to_simulate(session: Session, year: str) -> Iterator[Alike]:
    """Yield the groups that were deposited for a year, in every department that `session` sees: one query.

    One that its deposit found not eligible is `refused`, whatever the reason.
    """
    porteurs: dict[object, int] = {}  # a number is hashed several times faster than a UUID is
    words: dict[str, tuple[str, ...]] = {}

    def split(text: str) -> tuple[str, ...]:
        found = words.get(text)
        if found is None:
            found = words[text] = tuple(text.split())
        return found

    for department, porteur, children, adults, levels, costs, bonuses, eligible in _ALIKE.rows(session, year=year):
        number = porteurs.setdefault(porteur, len(porteurs))
        asked = split(bonuses)
        yield Alike(department, number, children, adults, split(levels) or None, costs, asked, not eligible)
