"""What the page of a call says of the deposit."""

from clas_core.departments import Campaign, DepartmentPlugin, DepartmentRegistry
from clas_core.documents import Document
from clas_core.documents.call_page import call_page
from clas_core.documents.model import Bullets, Paragraph
from clas_core.national import Referential


def _deposit(page: Document) -> list[str]:
    (section,) = [each for each in page.sections if each.id == "depot"]
    said: list[str] = []
    for block in section.blocks:
        if isinstance(block, Paragraph):
            said.append(str(block.text))
        if isinstance(block, Bullets):
            said += map(str, block.items)
    return said


def test_the_page_names_the_documents_to_join_and_of_whom_they_are_asked(
    essai: DepartmentPlugin, essai_campaign: Campaign, referential_2025: Referential
) -> None:
    said = _deposit(call_page(essai.department, essai_campaign, referential_2025))
    start = said.index("Des documents sont à joindre :")
    assert said[start + 1 : start + 3] == ["Statuts à jour (association, fondation)", "Plan des locaux"]
    assert "Un porteur peut déposer plusieurs dossiers pour la même année." in said


def test_the_page_says_nothing_of_documents_that_are_not_asked_for(
    registry: DepartmentRegistry, essai_campaign: Campaign, referential_2025: Referential
) -> None:
    marne = registry.get("marne").department
    page = call_page(marne, marne.campaign(essai_campaign.school_year), referential_2025)
    assert not [each for each in _deposit(page) if "joindre" in each or "plusieurs dossiers" in each]
