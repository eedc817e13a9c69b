"""What a Caf has stated since its call was published is said in words, each with its day and its document."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from clas_core.departments import Campaign
from clas_core.departments.amendment import Amendment, StatedAdvance, StatedEnvelope, StatedSession
from clas_core.departments.contacts import Contact
from clas_core.departments.own_envelopes import StatedOwnEnvelope
from clas_core.documents.amendments_part import amendments_section, said_by
from tests.core.documents.words import lines_of

EVERYTHING = Amendment(
    stated_on=date(2025, 6, 12),
    source="Courrier aux porteurs",
    closes=date(2025, 7, 4),
    bilan_due=date(2026, 9, 30),
    decides="technical",
    envelopes=(StatedEnvelope(kind="ps", amount=Decimal("100000.50")),),
    own_envelopes=(
        StatedOwnEnvelope(id="agglo_costs", amount=Decimal(2000)),
        StatedOwnEnvelope(id="gone", amount=Decimal(1)),
    ),
    advances=(StatedAdvance(share=Decimal("0.7"), on=date(2025, 11, 15)),),
    contacts=(
        Contact(institution="msa", role="Référente", name="Alex Petit", phone="03 26 79 15 42"),
        Contact(institution="gone", role="Secrétariat"),
    ),
    sessions=(StatedSession(title="Comité", on=date(2025, 9, 16), at="14:30", place="Châlons"),),
)


def test_each_thing_that_is_stated_is_a_sentence(essai_campaign: Campaign) -> None:
    assert list(said_by(essai_campaign, EVERYTHING)) == [
        "L'appel se clôt le 4 juillet 2025.",
        "Le bilan 2025-2026 est attendu jusqu'au 30 septembre 2026.",
        "Instance qui décide : Comité technique.",
        "Enveloppe (Ps) : 100\u202f000,50\u00a0€.",
        "Enveloppe de « Soutien aux dépenses » : 2\u202f000,00\u00a0€.",
        "Enveloppe de « gone » : 1,00\u00a0€.",
        "Acompte de 70\u00a0% le 15 novembre 2025.",
        "Référente (MSA d'essai) : Alex Petit, 03 26 79 15 42.",
        "Secrétariat (gone) : sans coordonnées.",
        "Comité : 16 septembre 2025 à 14 h 30, Châlons.",
    ]


def test_a_call_that_was_amended_has_a_section_and_one_as_its_file_says_has_none(essai_campaign: Campaign) -> None:
    assert amendments_section(essai_campaign) is None
    later = Amendment(stated_on=date(2025, 7, 1), source="Note", closes=date(2025, 7, 11))
    section = amendments_section(replace(essai_campaign, amendments=(replace(later, closes=None), later)))
    assert section is not None
    assert list(lines_of(section))[-2:] == [
        "1er juillet 2025 |  | Note",
        "1er juillet 2025 | L'appel se clôt le 11 juillet 2025. | Note",
    ]
