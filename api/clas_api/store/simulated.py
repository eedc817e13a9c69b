"""The groups that a simulation replays: those of the last deposit of each dossier of a year. None commits."""

from collections.abc import Iterator

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from clas_api.store.models import DepositedGroup, DossierRow, DossierVersion
from clas_api.store.reading import Query
from clas_api.store.statistics import NOT_COUNTED
from clas_core.simulation.counted import Alike

_GROUPS = Query(
    select(
        DepositedGroup.department,
        DepositedGroup.porteur_id,
        DepositedGroup.children,
        DepositedGroup.paid_adults + DepositedGroup.volunteer_adults,
        DepositedGroup.levels,
        DepositedGroup.running_costs_cents,
        DepositedGroup.bonuses,
        DepositedGroup.eligible,
    )
    .join(DossierVersion, DossierVersion.id == DepositedGroup.version_id)
    .join(
        DossierRow,
        and_(DossierRow.id == DossierVersion.dossier_id, DossierRow.versions == DossierVersion.number),
    )
    .where(
        DossierRow.school_year == bindparam("year"),
        DossierRow.state.not_in(NOT_COUNTED),
        DossierRow.given_up.is_(False),
    )
)


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

    for department, porteur, children, adults, levels, costs, bonuses, eligible in _GROUPS.rows(session, year=year):
        number = porteurs.setdefault(porteur, len(porteurs))
        asked = split(bonuses)
        yield Alike(department, number, children, adults, split(levels) or None, costs, asked, not eligible)
