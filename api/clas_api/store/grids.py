"""The study grids of dossiers, as they were filled in. None commits."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clas_api.store.models import Examination
from clas_api.store.reading import Query

_GRIDS = Query(
    select(Examination.dossier_id, Examination.grid)
    .where(Examination.dossier_id.in_(bindparam("dossiers")), Examination.kind == "study")
    .order_by(Examination.number)
)


def grids_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, dict[str, Any] | None]:
    """Return the study grid of each of these dossiers that was studied: that of the last study."""
    return {row[0]: row[1] for row in _GRIDS.rows(session, dossiers=tuple(dossiers))}
