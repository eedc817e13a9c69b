"""The conditions under which a dossier may be studied, taken from what the campaign says of deposits and bilans.

The closing day stands once in a department's file, in its calendar; the criterion that applies it is made here, so
that the page, the note and the check of a dossier cannot tell different days.
"""

from collections.abc import Iterator
from typing import Any

from clas_core.departments.campaign import Campaign
from clas_core.eligibility import Criterion
from clas_core.years import write_day

DERIVED = ("deadline", "online", "previous_bilan")
"""The names, after the department's slug, of the criteria made here."""


def admission_criteria(slug: str, campaign: Campaign) -> Iterator[Criterion]:
    """Yield the criteria of admissibility of a campaign."""
    calendar, deposit, bilan = campaign.calendar, campaign.deposit, campaign.bilan
    common: dict[str, Any] = {
        "subject": "dossier",
        "decides": "admissibility",
        "severity": "blocking",
        "standing": "published",
        "checked_on": campaign.checked_on,
    }
    if (closes := calendar.closing_day) is not None:
        yield Criterion(
            **common,
            id=f"{slug}.deadline",
            kind="before",
            about="deposited_on",
            day=closes,
            label="dépôt avant la clôture",
            message=f"L'appel se clôt le {write_day(closes)} : un dossier déposé plus tard n'est pas étudié.",
            source=deposit.source,
        )
    if deposit.online_only:
        yield Criterion(
            **common,
            id=f"{slug}.online",
            kind="required",
            about="deposited_online",
            label="dépôt en ligne",
            message="Le dossier se dépose uniquement en ligne.",
            source=deposit.source,
        )
    if bilan and bilan.needed_for_next_deposit:
        yield Criterion(
            **common,
            id=f"{slug}.previous_bilan",
            kind="required",
            about="previous_bilan_filed",
            label=f"bilan {bilan.about} déposé",
            message=f"Un porteur déjà financé dépose son bilan {bilan.about} : il sert à l'étude du dossier.",
            source=bilan.source,
        )
