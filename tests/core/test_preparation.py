"""What one prepares before a deposit follows from the data of the year and of the department."""

from dataclasses import replace
from datetime import date

from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.documents.call_page import call_page
from clas_core.documents.framing_note import framing_note
from clas_core.documents.model import Bullets, Facts, Link, Paragraph, Section
from clas_core.documents.preparation import preparation_sections
from clas_core.national import Referential


def _said(sections: tuple[Section, ...] | list[Section]) -> str:
    """Return everything that sections say; a link is written with its address."""
    lines: list[object] = []
    for section in sections:
        for block in section.blocks:
            match block:
                case Paragraph(text):
                    lines.append(text)
                case Bullets(items):
                    lines += items
                case Facts(items):
                    lines += [part for item in items for part in item]
    return "\n".join(f"{each.text} <{each.url}>" if isinstance(each, Link) else str(each) for each in lines)


def test_it_says_who_applies_what_to_have_and_until_when(
    essai: DepartmentPlugin, essai_campaign: Campaign, referential_2025: Referential
) -> None:
    said = _said(list(preparation_sections(essai.department, essai_campaign, referential_2025)))
    for fact in (
        "23 h 59 (heure de Paris)",
        "SIRET",
        "association",
        "commune",
        "8 à 12",
        "33\u00a0%",
        "2\u202f800,70\u00a0€",
        "comptes 60 à 68",
        "Statuts à jour (association, fondation)",
        "Plan des locaux",
        "contrat d'engagement républicain et le respecte. (association, fondation)",
        "plusieurs dossiers",
    ):
        assert fact in said, fact


def test_it_follows_what_the_campaign_asks(
    essai: DepartmentPlugin, essai_campaign: Campaign, referential_2025: Referential
) -> None:
    deposit = replace(essai_campaign.deposit, attachments=(), several_dossiers=False)
    calendar = replace(essai_campaign.calendar, closes=date(2025, 9, 3))
    said = _said(
        list(
            preparation_sections(
                essai.department, replace(essai_campaign, deposit=deposit, calendar=calendar), referential_2025
            )
        )
    )
    assert "3 septembre 2025" in said
    assert "n'en demande aucun" in said
    assert "Plan des locaux" not in said
    assert "un seul dossier" in said


def test_without_national_rules_it_names_no_amount(essai: DepartmentPlugin, essai_campaign: Campaign) -> None:
    said = _said(list(preparation_sections(essai.department, essai_campaign, None)))
    assert "€" not in said.replace("le montant demandé (300,00\u00a0€ au moins, 6\u202f000,00\u00a0€ au plus)", ""), (
        "but its own"
    )
    assert "SIRET" in said


def test_the_service_that_the_source_names_is_quoted_and_leads_nowhere(
    essai: DepartmentPlugin, essai_campaign: Campaign, referential_2025: Referential
) -> None:
    deposit = replace(essai_campaign.deposit, service="Guichet d'avant", url="https://avant.example/depot")
    campaign = replace(essai_campaign, deposit=deposit)
    for document in (
        call_page(essai.department, campaign, referential_2025),
        framing_note(essai.department, campaign, referential_2025),
    ):
        said = _said([each for each in document.sections if each.id == "depot"])
        assert "indique : « Guichet d'avant »" in said
        assert "avant.example" not in said
        assert "plateforme qui publie cet appel" in said


def test_who_lives_overseas_reads_its_own_hour_wherever_the_end_is_told(
    essai: DepartmentPlugin, essai_campaign: Campaign, referential_2025: Referential
) -> None:
    there = "à La Réunion"
    overseas = replace(essai.department, code="974")
    told = _said(list(preparation_sections(overseas, essai_campaign, referential_2025)))
    assert there in told
    for document in (
        call_page(overseas, essai_campaign, referential_2025),
        framing_note(overseas, essai_campaign, None),
    ):
        assert all(there in repr(each) for each in document.sections if each.id in ("essentiel", "calendrier"))
    assert there not in _said(list(preparation_sections(essai.department, essai_campaign, referential_2025)))


def test_the_holidays_of_its_zone_stand_in_the_calendar_and_nowhere_without_one(
    essai: DepartmentPlugin, essai_campaign: Campaign
) -> None:
    def calendar(code: str) -> str:
        sections = call_page(replace(essai.department, code=code), essai_campaign, None).sections
        return repr(next(each for each in sections if each.id == "calendrier"))

    assert "Vacances scolaires, zone B" in calendar("51")
    assert "hiver, du 14 février au 2 mars 2026" in calendar("51")
    assert "du 21 février au 9 mars 2026" in calendar("77")
    for alone in ("2A", "974"):
        assert "Vacances" not in calendar(alone)
