"""Telling that a call which was announced has its closing day: to who has begun a dossier, and to heads of the service.

It is told once: a call is announced until its closing day is stated for the first time.
"""

from sqlalchemy import select

from clas_api.context import Context
from clas_api.services.outbox import write_mail
from clas_api.services.people.writing_to_cafs import heads_of
from clas_api.services.people.writing_to_porteurs import addresses_of, contact_of, write_to_each
from clas_api.store.models import DossierRow
from clas_core.departments import Campaign, Department
from clas_core.years import exact_day, write_at, write_day


def tell_opening(context: Context, department: Department, before: Campaign, campaign: Campaign) -> None:
    """Write to who has a draft in a call, and to the heads of its service, where its closing day has just become known;
    to nobody otherwise. In the transaction of `context`."""
    closes, call = campaign.calendar.closing_day, str(campaign.name)
    if before.calendar.closing_day is not None or closes is None:
        return
    drafts = context.session.scalars(
        select(DossierRow)
        .where(DossierRow.department == department.slug, DossierRow.call == call, DossierRow.state == "draft")
        .order_by(DossierRow.id)
    ).all()
    people = addresses_of(context, {each.porteur_id for each in drafts})
    known = f"L'appel Clas {campaign.title} ({department.name}) se clôt le {write_day(closes)}, à 23 h 59."
    subject = f"Appel Clas {campaign.title} : clôture le {write_day(closes)}"
    text = f"{known} {_waiting(campaign, context)}"
    for row in drafts:
        write_to_each(context, row, contact_of(row.content), people[row.porteur_id], subject, text)
    told = "Personne n'y a encore commencé de dossier."
    if drafts:
        begun = "un dossier" if len(drafts) == 1 else f"{len(drafts)} dossiers"
        told = f"Qui y a commencé un dossier en est prévenu par courriel : {begun} en tout."
    link = f"{context.installation.settings.base_url}/departements/{department.slug}/{call}"
    for email in heads_of(context, department.slug):
        body = f"Bonjour,\n\n{known} {told}\n\nL'appel : {link}\n"
        write_mail(context, email, subject, body, department=department.slug)


def _waiting(campaign: Campaign, context: Context) -> str:
    """Say to who has a draft when it can be deposited."""
    opens = campaign.calendar.opens
    if opens is not None and campaign.calendar.opens_after(context.now.date()):
        when = write_at(opens) if exact_day(opens) is not None else f"dès l'ouverture, {write_at(opens)}"
        return f"Votre dossier est un brouillon : il se déposera {when}."
    return "Votre dossier est un brouillon : il n'est pas encore déposé, et peut l'être dès maintenant."
