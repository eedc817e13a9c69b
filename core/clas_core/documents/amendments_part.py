"""What a Caf has stated of its call since it was published, in words."""

from collections.abc import Iterator, Sequence

from clas_core.departments import Campaign
from clas_core.departments.amending import deciding_bodies
from clas_core.departments.amendment import Amendment
from clas_core.departments.own_envelopes import of_their_own
from clas_core.documents.aid_parts import ENVELOPES
from clas_core.documents.model import Section, Table, Text
from clas_core.money import cents_of, write_euros, write_percent
from clas_core.years import write_day, write_when


def amendments_section(campaign: Campaign) -> Section | None:
    """What was stated, when and by which document; `None` where the call is as its file says."""
    if not campaign.amendments:
        return None
    rows: list[Sequence[Text]] = [
        (write_day(each.stated_on), " ".join(said_by(campaign, each)), each.source) for each in campaign.amendments
    ]
    table = Table("Ce que la Caf a précisé", ("Le", "Ce qui est précisé", "Document"), rows)
    return Section("avenants", "Précisions depuis la publication", [table])


def said_by(campaign: Campaign, amendment: Amendment) -> Iterator[str]:
    """Yield what an amendment states, a sentence each."""
    if amendment.closes is not None:
        yield f"L'appel se clôt le {write_day(amendment.closes)}."
    if amendment.bilan_due is not None:
        yield f"Le bilan {campaign.title} est attendu jusqu'au {write_day(amendment.bilan_due)}."
    if amendment.decides is not None:
        labels = deciding_bodies(campaign)
        yield f"Instance qui décide : {labels.get(amendment.decides, amendment.decides)}."
    for envelope in amendment.envelopes:
        yield f"Enveloppe ({ENVELOPES[envelope.kind]}) : {write_euros(cents_of(envelope.amount))}."
    names = of_their_own(campaign)
    for own in amendment.own_envelopes:
        yield f"Enveloppe de « {names.get(own.id, own.id)} » : {write_euros(cents_of(own.amount))}."
    for advance in amendment.advances:
        yield f"Acompte de {write_percent(advance.share)} le {write_day(advance.on)}."
    for contact in amendment.contacts:
        reached = ", ".join(filter(None, (contact.name, contact.email, contact.phone)))
        institution = campaign.institutions.get(contact.institution)
        where = institution.name if institution else contact.institution
        yield f"{contact.role} ({where}) : {reached or 'sans coordonnées'}."
    for session in amendment.sessions:
        place = f", {session.place}" if session.place else ""
        yield f"{session.title} : {write_when(session.when)}{place}."
