"""Who asks: the person or the program behind a key or a signed-in account."""

from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from clas_api.refusals import NotSignedIn
from clas_api.security.principal import Principal, Role, RoleKind
from clas_api.security.tokens import hash_of
from clas_api.store.models import Account, Token


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


def principal_of_session(session: Session, account_id: UUID, epoch: int) -> Principal | None:
    """Return whoever the cookie of a page belongs to; nobody when that session has ended."""
    account = session.get(Account, account_id)
    who = None
    if account is not None and account.disabled_at is None and account.epoch == epoch:
        who = principal_of_account(account)
    session.rollback()
    return who


def principal_of_key(session: Session, key: str, now: datetime) -> Principal:
    """Return whoever a key of the JSON service belongs to. Raises `NotSignedIn` when it opens nothing any more.

    Tokens and accounts belong to no department, so the transaction need not say for whom it works; it is ended here.
    """
    token = session.scalar(select(Token).where(Token.token_hash == hash_of(key)))
    if token is None or token.revoked_at is not None or token.expires_at <= now:
        raise NotSignedIn("Cette clé n'ouvre rien : elle est fausse, expirée ou retirée. Demandez-en une nouvelle.")
    if token.department is not None:
        who = Principal(
            id=f"token:{token.id}",
            name=token.label,
            roles=(Role(kind="service", department=token.department),),
            scopes=frozenset((token.scopes or "").split()),
        )
    else:
        account = session.get_one(Account, token.account_id)
        if account.disabled_at is not None:
            raise NotSignedIn("Ce compte est fermé. Adressez-vous à votre Caf.")
        who = principal_of_account(account)
    session.rollback()
    return who
