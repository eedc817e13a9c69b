"""Putting a second factor in place, changing its phone or its recovery codes, and taking it away.

What is being put in place is not kept before a first code shows that the phone has it: it goes to the browser and
comes back, sealed. The same form sent twice is so given the same recovery codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.refusals import NotSignedIn
from clas_api.security.one_time_codes import (
    hash_of_recovery,
    new_recovery_codes,
    new_secret,
    seal,
    step_of,
    tidy,
    unseal,
)
from clas_api.security.tokens import hash_of_page
from clas_api.services.people.accounts import end_sessions, seen_account, shown
from clas_api.services.people.installation_key import sealing_key
from clas_api.services.people.links import mail_notice
from clas_api.services.people.second_factor import (
    WRONG,
    HalfSignedIn,
    SignedIn,
    factor_of,
    held_factor,
    is_demanded,
    prove,
    still_there,
)
from clas_api.services.people.signing_in import sign_in
from clas_api.services.trace import record
from clas_api.store.models import Account, SecondFactor, Token
from clas_core.errors import REQUIRED, InvalidInput, NotFound, Problem, Refused

LIFETIME = timedelta(minutes=10)
"""How long one has to read the picture and to type a first code."""

_TOO_OLD = "Cette page a été ouverte il y a trop longtemps, ou votre second facteur a changé depuis. Recommencez."
_DEMANDED = (
    "Votre rôle demande un second facteur : il ne se retire pas. Pour changer de téléphone, employez le bouton prévu."
)
_SUBJECT = "Votre second facteur sur Clas"
_ADDED = (
    "Une application vient d'être reliée à votre compte sur la plateforme Clas : son code vous sera demandé après "
    "votre mot de passe. Vos autres sessions ont été fermées. Si ce n'était pas vous, prévenez sans attendre votre Caf "
    "ou l'administrateur de la plateforme."
)
_REMOVED = (
    "Le second facteur de votre compte sur la plateforme Clas vient d'être retiré. Si ce n'était pas vous, changez de "
    "mot de passe sans attendre, et prévenez votre Caf."
)
_REMOVED_BY = (
    "L'administrateur de la plateforme Clas a retiré le second facteur de votre compte, et fermé vos sessions. Motif : "
    "{reason}\n\nSi vous n'avez rien demandé, prévenez sans attendre votre Caf."
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A second factor that is being put in place; `replaces` is since when there is one that it takes the place of."""

    secret: str
    codes: list[str]
    replaces: str | None
    until: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is being put in place, as its person is shown it: the secret, whose it is, whether they owe a password."""

    secret: str
    email: str
    with_password: bool


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A second factor that is in place: recovery codes, shown this once, and its person, wholly signed in."""

    codes: Sequence[str]
    signed_in: SignedIn


def begin_enrolment(context: Context, account: UUID) -> str:
    """Return what is to be put in place, sealed, for whoever may: without a second factor, or having proved theirs."""
    context.open_wholly()
    return _sealed(context, account)


def proposed_to(context: Context, whose: SignedIn | HalfSignedIn, sealed: str) -> Proposed | None:
    """Return what is being put in place, as its person is shown it; `None` when that is over."""
    context.open_wholly()
    pending = _opened(context, whose.account, sealed)
    if pending is None or pending.replaces != _since(factor_of(context, whose.account)):
        return None
    account = context.session.get_one(Account, whose.account)
    return Proposed(pending.secret, account.email, _owes_password(whose, pending, account))


@command
def enrol(
    context: Context,
    whose: SignedIn | HalfSignedIn,
    sealed: str,
    code: str,
    password: str | None = None,
    *,
    here: str = "",
) -> Enrolled:
    """Put a second factor in place, a first code of the phone being the right one. Commits.

    The session that `here` names is proved by that; all the others of the account end. Raises `InvalidInput` for a
    wrong code, or a wrong password of somebody whose session has been open for who knows how long; `Refused` when it
    was begun too long ago; `TooManyAttempts`; `NotSignedIn`.
    """
    _check_password(context, whose, sealed, password)
    context.open_wholly(writing=True)
    context.session.get_one(Account, whose.account, with_for_update=True, populate_existing=True)
    account = still_there(context, whose)
    pending = _opened(context, account.id, sealed)
    if pending is None:
        raise Refused(_TOO_OLD)
    factor, now = held_factor(context, account.id), context.installation.clock.of_phones()
    enrolled = Enrolled(pending.codes, SignedIn(account.id, account.epoch, "code"))
    if factor is not None and unseal(sealing_key(context), account.id, factor.secret) == pending.secret:
        if step_of(pending.secret, tidy(code), now, after=factor.step - 1) != factor.step:
            raise InvalidInput([Problem(("code",), WRONG)])
        return enrolled
    if pending.replaces != _since(factor):
        raise Refused(_TOO_OLD)
    step = step_of(pending.secret, tidy(code), now)
    if step is None:
        raise InvalidInput([Problem(("code",), WRONG)])
    _keep(context, account, factor, pending, step)
    _end_other_sessions(context, account.id, here)
    mail_notice(context, account, _SUBJECT, _ADDED)
    record(context, "second_factor.add", account.id, before=None if factor is None else {"replaced": True})
    context.session.commit()
    return enrolled


@command
def begin_again(context: Context, code: str) -> str:
    """Begin to put one's second factor onto another phone, having proved it by a code; return that, sealed. Commits."""
    account = _own(context)
    prove(context, account, code)
    sealed = _sealed(context, account)
    context.session.commit()
    return sealed


@command
def renew_codes(context: Context, code: str) -> Sequence[str]:
    """Make ten new recovery codes of one's own, in the place of all the others. Commits. Raises as `prove` does."""
    account = _own(context)
    prove(context, account, code)
    codes = new_recovery_codes()
    context.session.get_one(SecondFactor, account).recovery = _hashes(codes)
    record(context, "second_factor.new_codes", account, after={"codes": len(codes)})
    context.session.commit()
    return codes


@command
def remove_own(context: Context, code: str) -> None:
    """Take one's own second factor away. Commits. Raises as `prove` does, and `Refused` where it is demanded."""
    account_id = _own(context)
    if is_demanded(context, context.who.kinds()):
        raise Refused(_DEMANDED)
    prove(context, account_id, code)
    account = context.session.get_one(Account, account_id)
    context.session.delete(context.session.get_one(SecondFactor, account_id))
    mail_notice(context, account, _SUBJECT, _REMOVED)
    record(context, "second_factor.remove", account_id, after={"by": "its person"})
    context.session.commit()


@command
def remove_factor(context: Context, account_id: UUID, reason: str) -> Mapping[str, Any]:
    """Take somebody else's second factor away, as they have lost their phone; their sessions end. Commits.

    They are told, with the reason. Raises `NotFound`.
    """
    scope = context.open("accounts.manage", writing=True)
    account = seen_account(context, scope, account_id, held=True)
    factor = held_factor(context, account_id)
    if factor is None:
        raise NotFound("Le second facteur de ce compte")
    context.session.delete(factor)
    end_sessions(context, account)
    mail_notice(context, account, _SUBJECT, _REMOVED_BY.format(reason=reason))
    record(context, "second_factor.remove", account_id, after={"by": "the installation", "reason": reason})
    context.session.commit()
    return shown(context, account, scope)


def _check_password(context: Context, whose: SignedIn | HalfSignedIn, sealed: str, password: str | None) -> None:
    context.open_wholly()
    pending, account = _opened(context, whose.account, sealed), context.session.get_one(Account, whose.account)
    if pending is None or not _owes_password(whose, pending, account):
        return
    if password is None:
        raise InvalidInput([Problem(("password",), REQUIRED)])
    try:
        sign_in(context, account.email, password)
    except NotSignedIn:
        raise InvalidInput([Problem(("password",), "Ce n'est pas votre mot de passe.")]) from None


def _owes_password(whose: SignedIn | HalfSignedIn, pending: Pending, account: Account) -> bool:
    """Tell whether a password is asked for: not of whoever has just given it, or a code, nor of whoever has none."""
    return isinstance(whose, SignedIn) and pending.replaces is None and account.password_hash is not None


def _own(context: Context) -> UUID:
    if context.who.account is None:
        raise NotSignedIn
    return context.who.account


def _sealed(context: Context, account: UUID) -> str:
    replaces = _since(factor_of(context, account))
    pending = Pending(new_secret(), new_recovery_codes(), replaces, (context.now + LIFETIME).isoformat())
    return seal(sealing_key(context), account, orjson.dumps(asdict(pending)).decode())


def _opened(context: Context, account: UUID, sealed: str) -> Pending | None:
    text = unseal(sealing_key(context), account, sealed) if sealed else None
    values: Any = orjson.loads(text) if text is not None and text.startswith("{") else None
    if values is None or datetime.fromisoformat(values["until"]) <= context.now:
        return None
    return Pending(**values)


def _since(factor: SecondFactor | None) -> str | None:
    return None if factor is None else factor.since.isoformat()


def _hashes(codes: Sequence[str]) -> str:
    return " ".join(map(hash_of_recovery, codes))


def _keep(context: Context, account: Account, factor: SecondFactor | None, pending: Pending, step: int) -> None:
    sealed = seal(sealing_key(context), account.id, pending.secret)
    if factor is None:
        factor = SecondFactor(account_id=account.id)
        context.session.add(factor)
    factor.secret, factor.step, factor.recovery, factor.since = sealed, step, _hashes(pending.codes), context.now


def _end_other_sessions(context: Context, account: UUID, here: str) -> None:
    """End the sessions that were opened without the second factor, but the one in which it was put in place."""
    for token in context.session.scalars(select(Token).where(Token.account_id == account, Token.revoked_at.is_(None))):
        if token.token_hash == hash_of_page(here):
            token.proved_by = "code"
        else:
            token.revoked_at = context.now
