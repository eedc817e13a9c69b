"""The last study of each of many dossiers: what the Caf proposes of them. Whoever asks may see the dossiers already."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from clas_api.store.models import Examination
from clas_api.store.reading import Query

_LAST = (
    select(func.max(Examination.number).label("number"), Examination.dossier_id)
    .where(Examination.dossier_id.in_(bindparam("keys")), Examination.kind == "study")
    .group_by(Examination.dossier_id)
    .subquery()
)
_STUDIES = Query(
    select(Examination).join(
        _LAST, (Examination.dossier_id == _LAST.c.dossier_id) & (Examination.number == _LAST.c.number)
    )
)


def studies_of(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, Examination]:
    """Return the last study of each of these dossiers that was studied, by dossier."""
    return {each.dossier_id: each for each in _STUDIES.all(session, keys=tuple(dossiers))}
