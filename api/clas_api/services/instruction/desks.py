"""How somebody of a Caf works in a department: the columns of their list, their saved filters. Each has their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.services.instruction.desk_requests import COLUMNS, FILTERS, FIRST_COLUMNS, MOST_FILTERS
from clas_api.store.models import Desk
from clas_api.store.reading import Query
from clas_core.errors import InvalidInput, NotFound, Problem

FRESH = timedelta(days=14)
"""What came in before that is not new to somebody who has never looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """What somebody has chosen; `filters` are by their names, each with what the address of the list says."""

    columns: Sequence[str] = FIRST_COLUMNS
    filters: Mapping[str, Mapping[str, str]]
    seen_until: datetime


DESK = Query(select(Desk).where(Desk.account_id == bindparam("account"), Desk.department == bindparam("department")))


def desk_of(context: Context, slug: str) -> DeskView:
    """Return what whoever asks has chosen in a department. Raises `NotFound` for one that is not theirs."""
    account = account_in(context, slug)
    row = DESK.first(context.session, account=account, department=slug)
    if row is None:
        return DeskView(filters={}, seen_until=context.now - FRESH)
    columns = [name for name in COLUMNS if name in row.columns] or FIRST_COLUMNS
    filters = {str(each["name"]): dict(each["asked"]) for each in row.filters}
    return DeskView(columns=columns, filters=filters, seen_until=row.seen_until)


@command
def choose_columns(context: Context, slug: str, columns: Sequence[str]) -> None:
    """Choose the columns of one's list of dossiers; none chooses those of everybody again. Commits."""
    held_desk(context, slug).columns = [name for name in COLUMNS if name in columns]
    context.session.commit()


@command
def save_filter(context: Context, slug: str, name: str, asked: Mapping[str, str]) -> None:
    """Save a filter under a name; one of that name is replaced. Commits. Raises `InvalidInput` beyond the bound."""
    desk = held_desk(context, slug)
    kept = [each for each in desk.filters if each["name"] != name]
    if len(kept) >= MOST_FILTERS:
        message = f"Vous avez {MOST_FILTERS} filtres enregistrés, le plus possible : retirez-en un d'abord."
        raise InvalidInput([Problem(("name",), message)])
    new: dict[str, Any] = {"name": name, "asked": {key: asked[key] for key in FILTERS if asked.get(key)}}
    desk.filters = sorted([*kept, new], key=lambda each: str(each["name"]).casefold())
    context.session.commit()


@command
def remove_filter(context: Context, slug: str, name: str) -> None:
    """Remove a saved filter, if it is still there. Commits."""
    desk = held_desk(context, slug)
    desk.filters = [each for each in desk.filters if each["name"] != name]
    context.session.commit()


def account_in(context: Context, slug: str, *, writing: bool = False) -> UUID:
    """Return the account of whoever asks, who studies the dossiers of a department. Raises `NotFound`."""
    scope = context.open("dossiers.study", writing=writing)
    if slug not in scope.departments or context.who.account is None:
        raise NotFound("Ce département")
    return context.who.account


def held_desk(context: Context, slug: str) -> Desk:
    """Begin to write, and return the desk of whoever asks, made where there is none; the caller commits."""
    account = account_in(context, slug, writing=True)
    desk = context.session.get(Desk, (account, slug), with_for_update=True)
    if desk is None:
        desk = Desk(
            account_id=account, department=slug, columns=[], filters=[], exports={}, seen_until=context.now - FRESH
        )
        context.session.add(desk)
    return desk
