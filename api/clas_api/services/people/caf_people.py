"""The people of a department, for the head of its service: agents, heads, members of the committee, funders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from clas_api.context import Context, command
from clas_api.refusals import Forbidden, NotSignedIn
from clas_api.security.permissions import OF_A_DEPARTMENT, OF_A_FUNDER, WITH_A_SEAT, departments_of
from clas_api.security.principal import ROLES, RoleKind
from clas_api.services.people.accounts import has_a_way_in, seen_account
from clas_api.services.people.links import mail_invitation
from clas_api.store.models import Account, DossierRow, MailedLink, RoleRow
from clas_api.store.told_names import came_by, told_name
from clas_core.departments import Department
from clas_core.dossiers.lifecycle import LIVE
from clas_core.errors import NotFound, Refused

MOST_PEOPLE = 500
"""That a page lists of a department."""

GIVEN: Sequence[RoleKind] = ("head", "agent", "committee", "funder")
"""The roles of a department, in the order of its list."""

_INVITED = "{who} vous invite de nouveau sur la plateforme des appels à projets Clas, comme {what}."
_ENTERED = "Cette personne est déjà entrée : il n'y a plus d'invitation à renvoyer."
_TOO_MANY = "Cinq liens sont déjà partis à cette adresse dans l'heure, ou son compte est fermé : aucun autre ne part."
_ONLY_A_HEAD = "C'est à la personne responsable du service d'inviter et de retirer les personnes de ce département."


@dataclass(frozen=True, slots=True, kw_only=True)
class CafPerson:
    """Somebody by one of their roles in a department. `institution` is whom they sit for, or whose aid they follow, in
    words. `waiting`: invited from here, they have not chosen their password yet, by a link that serves `until`."""

    account: UUID
    role: UUID
    name: str
    email: str
    kind: str
    institution: str
    since: datetime
    waiting: bool
    until: datetime | None
    closed: bool
    own: bool

    @property
    def label(self) -> str:
        """The role in words."""
        return ROLES[_kind(self.kind)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What taking a role away would do: whether nobody would head the service any more, whose dossiers would be
    nobody's, and whether it is one's own."""

    person: CafPerson
    last_head: bool
    assigned: int


def expect_head(context: Context, slug: str) -> None:
    """Raise `Forbidden` for the other people of a department, `NotFound` for those of elsewhere."""
    if not context.who.signed_in:
        raise NotSignedIn
    if slug not in departments_of(context.who, "accounts.manage"):
        if slug in departments_of(context.who, "dossiers.study"):
            raise Forbidden(_ONLY_A_HEAD)
        raise NotFound("Cette liste de personnes")


def list_people(context: Context, department: Department) -> Sequence[CafPerson]:
    """Return the people of a department by their roles, heads first. Raises as `expect_head`."""
    slug = department.slug
    expect_head(context, slug)
    context.open("accounts.manage")
    until = (
        select(func.max(MailedLink.expires_at))
        .where(MailedLink.account_id == Account.id, MailedLink.used_at.is_(None), MailedLink.purpose == "invitation")
        .scalar_subquery()
    )
    query = (
        select(RoleRow, Account, told_name(slug), came_by(slug), until)
        .join(Account, Account.id == RoleRow.account_id)
        .where(RoleRow.department == slug, RoleRow.kind.in_(OF_A_DEPARTMENT))
        .limit(MOST_PEOPLE)
    )
    bodies = {kind: institutions_of(department, kind) for kind in GIVEN}
    found = [
        CafPerson(
            account=account.id,
            role=role.id,
            name=name,
            email=account.email,
            kind=role.kind,
            institution=bodies[_kind(role.kind)].get(role.institution or "", role.institution or ""),
            since=role.granted_at,
            waiting=bool(came) and not has_a_way_in(account),
            until=expires,
            closed=account.disabled_at is not None,
            own=account.id == context.who.account,
        )
        for role, account, name, came, expires in context.session.execute(query)
    ]
    return sorted(found, key=lambda each: (GIVEN.index(_kind(each.kind)), each.institution, each.name.casefold()))


def institutions_of(department: Department, kind: str) -> Mapping[str, str]:
    """Return whom a role of a kind may be for, by identifier, in words: nobody for those of the Caf."""
    calls = department.campaigns.values()
    if kind in WITH_A_SEAT:
        return {name: each.name for call in calls for name, each in call.institutions.items()}
    if kind in OF_A_FUNDER:
        return {each.id: each.name for call in calls for each in call.funders}
    return {}


def ending_of(context: Context, department: Department, account: UUID, role: UUID) -> Ending:
    """Return what taking a role away would do. Raises `NotFound`, and as `expect_head`."""
    people = list_people(context, department)
    person = next((each for each in people if (each.account, each.role) == (account, role)), None)
    if person is None:
        raise NotFound("Ce rôle")
    heads = {each.account for each in people if each.kind == "head" and not each.closed and not each.waiting}
    others = [each for each in people if each.account == account and each.role != role and each.kind in _STUDYING]
    assigned = 0
    if person.kind in _STUDYING and not others:
        context.open("dossiers.read")
        query = select(func.count()).where(DossierRow.department == department.slug, DossierRow.assigned_to == account)
        assigned = context.session.scalar(query.where(DossierRow.state.in_(LIVE))) or 0
    return Ending(person=person, last_head=person.kind == "head" and heads <= {account}, assigned=assigned)


_STUDYING = ("agent", "head")


@command
def invite_again(context: Context, slug: str, account_id: UUID) -> str:
    """Mail another link to somebody who was invited and has not entered; return their address. Commits.

    Raises `NotFound`, `Refused` for somebody who has entered, or to whom enough was sent, and as `expect_head`.
    """
    expect_head(context, slug)
    scope = context.open("accounts.manage", writing=True)
    account = seen_account(context, scope, account_id, held=True)
    roles = [each for each in account.roles if each.department == slug and each.kind in OF_A_DEPARTMENT]
    if not roles:
        raise NotFound("Cette invitation")
    if has_a_way_in(account):
        raise Refused(_ENTERED)
    what = ", ".join(ROLES[_kind(each.kind)] for each in roles)
    if mail_invitation(context, account, _INVITED.format(who=context.who.name, what=what)) is None:
        raise Refused(_TOO_MANY)
    email = account.email
    context.session.commit()
    return email


def _kind(kind: str) -> RoleKind:
    return cast("RoleKind", kind)  # the column holds no other
