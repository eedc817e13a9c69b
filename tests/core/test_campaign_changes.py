"""What a call changed from one year to the next is told to whoever takes up last year's dossier."""

from dataclasses import replace
from decimal import Decimal

from clas_core.departments import Campaign
from clas_core.departments.campaign import AskedDocument
from clas_core.departments.difference import campaign_changes
from clas_core.national import Referential, referential_of_text


def test_the_closing_day_is_always_told(essai_campaign: Campaign) -> None:
    (only,) = campaign_changes(essai_campaign, essai_campaign)
    assert only.subject == "calendar.closes"


def test_documents_aid_and_bilan_that_changed_are_told(essai_campaign: Campaign) -> None:
    statutes = AskedDocument(id="statuts", label="Statuts", natures=())
    (aid,) = essai_campaign.supplements
    bilan = essai_campaign.bilan
    assert bilan is not None
    newer = replace(
        essai_campaign,
        deposit=replace(essai_campaign.deposit, attachments=(statutes,)),
        supplements=(replace(aid, amount=Decimal(200)),),
        bilan=replace(bilan, needed_for_next_deposit=not bilan.needed_for_next_deposit),
    )
    told = {each.subject: each.kind for each in campaign_changes(essai_campaign, newer)}
    assert told["attachments.statuts"] == "added"
    assert told[f"supplements.{aid.id}"] == "changed"
    assert told["bilan.needed_for_next_deposit"] == "changed"
    back = {each.subject: each.kind for each in campaign_changes(newer, essai_campaign)}
    assert back["attachments.statuts"] == "removed"


def test_a_referential_is_made_again_from_its_text(referential_2025: Referential) -> None:
    again = referential_of_text(referential_2025.text, name="gardé")
    assert again == referential_2025
    assert again.digest == referential_2025.digest


def test_a_corrected_file_is_another_referential(referential_2025: Referential) -> None:
    corrected = referential_of_text(referential_2025.text.replace("2800.70", "2800.71"), name="corrigé")
    assert corrected.digest != referential_2025.digest
    assert referential_2025.ps.maximum.value == Decimal("2800.70")


def test_the_text_of_an_added_year_is_kept(essai_national: Referential) -> None:
    assert referential_of_text(essai_national.text, name="x").digest == essai_national.digest
