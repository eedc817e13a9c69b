"""What has come in for a Caf since somebody last looked: deposits, answers, messages, bilans, by person or for all."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from clas_api.context import Context, command
from clas_api.security.permissions import departments_of
from clas_api.security.principal import Principal
from clas_api.services.instruction.desk_requests import MOST_OPENED
from clas_api.services.instruction.desks import account_in, desk_of, held_desk
from clas_api.store.arrivals import Arrival, Came, arrivals, count_unopened
from clas_api.store.database import insert_into
from clas_api.store.models import OpenedArrival

SHOWN = timedelta(days=60)
"""What came in before is read on the dossiers themselves."""


def list_arrivals(
    context: Context, slug: str, *, theirs: bool, before: datetime | None = None, most: int
) -> Sequence[Arrival]:
    """Return what came in for a department, the latest first: all of it, or what is `theirs` who ask. `before` is the
    moment of the last of the page before. Raises `NotFound`."""
    account = account_in(context, slug)
    until = min(context.now, before or context.now)
    came = _came(context, slug, account, theirs, context.now - SHOWN, until)
    return arrivals(context.session, came, seen_until=desk_of(context, slug).seen_until, most=most)


def count_new(context: Context, slug: str, *, theirs: bool) -> int:
    """Return how many things came in for a department that whoever asks has not opened. Raises `NotFound`."""
    account = account_in(context, slug)
    seen = desk_of(context, slug).seen_until
    came = _came(context, slug, account, theirs, max(seen, context.now - SHOWN), context.now)
    return count_unopened(context.session, came, seen_until=seen)


@command
def see_all(context: Context, slug: str, until: datetime) -> None:
    """Have whoever asks see all that came in up to a moment, that of the page which showed it. Commits."""
    desk = held_desk(context, slug)
    until = min(until, context.now)
    desk.seen_until = max(desk.seen_until, until)
    of_it = (OpenedArrival.account_id == desk.account_id, OpenedArrival.department == slug)
    context.session.execute(delete(OpenedArrival).where(*of_it, OpenedArrival.opened_at <= desk.seen_until))
    context.session.commit()


@command
def open_arrival(context: Context, slug: str, arrival: UUID) -> None:
    """Have whoever asks open one thing that came in. Commits.

    Beyond what one may have opened by itself, it stays unread until all of it is seen.
    """
    account = account_in(context, slug, writing=True)
    counted = select(func.count()).select_from(OpenedArrival).where(OpenedArrival.account_id == account)
    if (context.session.scalar(counted) or 0) >= MOST_OPENED:
        return
    opening = insert_into(context.session, OpenedArrival).values(
        account_id=account, arrival=arrival, department=slug, opened_at=context.now
    )
    key, again = [OpenedArrival.account_id, OpenedArrival.arrival], {"opened_at": context.now}
    context.session.execute(opening.on_conflict_do_update(index_elements=key, set_=again))
    context.session.commit()


def takes_what_is_nobodys(who: Principal, department: str) -> bool:
    """Tell whether what is assigned to nobody concerns somebody: the heads of the service give it to an agent."""
    return department in departments_of(who, "decisions.correct")


def _came(context: Context, slug: str, account: UUID, theirs: bool, since: datetime, until: datetime) -> Came:
    own = [role.porteur for role in context.who.roles if role.porteur is not None]
    nobodys = takes_what_is_nobodys(context.who, slug)
    return Came(
        department=slug,
        since=since,
        until=until,
        account=account,
        theirs=theirs,
        nobodys=nobodys,
        own_porteurs=own,
    )
