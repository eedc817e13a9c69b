"""The national rules of a school year as a document: what holds in every department."""

from clas_core.documents.model import Bullets, Document, Link, Paragraph, Section, Text
from clas_core.documents.national_parts import (
    base_section,
    bonus_section,
    eligibility_section,
    funding_section,
    scheme_section,
)
from clas_core.eligibility import Rules
from clas_core.national import Referential
from clas_core.national.remarks import remarks_on


def national_rules(referential: Referential) -> Document:
    """Return the national rules of one year."""
    seen = {source.citation: source for source in referential.sources.values()}
    items: list[Text] = [Link(citation, each.url) if each.url else citation for citation, each in seen.items()]
    sections = (
        scheme_section(referential),
        eligibility_section(referential, Rules()),
        funding_section(referential),
        base_section(referential),
        bonus_section(referential),
        Section("remarques", "Ce qu'il faut savoir de ces chiffres", [Bullets(list(remarks_on(referential)))]),
        Section("sources", "Sources", [Paragraph("Chaque chiffre porte sa source :"), Bullets(items)]),
    )
    return Document(
        kind="national_rules",
        title=f"Clas : les règles nationales {referential.school_year}",
        subtitle=referential.scheme.name,
        school_year=str(referential.school_year),
        department="",
        digests=(referential.digest,),
        sections=tuple(section for section in sections if section is not None),
    )
