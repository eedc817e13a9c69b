"""The page of a call: what a porteur needs to decide, to prepare and to deposit in time."""

from clas_core.departments import Campaign, Department
from clas_core.documents.aid_parts import aid_section
from clas_core.documents.allocation_part import allocation_section
from clas_core.documents.amendments_part import amendments_section
from clas_core.documents.essentials import essentials_section, sources_section, unknown_rules_section
from clas_core.documents.letterhead import sender_of
from clas_core.documents.local_parts import (
    bilan_section,
    calendar_section,
    contacts_section,
    deposit_section,
    documents_section,
    gaps_section,
)
from clas_core.documents.model import Document
from clas_core.documents.national_parts import eligibility_section, funding_section
from clas_core.documents.programmes_part import programmes_section
from clas_core.documents.territories_part import indicators_section, territories_section
from clas_core.national import Referential


def call_page(department: Department, campaign: Campaign, referential: Referential | None) -> Document:
    """Return the page of the call. What is national in it comes from `referential` alone;
    `None`, while no rules are known for the year, leaves it out and says so."""
    sections = (
        essentials_section(department, campaign, referential),
        calendar_section(department, campaign),
        deposit_section(campaign, referential),
        eligibility_section(referential, campaign.clas_rules) if referential else unknown_rules_section(campaign),
        funding_section(referential) if referential else None,
        aid_section(department, campaign),
        allocation_section(campaign, referential),
        programmes_section(department, campaign),
        bilan_section(campaign),
        indicators_section(campaign.indicators),
        territories_section(campaign),
        contacts_section(department, campaign),
        documents_section(campaign),
        amendments_section(campaign),
        gaps_section(campaign),
        sources_section(campaign, referential),
    )
    return Document(
        kind="call_page",
        title=f"Clas : appel à projets, {department.name}, {campaign.title}",
        subtitle=f"Contrat local d'accompagnement à la scolarité, {department.caf.name}",
        school_year=str(campaign.school_year),
        department=department.slug,
        digests=(*((referential.digest,) if referential else ()), campaign.digest),
        sections=tuple(section for section in sections if section is not None),
        sender=sender_of(department),
    )
