"""The private address of one's agenda: made, renewed, withdrawn, and whose it is.

It opens the days of whoever made it and nothing else; what these are is asked of their rights each time.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clas_api.context import Context, command
from clas_api.refusals import NotSignedIn
from clas_api.security.principal import Principal
from clas_api.security.tokens import hash_of, new_token
from clas_api.services.people.identity import principal_of_account
from clas_api.services.trace import record
from clas_api.store.agendas import owner_of
from clas_api.store.models import AgendaAddress
from clas_api.store.reading import Query, begin_reading
from clas_core.errors import NotFound

_MADE = Query(select(AgendaAddress.made_at).where(AgendaAddress.account_id == bindparam("account")))


def agenda_address_since(context: Context) -> datetime | None:
    """Return since when one's agenda has its address; `None` where it has none. Raises `NotSignedIn`."""
    if context.who.account is None:
        raise NotSignedIn
    context.open_wholly()
    return _MADE.first(context.session, account=context.who.account)


@command
def make_agenda_address(context: Context) -> str:
    """Give one's agenda an address, in the place of the one that it had, and return it: it is not shown again. Commits.

    Raises `NotSignedIn`.
    """
    secret = new_token()
    account, kept = _own(context)
    if kept is None:
        context.session.add(AgendaAddress(account_id=account, secret_hash=hash_of(secret), made_at=context.now))
    else:
        kept.secret_hash, kept.made_at = hash_of(secret), context.now
    context.session.flush()
    record(context, "agenda.address_made", account)
    context.session.commit()
    return secret


@command
def end_agenda_address(context: Context) -> None:
    """Withdraw the address of one's agenda; twice is as good as once. Commits. Raises `NotSignedIn`."""
    account, kept = _own(context)
    if kept is not None:
        context.session.delete(kept)
        record(context, "agenda.address_ended", account)
    context.session.commit()


def whose_agenda(session: Session, secret: str) -> Principal:
    """Return whose agenda an address opens, with the roles that they have now. Raises `NotFound`."""
    begin_reading(session)
    account = owner_of(session, hash_of(secret))
    if account is None:
        raise NotFound("Cet agenda")
    return principal_of_account(account)


def _own(context: Context) -> tuple[UUID, AgendaAddress | None]:
    if context.who.account is None:
        raise NotSignedIn
    context.open_wholly(writing=True)
    account = context.who.account
    return account, context.session.get(AgendaAddress, account, with_for_update=True)
