"""The framing note (*note de cadrage*) of a department for a school year, whole."""

from collections.abc import Sequence

from clas_core.departments import Campaign, Department
from clas_core.departments.campaign import ApprovedFigures
from clas_core.departments.indicators import Indicator, with_counted
from clas_core.documents.aid_parts import aid_section
from clas_core.documents.allocation_part import allocation_section
from clas_core.documents.amendments_part import amendments_section
from clas_core.documents.essentials import essentials_section, sources_section, unknown_rules_section
from clas_core.documents.letterhead import sender_of
from clas_core.documents.local_parts import (
    animation_section,
    bilan_section,
    calendar_section,
    contacts_section,
    deposit_section,
    documents_section,
    gaps_section,
    organisation_section,
    orientations_section,
)
from clas_core.documents.model import Document
from clas_core.documents.national_parts import (
    base_section,
    bonus_section,
    eligibility_section,
    funding_section,
    scheme_section,
)
from clas_core.documents.programmes_part import programmes_section
from clas_core.documents.territories_part import indicators_section, territories_section
from clas_core.national import Referential


def framing_note(
    department: Department,
    campaign: Campaign,
    referential: Referential | None,
    approved: Sequence[ApprovedFigures] | None = None,
    counted: Sequence[Indicator] = (),
) -> Document:
    """Return the framing note. What is national in it comes from `referential` alone;
    `None`, while no rules are known for the year, leaves it out and says so.

    `approved` is what was approved in earlier years, where it was counted; else what the campaign's file states.
    `counted` are figures of years before that were counted.
    """
    approved = campaign.approved if approved is None else approved
    sections = (
        essentials_section(department, campaign, referential),
        scheme_section(referential) if referential else unknown_rules_section(campaign),
        organisation_section(campaign),
        orientations_section(campaign, approved),
        eligibility_section(referential, campaign.clas_rules) if referential else None,
        funding_section(referential) if referential else None,
        aid_section(department, campaign),
        allocation_section(campaign, referential),
        programmes_section(department, campaign),
        base_section(referential) if referential else None,
        bonus_section(referential) if referential else None,
        deposit_section(campaign, referential),
        bilan_section(campaign),
        calendar_section(department, campaign),
        animation_section(campaign),
        indicators_section(with_counted(campaign.indicators, counted)),
        territories_section(campaign),
        contacts_section(department, campaign),
        documents_section(campaign),
        amendments_section(campaign),
        gaps_section(campaign),
        sources_section(campaign, referential),
    )
    return Document(
        kind="framing_note",
        title=f"Clas : note de cadrage, {department.name}, {campaign.title}",
        subtitle=f"Contrat local d'accompagnement à la scolarité, {department.caf.name}",
        school_year=str(campaign.school_year),
        department=department.slug,
        digests=(*((referential.digest,) if referential else ()), campaign.digest),
        sections=tuple(section for section in sections if section is not None),
        sender=sender_of(department),
    )
