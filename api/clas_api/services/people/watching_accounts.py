"""Accounts as whoever manages them watches over them: when each was last there, how many sessions are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from clas_api.context import Context, command
from clas_api.services.people.accounts import end_sessions, seen_account, shown
from clas_api.services.trace import record
from clas_api.store.models import Account, SecondFactor, Token
from clas_core.years import PARIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What is known of somebody's comings: when they last signed in or asked, and what they have to enter with."""

    last: datetime | None = None
    open: int = 0
    second_factor: bool = False
    password: bool = False
    provider: bool = False


def activity_of(context: Context, keys: Sequence[UUID]) -> Mapping[UUID, Activity]:
    """Return the activity of accounts that whoever asks may manage, by their keys. Raises `Forbidden`."""
    context.open("accounts.manage")
    still = case((Token.revoked_at.is_(None) & (Token.expires_at > context.now), 1), else_=0)
    sessions = (
        select(
            Token.account_id.label("account"),
            func.max(func.coalesce(Token.seen_at, Token.created_at)).label("last"),
            func.sum(still).label("open"),
        )
        .where(Token.account_id.in_(keys))
        .group_by(Token.account_id)
        .subquery()
    )
    query = (
        select(
            Account.id,
            sessions.c.last,
            func.coalesce(sessions.c.open, 0),
            SecondFactor.account_id.is_not(None),
            Account.password_hash.is_not(None),
            Account.issuer.is_not(None),
        )
        .outerjoin(sessions, sessions.c.account == Account.id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .where(Account.id.in_(keys))
    )
    return {
        key: Activity(
            last=None if last is None else last.astimezone(PARIS),
            open=int(opened),
            second_factor=bool(factor),
            password=bool(password),
            provider=bool(provider),
        )
        for key, last, opened, factor, password, provider in context.session.execute(query)
    }


def show_account(context: Context, account_id: UUID) -> Mapping[str, Any]:
    """Return an account as it may be shown to whoever manages it. Raises `NotFound`, `Forbidden`."""
    scope = context.open("accounts.manage")
    return shown(context, seen_account(context, scope, account_id), scope)


@command
def end_sessions_of(context: Context, account_id: UUID, reason: str) -> None:
    """End every session of somebody else's account, for a reason that the trace keeps. Commits. Raises `NotFound`."""
    scope = context.open("accounts.manage", writing=True)
    account = seen_account(context, scope, account_id, held=True)
    end_sessions(context, account)
    record(context, "account.sessions_ended", account.id, after={"reason": reason})
    context.session.commit()
