"""When each of many dossiers was first deposited: what it is asked to complete makes no later day of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clas_api.store.models import DossierVersion
from clas_api.store.reading import Query

_FIRST = Query(
    select(DossierVersion.dossier_id, DossierVersion.deposited_at).where(
        DossierVersion.dossier_id.in_(bindparam("keys")), DossierVersion.number == 1
    )
)


def first_deposits(session: Session, dossiers: Sequence[UUID]) -> Mapping[UUID, datetime]:
    """Return the moment of the first deposit of each of these dossiers. Whoever asks may see them already."""
    return {row[0]: row[1] for row in _FIRST.rows(session, keys=tuple(dossiers))}
