"""Links sent by mail, followed once, to choose a password: their making, and what the mails say."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from clas_api.context import Context
from clas_api.security.tokens import hash_of, new_token
from clas_api.services.outbox import write_mail
from clas_api.services.trace import record
from clas_api.store.models import Account, MailedLink, OutgoingMail
from clas_core.errors import Refused
from clas_core.years import write_day

LIFETIMES = {"invitation": timedelta(days=7), "reset": timedelta(hours=2)}
"""How long a link lasts, by its purpose."""

_MOST_IN_AN_HOUR = 5
"""Links to one account: nobody's mailbox is filled by typing its address again and again."""

_OPENING = "Bonjour,\n\n"
_CLOSING = "\n\nCe message est envoyé par la plateforme Clas ; n'y répondez pas."
_INVITATION = (
    "{why}\n\nPour choisir votre mot de passe et entrer, suivez ce lien avant le {until} :\n{link}\n\nIl ne sert "
    "qu'une fois. Si cette invitation ne vous concerne pas, laissez-la sans suite."
)
_RESET = (
    "Quelqu'un, sans doute vous, a demandé un nouveau mot de passe. Pour le choisir, suivez ce lien dans les deux "
    "heures :\n{link}\n\nIl ne sert qu'une fois. Si vous n'avez rien demandé, laissez ce message sans suite : votre "
    "mot de passe ne change pas."
)
_KNOWN = (
    "Quelqu'un, sans doute vous, a demandé un compte pour cette adresse : vous en avez déjà un. Si vous en avez oublié "
    "le mot de passe, suivez ce lien dans les deux heures :\n{link}\n\nIl ne sert qu'une fois. Si vous n'avez rien "
    "demandé, laissez ce message sans suite."
)
_CLOSED = "Votre compte est fermé : il n'est pas possible d'y entrer. Adressez-vous à votre Caf."


def mail_invitation(context: Context, account: Account, why: str) -> str | None:
    """Mail the link by which a new account chooses its password; `why` says who invites. Return the link."""
    until = write_day((context.now + LIFETIMES["invitation"]).date())
    return _mail_link(context, account, "invitation", "Votre compte Clas", _INVITATION, why=why, until=until)


def mail_reset(context: Context, account: Account) -> str | None:
    """Mail the link by which an account changes its password. Return the link."""
    return _mail_link(context, account, "reset", "Votre mot de passe Clas", _RESET)


def mail_known(context: Context, account: Account) -> str | None:
    """Tell somebody who asks for an account that they have one. Return the link."""
    return _mail_link(context, account, "reset", "Vous avez déjà un compte Clas", _KNOWN)


def mail_notice(context: Context, account: Account, subject: str, text: str, *, calendar: str | None = None) -> None:
    """Tell an account something by mail, with an iCalendar file where there is one."""
    write_notice(context, account.email, subject, text, calendar=calendar)


def write_notice(context: Context, email: str, subject: str, text: str, *, calendar: str | None = None) -> None:
    """Write a mail of the platform's own to an address."""
    write_mail(context, email, subject, f"{_OPENING}{text}{_CLOSING}", calendar=calendar)


def open_link(context: Context, token: str, *, held: bool = False) -> MailedLink:
    """Return the link that `token` opens; `held` until the commit, so that it serves once.

    Raises `Refused` when it has served, is too old, or never was.
    """
    query = select(MailedLink).where(MailedLink.token_hash == hash_of(token))
    link = context.session.scalar(query.with_for_update() if held else query)
    if link is None or link.used_at is not None or link.expires_at <= context.now:
        raise Refused("Ce lien a déjà servi, ou il a expiré. Demandez-en un autre : « Mot de passe oublié ».")
    return link


def use_links(context: Context, account_id: UUID) -> None:
    """Close every link of an account: one of them has served."""
    waiting = select(MailedLink).where(MailedLink.account_id == account_id, MailedLink.used_at.is_(None))
    for link in context.session.scalars(waiting):
        link.used_at = context.now


def _mail_link(context: Context, account: Account, purpose: str, subject: str, text: str, **values: str) -> str | None:
    """Mail a link, and return it; nothing goes to an account that has been sent enough of them within the hour."""
    if account.disabled_at is not None:
        if _written_lately(context, account.email) < _MOST_IN_AN_HOUR:
            mail_notice(context, account, subject, _CLOSED)
        return None
    if _sent_lately(context, account.id) >= _MOST_IN_AN_HOUR:
        return None
    link = f"{context.installation.settings.base_url}/mot-de-passe/{new_link(context, account, purpose)}"
    mail_notice(context, account, subject, text.format(link=link, **values))
    return link


def new_link(context: Context, account: Account, purpose: str) -> str:
    """Make a link by which an account chooses its password; return its token. The caller mails it, or leads there."""
    token = new_token()
    context.session.add(
        MailedLink(
            account_id=account.id,
            purpose=purpose,
            token_hash=hash_of(token),
            created_at=context.now,
            expires_at=context.now + LIFETIMES[purpose],
        )
    )
    record(context, "link.made", account.id, after={"purpose": purpose})
    return token


def _sent_lately(context: Context, account_id: UUID) -> int:
    since = context.now - timedelta(hours=1)
    sent = select(func.count()).where(MailedLink.account_id == account_id, MailedLink.created_at > since)
    return context.session.scalar(sent) or 0


def _written_lately(context: Context, email: str) -> int:
    """Count what was written to a closed account, which gets no link that could be counted."""
    since = context.now - timedelta(hours=1)
    written = select(func.count()).where(OutgoingMail.recipient == email, OutgoingMail.created_at > since)
    return context.session.scalar(written) or 0
