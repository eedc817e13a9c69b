"""How one gets an account and a password: asking for it, being invited, choosing a password by a link."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from clas_api.context import Context, command
from clas_api.refusals import NotSignedIn
from clas_api.security.passwords import faults_of, hash_password
from clas_api.security.principal import ROLES, Role
from clas_api.services.people.accounts import (
    CLOSED,
    account_at,
    account_for,
    end_sessions,
    has_a_way_in,
    seen_account,
    shown,
    trace_new,
)
from clas_api.services.people.attempts import forget_failures
from clas_api.services.people.links import mail_invitation, mail_known, mail_notice, mail_reset, open_link, use_links
from clas_api.services.people.roles import add_roles, check_roles
from clas_api.services.people.second_factor import HalfSignedIn, SignedIn, entered
from clas_api.services.trace import record
from clas_api.store.models import Account
from clas_core.errors import InvalidInput, Problem

MAILED = (
    "Un message vient de partir à cette adresse, avec un lien pour choisir votre mot de passe. S'il n'arrive pas, "
    "regardez dans les indésirables, puis vérifiez l'adresse."
)
RESET_MAILED = (
    "Si un compte existe pour cette adresse, un message vient d'y partir, avec un lien pour choisir un nouveau mot de "
    "passe. S'il n'arrive pas, regardez dans les indésirables, puis vérifiez l'adresse."
)
NOT_SENT = (
    "Cette installation n'envoie pas de courriel : s'il y a un message pour cette adresse, il se lit, avec son lien, "
    "sur la machine qui sert la plateforme, par la commande « clas mail show »."
)
CHOSEN = "Votre mot de passe est enregistré. Vous pouvez vous connecter."

_ASKED = "Quelqu'un, sans doute vous, a demandé un compte sur la plateforme des appels à projets Clas."
_INVITED = "{who} vous invite sur la plateforme des appels à projets Clas, comme {what}."
_GRANTED = "{who} vous a donné un rôle sur la plateforme des appels à projets Clas : {what}."

STEP = 0.25
"""In seconds: what a stranger asks about an address is answered at the end of such a step, and so in the same time
whether the address has an account."""

Act = Callable[..., str]


def in_even_time(act: Act) -> Act:
    """Answer, or refuse, when a step of time ends: how long it took tells nothing of what was found."""

    @wraps(act)
    def waiting(*arguments: Any, **options: Any) -> str:
        began = monotonic()
        try:
            return act(*arguments, **options)
        finally:
            if STEP:
                sleep(STEP - (monotonic() - began) % STEP)

    return waiting


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account that was invited, and the link it was sent, for a command that shows it when mails do not leave."""

    account: Mapping[str, Any]
    link: str | None


@in_even_time
@command
def register(context: Context, email: str, name: str) -> str:
    """Ask for an account, as anybody may; return what to tell, the same whether the address has one already. Commits.

    The mail does not repeat the name typed: a stranger could write anything to somebody through it.
    """
    context.open_wholly(writing=True)
    account, made = account_for(context, email, name)
    if made:
        trace_new(context, account, "asked for")
    if has_a_way_in(account):
        mail_known(context, account)
    else:
        mail_invitation(context, account, _ASKED)
    context.session.commit()
    return _told(context, MAILED)


@in_even_time
@command
def ask_reset(context: Context, email: str) -> str:
    """Ask for a link to a new password; return what to tell, the same whether the address has an account. Commits."""
    context.open_wholly(writing=True)
    if account := account_at(context, email):
        mail_reset(context, account)
        context.session.commit()
    else:
        context.session.rollback()
    return _told(context, RESET_MAILED)


def _told(context: Context, mailed: str) -> str:
    """Say where a message is to be found: a demonstration sends none, and whoever tries it would wait for it."""
    return mailed if context.installation.settings.mails_leave else NOT_SENT


@command
def invite(context: Context, email: str, name: str, roles: Sequence[Role]) -> Invitation:
    """Give roles to an address, with an account if it has none, and mail it. Commits.

    Raises `InvalidInput` for a role that cannot be, `Forbidden` for one that is not whoever asks' to give.
    """
    scope = context.open("accounts.manage", writing=True)
    check_roles(context, roles, "roles")
    account, made = account_for(context, email, name)
    new = add_roles(context, account, roles)
    if made:
        trace_new(context, account, "invited")
    what = ", ".join(ROLES[role.kind] for role in roles)
    who = context.who.name
    link = None
    if not has_a_way_in(account):
        link = mail_invitation(context, account, _INVITED.format(who=who, what=what))
    elif new:
        mail_notice(context, account, "Votre rôle sur Clas", _GRANTED.format(who=who, what=what))
    answer = Invitation(shown(context, account, scope), link)
    context.session.commit()
    return answer


@command
def send_reset(context: Context, account_id: UUID) -> tuple[Mapping[str, Any], str | None]:
    """Mail somebody else a link to a new password; return the account and the link. Commits. Raises `NotFound`."""
    scope = context.open("accounts.manage", writing=True)
    account = seen_account(context, scope, account_id)
    link = mail_reset(context, account)
    answer = shown(context, account, scope)
    context.session.commit()
    return answer, link


def purpose_of(context: Context, token: str) -> str:
    """Return what a link is for: ``invitation`` or ``reset``. Raises `Refused` when it opens nothing."""
    context.open_wholly()
    return open_link(context, token).purpose


@command
def set_password(context: Context, token: str, password: str) -> SignedIn | HalfSignedIn:
    """Choose a password by a link, once; every session that the account had ends, and a new one may begin, after its
    second factor where there is one. Commits.

    Raises `Refused` for a link that opens nothing, `InvalidInput` for a password that will not do: the link still
    serves after that.
    """
    context.open_wholly()
    account = context.session.get_one(Account, open_link(context, token).account_id)
    if faults := faults_of(password, account.email):
        raise InvalidInput([Problem(("password",), each) for each in faults])
    context.session.rollback()
    hashed = hash_password(password)  # takes a while: nobody waits for the database meanwhile
    context.open_wholly(writing=True)
    account = context.session.get_one(Account, open_link(context, token, held=True).account_id)
    if account.disabled_at is not None:
        raise NotSignedIn(CLOSED)
    use_links(context, account.id)
    account.password_hash = hashed
    end_sessions(context, account)
    forget_failures(context, account.email)
    record(context, "account.password", account.id)
    signed_in = entered(context, account)
    context.session.commit()
    return signed_in
