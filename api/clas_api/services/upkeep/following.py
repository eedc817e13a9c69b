"""Following what happened in a department: its trace, page by page, the latest first."""

from collections.abc import Sequence

from sqlalchemy import select

from clas_api.services.desk import Desk
from clas_api.store.models import AuditEntry
from clas_core.errors import NotFound


def list_entries(desk: Desk, slug: str, *, before: int | None, limit: int) -> Sequence[AuditEntry]:
    """Return entries of a department's chain, and one more when another page follows. Raises `NotFound`."""
    scope = desk.open("audit.read")
    if not (scope.everything or slug in scope.departments):
        raise NotFound("Cette trace")
    query = select(AuditEntry).where(AuditEntry.chain == slug)
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return desk.session.scalars(query.order_by(AuditEntry.number.desc()).limit(limit + 1)).all()
