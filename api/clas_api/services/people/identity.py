"""Who asks: the person or the program behind a key or a signed-in account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clas_api.refusals import Forbidden, NotSignedIn
from clas_api.security.permissions import WITH_SECOND_FACTOR
from clas_api.security.principal import Principal, Role, RoleKind
from clas_api.security.tokens import hash_of, hash_of_page
from clas_api.services.people.accounts import CLOSED
from clas_api.store.amendments import COUNTS, keep_counts
from clas_api.store.last_seen import note_seen
from clas_api.store.models import Account, RoleRow, SecondFactor, Token
from clas_api.store.reading import Query, begin_reading

_WITHOUT = (
    "Votre compte demande un second facteur, et cette clé a été ouverte sans lui. Connectez-vous de nouveau ; s'il "
    "n'est pas encore en place, la page de connexion vous guide."
)


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


def principal_of_session(
    session: Session, account_id: UUID, epoch: int, mark: str, now: datetime, *, demanding: bool
) -> Principal | None:
    """Return whoever the cookie of a page belongs to; nobody when the session that it names has ended.

    Nor is anybody known by a session that was opened without the second factor that its account has by now, or that
    its roles must have where the installation is `demanding`.
    """
    begin_reading(session)
    asked = {"hash": hash_of_page(mark), "now": now, "account": account_id, "epoch": epoch}
    rows = _OF_PAGES.rows(session, **asked)
    if not rows or _lacks_a_factor(rows, demanding=demanding):
        return None
    keep_counts(session, rows[0].amendments)
    note_seen(session, rows[0].id, rows[0].seen_at or rows[0].created_at, now)
    return _person(rows)


def principal_of_key(session: Session, key: str, now: datetime, *, demanding: bool) -> Principal:
    """Return whoever a key of the JSON service belongs to. Raises `NotSignedIn` when it opens nothing any more, and
    `Forbidden` when it was opened without the second factor that its person has, or must have.

    One query, at every request. Tokens and accounts belong to no department, so it need not say for whom it works.
    """
    begin_reading(session)
    rows = _OF_KEYS.rows(session, hash=hash_of(key))
    first = rows[0] if rows else None
    if first is None or first.revoked_at is not None or first.expires_at <= now:
        raise NotSignedIn("Cette clé n'ouvre rien : elle est fausse, expirée ou retirée. Demandez-en une nouvelle.")
    keep_counts(session, first.amendments)
    if first.account_id is None:
        return Principal(
            id=f"token:{first.id}",
            name=first.label,
            roles=(Role(kind="service", department=first.program_of),),
            scopes=frozenset((first.scopes or "").split()),
        )
    if first.disabled_at is not None:
        raise NotSignedIn(CLOSED)
    if _lacks_a_factor(rows, demanding=demanding):
        raise Forbidden(_WITHOUT)
    note_seen(session, first.id, first.seen_at or first.created_at, now)
    return _person(rows)


def _lacks_a_factor(rows: Sequence[Any], *, demanding: bool) -> bool:
    """Tell whether a session was opened by a password alone although more is asked of its person by now."""
    if rows[0].proved_by is not None:
        return False
    return rows[0].factor_since is not None or (demanding and any(row.kind in WITH_SECOND_FACTOR for row in rows))


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
        Token.created_at,
        Token.seen_at,
        Token.proved_by,
        SecondFactor.since.label("factor_since"),
        Account.name,
        Account.email,
        Account.disabled_at,
        RoleRow.kind,
        RoleRow.department,
        RoleRow.porteur_id,
        RoleRow.institution,
        COUNTS.label("amendments"),
    )
    .outerjoin(Account, Account.id == Token.account_id)
    .outerjoin(SecondFactor, SecondFactor.account_id == Token.account_id)
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
