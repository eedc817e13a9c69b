"""Signing in with what an identity provider says: a known identity, a known address, or somebody new.

Somebody new whose employer is the Caf of a department, by the SIRET that the provider gives, becomes one of its
agents; anybody else gets an account without a role.
"""

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.refusals import Forbidden
from clas_api.security.oidc import Identity
from clas_api.security.principal import Role
from clas_api.services.people.account_requests import RegistrationSchema
from clas_api.services.people.accounts import CLOSED, account_for, trace_new
from clas_api.services.people.roles import add_role
from clas_api.services.people.second_factor import HalfSignedIn, SignedIn, entered
from clas_api.services.trace import record
from clas_api.store.models import Account
from clas_core.errors import InvalidInput
from clas_core.reading import read_json

_ANOTHER = (
    "Votre adresse est celle d'un compte lié à une autre identité. Connectez-vous avec elle, ou demandez à votre Caf."
)
_NOT_VERIFIED = (
    "Le service d'identité n'a pas confirmé votre adresse de courriel : aucun compte n'est ouvert ni lié. Faites-la "
    "vérifier auprès de lui, ou connectez-vous avec votre mot de passe (« Mot de passe oublié » en donne un nouveau)."
)


@command
def sign_in_with(context: Context, identity: Identity) -> SignedIn | HalfSignedIn:
    """Return whose `identity` this is, linking or making the account if need be. Commits.

    A second factor that the provider has asked them for is as good as ours; without it ours is to follow.

    Raises `Forbidden` for a closed account, when the address belongs to another identity, and when the provider does
    not say that it has verified the address of an identity that is not known yet.
    """
    context.open_wholly(writing=True)
    known = select(Account).where(Account.issuer == identity.issuer, Account.subject == identity.subject)
    account = context.session.scalar(known) or _linked(context, identity)
    if account.disabled_at is not None:
        context.session.rollback()
        raise Forbidden(CLOSED)
    signed_in = entered(context, account, "provider" if identity.by_two_factors else None)
    context.session.commit()
    return signed_in


def _linked(context: Context, identity: Identity) -> Account:
    """Return the account of the address that the provider gives, linked to the identity; made now if there is none."""
    if identity.email is None:
        raise Forbidden(_NOT_VERIFIED)
    try:
        asked = read_json({"email": identity.email, "name": identity.name}, RegistrationSchema())
    except InvalidInput as error:
        raise Forbidden(f"Le service d'identité a donné des renseignements à corriger là-bas : {error}") from None
    account, made = account_for(context, asked["email"], asked["name"])
    if account.issuer is not None:
        raise Forbidden(_ANOTHER)
    account.issuer, account.subject = identity.issuer, identity.subject
    if made and (slug := _employer(context, identity.siret)):
        add_role(context, account, Role("agent", department=slug), because="siret")
    if made:
        trace_new(context, account, "identity provider")
    record(context, "account.link", account.id, after={"issuer": identity.issuer})
    return account


def _employer(context: Context, siret: str | None) -> str | None:
    """Return the one department whose Caf has this SIRET today."""
    today = context.now.date()
    found = []
    for plugin in context.installation.registry:
        so_far = [each for each in plugin.department.caf.sirets if each.since <= today]
        if so_far and max(so_far, key=lambda each: each.since).value == siret:
            found.append(plugin.slug)
    return found[0] if len(found) == 1 else None
