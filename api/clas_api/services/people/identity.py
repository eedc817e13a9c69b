"""Who asks: the person or the program behind a key or a signed-in account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clas_api.refusals import NotSignedIn
from clas_api.security.principal import Principal, Role, RoleKind
from clas_api.security.tokens import hash_of, hash_of_page
from clas_api.store.models import Account, RoleRow, Token
from clas_api.store.reading import Query, begin_reading


def principal_of_account(account: Account) -> Principal:
    """Return an account as whoever asks, with its roles; without any, it may only describe its organisation."""
    roles = tuple(
        Role(
            kind=cast("RoleKind", each.kind),
            department=each.department,
            porteur=each.porteur_id,
            institution=each.institution,
        )
        for each in account.roles
    )
    return Principal(
        id=f"account:{account.id}",
        name=account.name,
        account=account.id,
        email=account.email,
        roles=roles or (Role(kind="applicant"),),
    )


def principal_of_session(session: Session, account_id: UUID, epoch: int, mark: str, now: datetime) -> Principal | None:
    """Return whoever the cookie of a page belongs to; nobody when the session that it names has ended."""
    begin_reading(session)
    asked = {"hash": hash_of_page(mark), "now": now, "account": account_id, "epoch": epoch}
    rows = _OF_PAGES.rows(session, **asked)
    return _person(rows) if rows else None


def principal_of_key(session: Session, key: str, now: datetime) -> Principal:
    """Return whoever a key of the JSON service belongs to. Raises `NotSignedIn` when it opens nothing any more.

    One query, at every request. Tokens and accounts belong to no department, so it need not say for whom it works.
    """
    begin_reading(session)
    rows = _OF_KEYS.rows(session, hash=hash_of(key))
    first = rows[0] if rows else None
    if first is None or first.revoked_at is not None or first.expires_at <= now:
        raise NotSignedIn("Cette clé n'ouvre rien : elle est fausse, expirée ou retirée. Demandez-en une nouvelle.")
    if first.account_id is None:
        return Principal(
            id=f"token:{first.id}",
            name=first.label,
            roles=(Role(kind="service", department=first.program_of),),
            scopes=frozenset((first.scopes or "").split()),
        )
    if first.disabled_at is not None:
        raise NotSignedIn("Ce compte est fermé. Adressez-vous à votre Caf.")
    return _person(rows)


def _person(rows: Sequence[Any]) -> Principal:
    """Return somebody with an account, one row for each of their roles."""
    roles = tuple(
        Role(kind=row.kind, department=row.department, porteur=row.porteur_id, institution=row.institution)
        for row in rows
        if row.kind is not None
    )
    first = rows[0]
    return Principal(
        id=f"account:{first.account_id}",
        name=first.name,
        account=first.account_id,
        email=first.email,
        roles=roles or (Role(kind="applicant"),),
    )


_WHO = (
    select(
        Token.id,
        Token.label,
        Token.account_id,
        Token.department.label("program_of"),
        Token.scopes,
        Token.revoked_at,
        Token.expires_at,
        Account.name,
        Account.email,
        Account.disabled_at,
        RoleRow.kind,
        RoleRow.department,
        RoleRow.porteur_id,
        RoleRow.institution,
    )
    .outerjoin(Account, Account.id == Token.account_id)
    .outerjoin(RoleRow, RoleRow.account_id == Token.account_id)
    .where(Token.token_hash == bindparam("hash"))
    .order_by(RoleRow.kind)
)
_OF_KEYS = Query(_WHO)
_OF_PAGES = Query(
    _WHO.where(
        Token.revoked_at.is_(None),
        Token.expires_at > bindparam("now"),
        Account.id == bindparam("account"),
        Account.epoch == bindparam("epoch"),
        Account.disabled_at.is_(None),
    )
)
