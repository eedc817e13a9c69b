"""More time for one porteur, granted by its Caf with a reason."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select

from clas_api.services.desk import Desk
from clas_api.services.rules.campaigns import call_for
from clas_api.services.trace import record
from clas_api.store.models import Extension, PorteurDepartment, PorteurRow
from clas_core.errors import InvalidInput, NotFound, Problem
from clas_core.years import PARIS, write_day


def grant_extension(desk: Desk, slug: str, year: str, porteur: UUID, *, until: date, reason: str) -> Extension:
    """Let a porteur deposit until the end of a day, in Paris. Raises `NotFound` or `InvalidInput`. Commits."""
    scope = desk.open("extensions.grant", writing=True)
    if slug not in scope.departments:
        raise NotFound("Cet appel")
    if desk.session.get(PorteurRow, porteur) is None:
        raise NotFound("Ce porteur")
    call = call_for(desk, slug, year, porteur)
    closes = call.campaign.calendar.closes
    if until < desk.now.date() or until <= closes:
        latest = max(closes, desk.now.date())
        raise InvalidInput([Problem(("until",), f"Une date après le {write_day(latest)} est attendue.")])
    granted = Extension(
        department=slug,
        school_year=year,
        porteur_id=porteur,
        until=datetime.combine(until, time(23, 59, 59), tzinfo=PARIS),
        reason=reason,
        granted_by=desk.who.id,
        granted_at=desk.now,
    )
    desk.session.add(granted)
    if desk.session.get(PorteurDepartment, (porteur, slug)) is None:
        desk.session.add(PorteurDepartment(porteur_id=porteur, department=slug, since=desk.now))
    desk.session.flush()
    after = {"porteur": str(porteur), "school_year": year, "until": until.isoformat(), "reason": reason}
    record(desk, "extension.granted", granted.id, chain=slug, after=after)
    desk.session.commit()
    return granted


def list_extensions(desk: Desk, slug: str, year: str) -> Sequence[Extension]:
    """Return the extensions of a call: all of them for its Caf, its own for a porteur."""
    scope = desk.open("extensions.read")
    query = select(Extension).where(Extension.department == slug, Extension.school_year == year)
    if slug not in scope.departments:
        query = query.where(Extension.porteur_id.in_(scope.porteurs))
    return desk.session.scalars(query.order_by(Extension.granted_at, Extension.id)).all()
