"""The settings of a call say what holds, who says it, and what may still be said."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from clas_core.departments import Campaign
from clas_core.departments.amending import amended, left_open
from clas_core.departments.amendment import Amendment, StatedEnvelope
from clas_core.documents.call_settings import FILE, UNKNOWN, settings_of


def test_what_is_open_is_stated_by_an_amendment_and_what_the_file_says_is_not(essai_campaign: Campaign) -> None:
    published = replace(essai_campaign, envelopes=(), bilan=None)
    before = {each.label: each for each in settings_of(published, left_open(published))}
    assert (before["Enveloppe (Ps)"].value, before["Enveloppe (Ps)"].is_open) == (UNKNOWN, True)
    assert before["Enveloppe (Ps)"].field == "envelopes/0/amount"
    assert (before["Ouverture des dépôts"].said_by, before["Ouverture des dépôts"].field) == (FILE, "")
    stated = Amendment(
        stated_on=date(2025, 6, 12),
        source="Délibération du 12 juin",
        bilan_due=date(2026, 9, 30),
        envelopes=(StatedEnvelope(kind="ps", amount=Decimal("120000.00")),),
    )
    in_force = amended(published, [stated])
    after = {each.label: each for each in settings_of(in_force, left_open(published))}
    assert after["Enveloppe (Ps)"].value == "120\u202f000,00\u00a0€"
    assert "Délibération du 12 juin" in after["Enveloppe (Ps)"].said_by
    assert "avenant du 12 juin 2025" in after["Dernier jour pour le bilan de l'année"].said_by
