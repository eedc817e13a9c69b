"""What the money that a year grants is made of, and what its bilans say was done. None commits."""

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from clas_api.store.models import BilanRow, DecidedGroup, DecisionRow, DossierRow
from clas_api.store.reading import Query
from clas_api.store.statistics import NOT_COUNTED
from clas_core.statistics.year_parts import Filed, Granted

_HERE = (
    DossierRow.department == bindparam("department"),
    DossierRow.school_year == bindparam("year"),
    DossierRow.state.not_in(NOT_COUNTED),
    DossierRow.given_up.is_(False),
)
_LAST = (
    select(DecisionRow.dossier_id, func.max(DecisionRow.number).label("number"))
    .where(DecisionRow.department == bindparam("department"), DecisionRow.school_year == bindparam("year"))
    .group_by(DecisionRow.dossier_id)
    .subquery()
)
_GRANTED = Query(
    select(
        DecidedGroup.ps_cents,
        DecidedGroup.bonus_cents,
        DecidedGroup.supplement_cents,
        DecidedGroup.bonuses,
        DecidedGroup.porteur_id,
    )
    .join(DecisionRow, DecisionRow.id == DecidedGroup.decision_id)
    .join(_LAST, and_(_LAST.c.dossier_id == DecisionRow.dossier_id, _LAST.c.number == DecisionRow.number))
    .join(DossierRow, and_(DossierRow.id == DecisionRow.dossier_id, DossierRow.versions == DecisionRow.version))
    .where(*_HERE, DossierRow.outcome == "approved", DecidedGroup.retained.is_(True))
)
_FILED = (
    select(BilanRow.porteur_id, BilanRow.content)
    .join(DossierRow, DossierRow.id == BilanRow.dossier_id)
    .where(*_HERE, BilanRow.state == "filed")
)

_AT_ONCE = 200
"""How many whole bilans are held at once."""


def parts_granted(session: Session, department: str, year: str) -> Sequence[Granted]:
    """Return what each group that is retained is granted."""
    found = _GRANTED.rows(session, department=department, year=year)
    return [(row[0], row[1], row[2], tuple(row[3]), row[4]) for row in found]


def groups_of_bilans(session: Session, department: str, year: str) -> Iterator[Filed]:
    """Yield the porteur and the groups, as JSON, of each bilan that is filed."""
    values = {"department": department, "year": year}
    for porteur, content in session.execute(_FILED, values).yield_per(_AT_ONCE):
        yield porteur, content.get("groups", ())
