"""What is mailed about the people of a porteur: to whoever is asked to join, and to those who belong already."""

import re
from collections.abc import Collection
from datetime import date

from clas_api.context import Context
from clas_api.services.people.links import mail_notice, write_notice
from clas_api.store.models import Account, PorteurRow
from clas_core.identifiers import write_siret
from clas_core.years import write_day

_TO_JOIN = (
    "{who} vous invite à rejoindre {porteur} sur la plateforme Clas, pour préparer et suivre ses dossiers.\n\nPour "
    "accepter ou refuser, suivez ce lien avant le {until} :\n{link}\n\nTant que vous n'avez pas accepté, vous n'en "
    "faites pas partie. Si cette invitation ne vous concerne pas, laissez-la sans suite."
)
_TO_TAKE_OVER = (
    "{who} vous propose de reprendre {porteur} sur la plateforme Clas : vous serez la seule personne à agir pour lui, "
    "et pourrez en inviter d'autres.\n\nPour accepter ou refuser, suivez ce lien avant le {until} :\n{link}\n\nTant "
    "que vous n'avez pas accepté, rien ne change. Si cette proposition ne vous concerne pas, laissez-la sans suite."
)
_PROPOSED = (
    "{who}, de la Caf, propose à {email} de rejoindre les personnes de « {porteur} » sur la plateforme Clas. Si vous "
    "ne vous y attendez pas, écrivez à votre Caf."
)
_JOINED = (
    "{name} ({email}) fait maintenant partie des personnes de « {porteur} » sur la plateforme Clas. Si vous ne vous y "
    "attendez pas, écrivez à votre Caf."
)
_HANDING_OVER = (
    "{who} propose de remettre « {porteur} » à {email}, sur la plateforme Clas.\n\nMotif : {reason}\n\nDès que cette "
    "personne aura accepté, vous n'en ferez plus partie ; ce que vous avez écrit reste. Si vous n'êtes pas d'accord, "
    "écrivez-le dès maintenant à votre Caf."
)
_HANDED_OVER = (
    "« {porteur} » est remis à {name} ({email}) sur la plateforme Clas : vous n'en faites plus partie, ce que vous "
    "avez écrit reste.\n\nMotif : {reason}\n\nSi vous n'êtes pas d'accord, écrivez à votre Caf."
)
_HANDING_OVER_TOLD = (
    "{who} propose de remettre « {porteur} » à {email}, sur la plateforme Clas : dès que cette personne aura accepté, "
    "elle sera seule à agir pour l'organisme.\n\nMotif : {reason}\n\nSi vous n'êtes pas d'accord, écrivez-le dès "
    "maintenant à votre Caf."
)
_OWN_ADDRESS = "\n\nCe message vous est écrit parce que cette adresse est celle de l'organisme."
_CHANGED = "Les personnes de votre porteur de projet"
_LEADS_SOMEWHERE = re.compile(r"://|www\.|@|\w\.\w{2,}", re.IGNORECASE)
"""What a mail reader would make a link of."""


def mail_to_join(context: Context, email: str, porteur: PorteurRow, *, until: date, token: str, alone: bool) -> None:
    """Ask somebody, at an address where they may expect nothing, to join a porteur, or to take it over `alone`.

    A name that whoever typed it made a link of is not repeated: the SIRET and the address say who it is.
    """
    siret = f"SIRET {write_siret(porteur.siret)}"
    named = siret if _LEADS_SOMEWHERE.search(porteur.name) else f"« {porteur.name} » ({siret})"
    who = (
        context.who.email or ""
        if _LEADS_SOMEWHERE.search(context.who.name)
        else f"{context.who.name} ({context.who.email})"
    )
    link = f"{context.installation.settings.base_url}/invitations/{token}"
    asked = _TO_TAKE_OVER if alone else _TO_JOIN
    text = asked.format(who=who, porteur=f"le porteur de projet {named}", until=write_day(until), link=link)
    write_notice(context, email, "Une invitation sur la plateforme Clas", text)


def mail_proposed(context: Context, account: Account, porteur: PorteurRow, email: str) -> None:
    """Tell one of a porteur's people that the Caf proposes somebody."""
    mail_notice(context, account, _CHANGED, _PROPOSED.format(who=context.who.name, email=email, porteur=porteur.name))


def mail_joined(context: Context, account: Account, porteur: PorteurRow, joined: Account) -> None:
    """Tell one of a porteur's people that somebody is one of them now."""
    text = _JOINED.format(name=joined.name, email=joined.email, porteur=porteur.name)
    mail_notice(context, account, _CHANGED, text)


def mail_handing_over(
    context: Context, people: Collection[Account], porteur: PorteurRow, email: str, reason: str
) -> None:
    """Tell a porteur's people, and the porteur itself, that it is about to be handed over to somebody."""
    said = {"who": context.who.name, "porteur": porteur.name, "email": email, "reason": reason}
    for account in people:
        mail_notice(context, account, _CHANGED, _HANDING_OVER.format(**said))
    told = {email, *(each.email for each in people)}
    mail_organisation(context, porteur, told, _CHANGED, _HANDING_OVER_TOLD.format(**said))


def mail_organisation(context: Context, porteur: PorteurRow, told: Collection[str], subject: str, text: str) -> None:
    """Tell a porteur at its own address, where it has one that is not among those that are `told`."""
    if porteur.email and porteur.email.lower() not in told:
        write_notice(context, porteur.email, subject, text + _OWN_ADDRESS)


def mail_handed_over(context: Context, account: Account, porteur: PorteurRow, to: Account, reason: str) -> None:
    """Tell somebody who was one of a porteur's people that it was handed over."""
    told = _HANDED_OVER.format(porteur=porteur.name, name=to.name, email=to.email, reason=reason)
    mail_notice(context, account, _CHANGED, told)
