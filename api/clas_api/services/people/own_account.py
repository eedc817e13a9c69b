"""One's own account: another name, and another address, which is taken once a link that went there was followed."""

from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from clas_api.context import Context, command
from clas_api.refusals import NotSignedIn
from clas_api.security.passwords import verify_password
from clas_api.services.people.accounts import account_at
from clas_api.services.people.attempts import count_attempt, forget_failures
from clas_api.services.people.installation_key import sealing_key
from clas_api.services.people.inviting import in_even_time
from clas_api.services.people.links import mail_notice, write_notice
from clas_api.services.trace import record
from clas_api.store.models import Account, OutgoingMail
from clas_core.errors import InvalidInput, Problem, Refused

LASTS = timedelta(hours=2)
_MOST_IN_AN_HOUR = 3
"""Mails to one address: nobody's mailbox is filled through somebody's account."""

MAILED = (
    "Un message vient de partir à la nouvelle adresse. Tant que son lien n'est pas suivi, dans les deux heures, votre "
    "adresse ne change pas."
)
_SUBJECT = "Votre adresse sur Clas"
_FOLLOW = (
    "Quelqu'un, sans doute vous, veut se connecter à la plateforme Clas avec cette adresse. Pour la confirmer, suivez "
    "ce lien dans les deux heures :\n{link}\n\nSi vous n'avez rien demandé, laissez ce message sans suite."
)
_KNOWN = (
    "Quelqu'un, sans doute vous, veut se connecter à la plateforme Clas avec cette adresse : elle a déjà un compte. "
    "Connectez-vous avec elle, ou demandez un nouveau mot de passe. Si vous n'avez rien demandé, laissez ce message "
    "sans suite."
)
_CHANGED = (
    "Votre adresse sur la plateforme Clas est maintenant {email} : c'est avec elle que vous vous connectez. Si ce "
    "n'est pas vous qui l'avez changée, écrivez sans attendre à votre Caf."
)
_WRONG = "Ce mot de passe n'est pas le vôtre."
_BY_MAIL = "Vous pouvez demander un nouveau mot de passe : « Mot de passe oublié »."
_ELSEWHERE = (
    "Vous vous connectez par le service d'identité, sans mot de passe ici : votre adresse se change auprès de lui."
)
_OVER = "Ce lien a déjà servi, ou il a expiré. Demandez-en un autre depuis « Mon compte »."
_SAME = "C'est déjà votre adresse."


@command
def rename(context: Context, name: str) -> None:
    """Call oneself otherwise; what one has signed keeps the name of then. Commits. Raises `NotSignedIn`."""
    account = _own(context)
    if account.name != name:
        account.name = name
        account.revision += 1
        record(context, "account.renamed", account.id)
    context.session.commit()


@in_even_time
@command
def ask_address(context: Context, email: str, password: str) -> str:
    """Ask to sign in with another address: a link goes there, which takes it. Commits. Return what to tell, the same
    whether the address has an account.

    Raises `NotSignedIn`, `InvalidInput` for a wrong password or one's own address, `TooManyAttempts`, `Refused` for
    whoever has no password here.
    """
    account = _own(context)
    own, kept = account.email, account.password_hash
    context.session.rollback()
    if kept is None:
        raise Refused(_ELSEWHERE)
    if email == own:
        raise InvalidInput([Problem(("email",), _SAME)])
    count_attempt(context, own, _BY_MAIL)
    context.session.rollback()
    if not verify_password(password, kept):
        raise InvalidInput([Problem(("password",), _WRONG)])
    account = _own(context)
    forget_failures(context, own)
    if _mailed_lately(context, email) < _MOST_IN_AN_HOUR:
        if account_at(context, email) is not None:
            write_notice(context, email, _SUBJECT, _KNOWN)
        else:
            link = f"{context.installation.settings.base_url}/adresse/{_sealed(context, account, email)}"
            write_notice(context, email, _SUBJECT, _FOLLOW.format(link=link))
    context.session.commit()
    return MAILED


def asked_address(context: Context, token: str) -> str:
    """Return the address that a mailed link would take. Raises `Refused` when it opens nothing any more."""
    context.open_wholly()
    return _opened(context, token)[1]


@command
def take_address(context: Context, token: str) -> str:
    """Take the address of a mailed link, and return it; the one of before is told. Commits. Raises `Refused`."""
    context.open_wholly(writing=True)
    account, email = _opened(context, token, held=True)
    mail_notice(context, account, _SUBJECT, _CHANGED.format(email=email))
    account.email = email
    account.revision += 1
    record(context, "account.address", account.id)
    try:
        context.session.commit()
    except IntegrityError:  # somebody has asked for an account with it since
        raise Refused(_OVER) from None
    return email


def _own(context: Context) -> Account:
    if context.who.account is None:
        raise NotSignedIn
    context.open_wholly(writing=True)
    return context.session.get_one(Account, context.who.account, with_for_update=True)


def _sealed(context: Context, account: Account, email: str) -> str:
    until = (context.now + LASTS).isoformat()
    return str(_serializer(context).dumps([account.id.hex, account.email, email, until]))


def _opened(context: Context, token: str, *, held: bool = False) -> tuple[Account, str]:
    """Return whose link it is, and its address: it serves once, for the address of then is theirs no more."""
    try:
        key, before, email, until = _serializer(context).loads(token)
    except (BadData, ValueError):
        raise Refused(_OVER) from None
    account = context.session.get(Account, UUID(key), with_for_update=held or None)
    over = account is None or account.disabled_at is not None or account.email != before
    if account is None or over or datetime.fromisoformat(until) <= context.now:
        raise Refused(_OVER)
    if account_at(context, email) is not None:
        raise Refused(_OVER)
    return account, email


def _serializer(context: Context) -> URLSafeSerializer:
    return URLSafeSerializer(sealing_key(context), salt="clas-address")


def _mailed_lately(context: Context, email: str) -> int:
    since = context.now - timedelta(hours=1)
    mailed = OutgoingMail.recipient == email, OutgoingMail.subject == _SUBJECT, OutgoingMail.created_at > since
    return context.session.scalar(select(func.count()).where(*mailed)) or 0
