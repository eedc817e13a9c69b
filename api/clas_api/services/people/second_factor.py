"""The second factor: who has one or must, how far somebody is who has given a password, and taking a code, once.

Whoever is only halfway is nobody: no session is opened for them, so that no page and no operation knows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from clas_api.context import Context, command
from clas_api.refusals import NotSignedIn
from clas_api.security.one_time_codes import hash_of_recovery, is_of_phone, step_of, tidy, unseal
from clas_api.security.permissions import WITH_SECOND_FACTOR
from clas_api.services.people.accounts import CLOSED
from clas_api.services.people.attempts import MOST_FAILURES, count_attempt, forget_failures
from clas_api.services.people.installation_key import sealing_key
from clas_api.services.people.links import mail_notice
from clas_api.services.trace import record
from clas_api.store.models import Account, SecondFactor
from clas_api.store.reading import Query
from clas_core.errors import InvalidInput, Problem, Refused

WRONG = (
    "Ce code n'est pas le bon, ou il a déjà servi. Attendez que l'application en montre un autre, puis tapez-le ; si "
    "aucun ne convient, vérifiez que l'heure de votre téléphone est réglée automatiquement."
)
_WRONG_RECOVERY = "Ce code de secours n'est pas l'un des vôtres, ou il a déjà servi. Relisez-le, ou prenez-en un autre."
_UNREADABLE = (
    "Les codes de votre application ne peuvent plus être vérifiés ici : la clé de l'installation a changé. Entrez un "
    "de vos codes de secours, ou demandez à l'administrateur de retirer votre second facteur."
)
_OTHERWISE = (
    "Vos codes de secours servent toujours. Si ces essais ne sont pas les vôtres, quelqu'un connaît votre mot de "
    "passe : changez-le sans attendre par « Mot de passe oublié »."
)
_OVER = "Cette connexion a pris fin : votre mot de passe ou votre compte a changé entre-temps. Recommencez."
_NONE = "Ce compte n'a pas de second facteur."

_TRIED = (
    "Quelqu'un a donné votre mot de passe sur la plateforme Clas, puis cinq codes inexacts ; personne n'est entré. Si "
    "ce n'était pas vous, votre mot de passe est connu de quelqu'un d'autre : changez-le sans attendre, à {address}."
)
_USED = (
    "Un de vos codes de secours vient de servir sur la plateforme Clas ; il vous en reste {left}. Si ce n'était pas "
    "vous, changez de mot de passe sans attendre, puis faites de nouveaux codes de secours sur la page « Mon compte »."
)

_FACTOR = Query(select(SecondFactor).where(SecondFactor.account_id == bindparam("account")))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has proved who they are, and by what besides a password; the session ends when the account's epoch
    is no longer this one."""

    account: UUID
    epoch: int
    proved_by: str | None = None


@dataclass(frozen=True, slots=True)
class HalfSignedIn:
    """Somebody who has given a password or followed a link, and not yet their code; or who is first to put the second
    factor in place that their role demands, unless it is `enrolled`."""

    account: UUID
    epoch: int
    enrolled: bool


@dataclass(frozen=True, slots=True)
class State:
    """A second factor as its person is shown it: since when, and how many recovery codes are left."""

    since: datetime
    left: int


def is_demanded(context: Context, roles: Iterable[str]) -> bool:
    """Tell whether the installation demands a second factor of whoever has these kinds of roles."""
    return context.installation.settings.second_factor == "required" and not WITH_SECOND_FACTOR.isdisjoint(roles)


def factor_of(context: Context, account: UUID) -> SecondFactor | None:
    """Return the second factor of an account, in the transaction of `context`."""
    return _FACTOR.first(context.session, account=account)


def held_factor(context: Context, account: UUID) -> SecondFactor | None:
    """Return the second factor of an account as it is now, whatever was read of it before, held until the commit."""
    return context.session.get(SecondFactor, account, with_for_update=True, populate_existing=True)


def state_of(context: Context, account: UUID) -> State | None:
    """Return what its person is shown of a second factor; `None` where there is none."""
    context.open_wholly()
    factor = factor_of(context, account)
    return None if factor is None else State(factor.since, len(factor.recovery.split()))


def accounts_with_one(context: Context) -> frozenset[str]:
    """Return the keys of the accounts that have a second factor: whoever is to demand it sees who has none."""
    context.open_wholly()
    return frozenset(map(str, context.session.scalars(select(SecondFactor.account_id))))


def unreadable_factors(context: Context) -> int:
    """Count the second factors that the key of today does not open: their codes cannot be verified."""
    context.open_wholly()
    key = sealing_key(context)
    factors = context.session.scalars(select(SecondFactor))
    return sum(unseal(key, each.account_id, each.secret) is None for each in factors)


def entered(context: Context, account: Account, proved_by: str | None = None) -> SignedIn | HalfSignedIn:
    """Return how far somebody is who has given a password, followed a link or comes back from a provider."""
    has_one = factor_of(context, account.id) is not None
    if proved_by is None and (has_one or is_demanded(context, (each.kind for each in account.roles))):
        return HalfSignedIn(account.id, account.epoch, has_one)
    return SignedIn(account.id, account.epoch, proved_by)


@command
def complete(context: Context, half: HalfSignedIn, code: str) -> SignedIn:
    """Go the other half of the way, by a code. Commits.

    Raises `InvalidInput` for a code that is not the right one, `TooManyAttempts`, or `NotSignedIn` when the account was
    closed or its password changed in the meantime.
    """
    proved_by = prove(context, half.account, code)
    account = still_there(context, half)
    context.session.commit()
    return SignedIn(account.id, account.epoch, proved_by)


def still_there(context: Context, half: SignedIn | HalfSignedIn) -> Account:
    """Return the account of somebody who has begun to sign in. Raises `NotSignedIn` when that is over."""
    account = context.session.get_one(Account, half.account)
    if account.disabled_at is not None:
        raise NotSignedIn(CLOSED)
    if account.epoch != half.epoch:
        raise NotSignedIn(_OVER)
    return account


def prove(context: Context, account_id: UUID, code: str) -> str:
    """Take a code of the phone or a recovery code, once, and return which of the two it is. The caller commits.

    What a phone shows has a million values: attempts are counted, and the person is told when they are exhausted.
    Recovery codes are too long to be found: they are a way in that nobody closes. Raises `InvalidInput`,
    `TooManyAttempts`, or `Refused` without a second factor.
    """
    given, whose = tidy(code), f"second factor {account_id}"
    failures = count_attempt(context, whose, _OTHERWISE) if is_of_phone(given) else 0
    context.open_wholly(writing=True)
    account = context.session.get_one(Account, account_id, populate_existing=True)
    factor = held_factor(context, account_id)
    if factor is None:
        raise Refused(_NONE)
    if is_of_phone(given):
        proved_by = _take_code(context, account, factor, given, failures)
    else:
        proved_by = _take_recovery(context, account, factor, given)
    forget_failures(context, whose)
    return proved_by


def _take_code(context: Context, account: Account, factor: SecondFactor, code: str, failures: int) -> str:
    secret = unseal(sealing_key(context), account.id, factor.secret)
    step = None if secret is None else step_of(secret, code, context.installation.clock.of_phones(), after=factor.step)
    if step is None:
        if secret is not None and failures == MOST_FAILURES:
            address = f"{context.installation.settings.base_url}/mot-de-passe"
            mail_notice(context, account, "Des codes inexacts sur votre compte Clas", _TRIED.format(address=address))
            record(context, "second_factor.refused", account.id, after={"attempts": failures})
            context.session.commit()
        raise InvalidInput([Problem(("code",), WRONG if secret else _UNREADABLE)])
    factor.step = step
    record(context, "second_factor.use", account.id, after={"by": "code"})
    return "code"


def _take_recovery(context: Context, account: Account, factor: SecondFactor, code: str) -> str:
    left = factor.recovery.split()
    hashed = hash_of_recovery(code)
    if hashed not in left:
        raise InvalidInput([Problem(("code",), _WRONG_RECOVERY)])
    left.remove(hashed)
    factor.recovery = " ".join(left)
    mail_notice(context, account, "Un code de secours a servi", _USED.format(left=len(left)))
    record(context, "second_factor.use", account.id, after={"by": "recovery", "left": len(left)})
    return "recovery"
