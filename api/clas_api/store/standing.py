"""What a porteur has with a Caf when it answers a call: more time, and the bilans of other years; in one query."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from clas_api.store.models import BilanRow, Extension
from clas_api.store.reading import Query

_UNTIL = (
    select(Extension.until)
    .where(
        Extension.porteur_id == bindparam("porteur"),
        Extension.department == bindparam("department"),
        Extension.call == bindparam("call"),
    )
    .order_by(Extension.granted_at.desc())
    .limit(1)
)
_BILANS = select(func.aggregate_strings(BilanRow.school_year + " " + BilanRow.state, ",")).where(
    BilanRow.porteur_id == bindparam("porteur"), BilanRow.department == bindparam("department")
)
_STANDING = Query(select(_UNTIL.scalar_subquery(), _BILANS.scalar_subquery()))


def extended_until(session: Session, porteur: UUID, department: str, call: str) -> datetime | None:
    """Return until when a porteur may deposit by the extension that holds, if any was granted."""
    until: datetime | None = _STANDING.rows(session, porteur=porteur, department=department, call=call)[0][0]
    return until


def previous_bilan_state(session: Session, porteur: UUID, department: str, call: str, year: str) -> bool | None:
    """Tell whether every bilan of a porteur for a year is filed, for whom a dossier of a `call` is judged; `None` when
    nothing of that year began here."""
    _, told = _STANDING.rows(session, porteur=porteur, department=department, call=call)[0]
    states = [state for of, _, state in (each.partition(" ") for each in (told or "").split(",")) if of == year]
    return all(state == "filed" for state in states) if states else None
