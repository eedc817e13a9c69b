"""Signing in: a password tried, slowly and not too often, then a code where there is a second factor; sessions."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.refusals import CodeNeeded, Forbidden, NotSignedIn
from clas_api.security.passwords import hash_password, is_outdated, verify_password
from clas_api.security.principal import Principal
from clas_api.security.tokens import hash_of, hash_of_page, new_token
from clas_api.services.people.accounts import CLOSED, account_at
from clas_api.services.people.attempts import count_attempt, forget_failures
from clas_api.services.people.identity import principal_of_account
from clas_api.services.people.second_factor import HalfSignedIn, SignedIn, complete, entered
from clas_api.services.trace import record
from clas_api.store.models import Account, Token

SESSION = timedelta(hours=12)
"""How long a personal key lasts, and a session of pages."""

SESSION_OF_A_REHEARSAL = timedelta(days=3 * 366)
"""Of pages: the day of a rehearsal is moved on by months, and whoever is in it goes on."""

_PAGES = "pages"

_WRONG = "Adresse ou mot de passe inexact. Corrigez, ou demandez un nouveau mot de passe : « Mot de passe oublié »."

_BY_MAIL = (
    "Si ces tentatives ne sont pas les vôtres, entrez sans attendre par « Mot de passe oublié » : le lien que vous "
    "recevrez ouvre votre compte."
)
_TO_ENROL = (
    "Votre rôle demande un second facteur, qui n'est pas encore en place : connectez-vous une fois par la page "
    "{address}/connexion, qui vous guide, puis donnez ici son code (« code »)."
)


@dataclass(frozen=True, slots=True)
class PersonalKey:
    """A key of the JSON service, shown once, and whose it is."""

    token: str
    expires_at: str
    who: Principal


@command
def sign_in(context: Context, email: str, password: str) -> SignedIn | HalfSignedIn:
    """Return whose `email` and `password` these are, halfway where a second factor is to follow. Commits what it
    remembers of failures.

    Raises `NotSignedIn`, with one sentence whether the address or the password is wrong, and `TooManyAttempts` after
    five failures within fifteen minutes.
    """
    count_attempt(context, email, _BY_MAIL)
    account = account_at(context, email)
    kept = account.password_hash if account else None
    context.session.rollback()
    if not verify_password(password, kept) or account is None or kept is None:
        raise NotSignedIn(_WRONG)
    renewed = hash_password(password) if is_outdated(kept) else None
    context.open_wholly(writing=True)
    forget_failures(context, email)
    if renewed is not None and account.password_hash == kept:
        account.password_hash = renewed
        record(context, "account.password_renewed", account.id)
    signed_in = entered(context, account)
    disabled = account.disabled_at is not None
    context.session.commit()
    if disabled:
        raise NotSignedIn(CLOSED)
    return signed_in


@command
def open_session(context: Context, email: str, password: str, code: str | None = None) -> PersonalKey:
    """Sign in to the JSON service: return a key that lasts twelve hours. Commits.

    Raises as `sign_in` and `complete` do, `CodeNeeded`, or `Forbidden` where a second factor is to be put in place.
    """
    signed_in = sign_in(context, email, password)
    if isinstance(signed_in, HalfSignedIn):
        if not signed_in.enrolled:
            raise Forbidden(_TO_ENROL.format(address=context.installation.settings.base_url))
        if code is None:
            raise CodeNeeded
        signed_in = complete(context, signed_in, code)
    context.open_wholly(writing=True)
    account = context.session.get_one(Account, signed_in.account)
    key = new_token()
    expires_at = context.now + SESSION
    token = Token(
        label="session",
        token_hash=hash_of(key),
        account_id=account.id,
        proved_by=signed_in.proved_by,
        created_at=context.now,
        expires_at=expires_at,
    )
    context.session.add(token)
    context.session.flush()
    record(context, "session.open", account.id, after={"token": str(token.id)})
    answer = PersonalKey(key, expires_at.isoformat(), principal_of_account(account))
    context.session.commit()
    return answer


@command
def open_pages(context: Context, signed_in: SignedIn, browser: str | None = None) -> str:
    """Open a session of pages in a browser, and return by what its cookie names it. Commits.

    It is kept like a key of the JSON service, so that it ends alone, and with all the others of the account.
    """
    lasts = SESSION_OF_A_REHEARSAL if context.installation.is_rehearsal else SESSION
    context.open_wholly(writing=True)
    over = (Token.account_id == signed_in.account, Token.label == _PAGES, Token.expires_at <= context.now)
    for old in context.session.scalars(select(Token).where(*over).with_for_update()):
        context.session.delete(old)
    mark = new_token()
    token = Token(
        label=_PAGES,
        token_hash=hash_of_page(mark),
        account_id=signed_in.account,
        browser=browser,
        proved_by=signed_in.proved_by,
        created_at=context.now,
        expires_at=context.now + lasts,
    )
    context.session.add(token)
    context.session.flush()
    record(context, "session.open", signed_in.account, after={"token": str(token.id)})
    context.session.commit()
    return mark


@command
def close_pages(context: Context, mark: str) -> None:
    """End a session of pages: a cookie that names it opens nothing any more, wherever it was copied. Commits."""
    context.open_wholly(writing=True)
    there = select(Token).where(Token.token_hash == hash_of_page(mark), Token.revoked_at.is_(None))
    token = context.session.scalars(there.with_for_update()).one_or_none()
    if token is not None and token.account_id is not None:
        token.revoked_at = context.now
        record(context, "session.close", token.account_id, before={"token": str(token.id)})
    context.session.commit()


@command
def close_session(context: Context, key: str) -> None:
    """End the session that a personal key opened. Commits. Raises `NotSignedIn` when it opens none."""
    if context.who.account is None:
        raise NotSignedIn
    context.open_wholly(writing=True)
    token = context.session.scalars(select(Token).where(Token.token_hash == hash_of(key))).one()
    token.revoked_at = context.now
    record(context, "session.close", context.who.account, before={"token": str(token.id)})
    context.session.commit()
