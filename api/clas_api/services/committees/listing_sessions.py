"""Listing the sessions of a department's committees, of a year or of a call."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from clas_api.context import Context
from clas_api.store.models import CommitteeSession
from clas_api.store.sessions import page_of_sessions
from clas_core.errors import NotFound


def list_sessions(
    context: Context,
    slug: str,
    *,
    year: str | None = None,
    call: str | None = None,
    state: str | None,
    after: tuple[date, UUID] | None,
    limit: int,
) -> Sequence[CommitteeSession]:
    """Return a page of a department's sessions, of a year or of a call, and one more when another page follows.

    Raises `NotFound`.
    """
    scope = context.open("sessions.read")
    if slug not in scope.departments and not scope.everything:
        raise NotFound("Ce département")
    return page_of_sessions(context.session, slug, year=year, call=call, state=state, after=after, limit=limit)
