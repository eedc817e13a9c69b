"""Confirming a porteur: a Caf where it deposited says on what basis those who described it are entitled to."""

from uuid import UUID

from sqlalchemy import select

from clas_api.context import Context, command
from clas_api.security.permissions import departments_of, porteurs_of
from clas_api.services.people.governing import people_of
from clas_api.services.people.links import mail_notice
from clas_api.services.people.membership_mails import mail_organisation
from clas_api.services.revisions import commit_or_stale
from clas_api.services.trace import record
from clas_api.store.models import DossierRow, PorteurRow
from clas_core.errors import NotFound, Refused

_CONCERNED = "Vous faites partie de ce porteur : un autre agent de la Caf le confirme."
_SUBJECT = "Votre porteur de projet est confirmé"
_CONFIRMED = (
    "{who}, de la Caf, a confirmé « {porteur} » sur la plateforme Clas : ses personnes sont bien celles qui agissent "
    "pour cet organisme.\n\nCe qui a été regardé : {basis}\n\nSi vous ne vous y attendez pas, écrivez à votre Caf."
)


@command
def confirm_porteur(context: Context, porteur_id: UUID, basis: str) -> PorteurRow:
    """Say that the people of a porteur are entitled to act for it, and on what `basis`; they are told. Commits.

    The same again changes nothing. Raises `NotFound` for a Caf where it has not deposited, `Forbidden`, `Refused`.
    """
    context.open("dossiers.study", writing=True)
    theirs = departments_of(context.who, "dossiers.study")
    deposited = select(DossierRow.id).where(
        DossierRow.porteur_id == porteur_id, DossierRow.versions > 0, DossierRow.department.in_(theirs)
    )
    porteur = context.session.get(PorteurRow, porteur_id, with_for_update=True)
    if porteur is None or context.session.scalar(deposited.limit(1)) is None:
        raise NotFound("Ce porteur")
    if porteur_id in porteurs_of(context.who, "people.manage"):
        raise Refused(_CONCERNED)
    if porteur.confirmed_basis == basis:
        return porteur
    before = porteur.confirmed_basis
    porteur.confirmed_at, porteur.confirmed_basis = context.now, basis
    text = _CONFIRMED.format(who=context.who.name, porteur=porteur.name, basis=basis)
    people = people_of(context, porteur_id)
    for account in people:
        mail_notice(context, account, _SUBJECT, text)
    mail_organisation(context, porteur, {each.email for each in people}, _SUBJECT, text)
    record(context, "porteur.confirmed", porteur_id, before=before, after=basis)
    commit_or_stale(context, porteur)
    return porteur
