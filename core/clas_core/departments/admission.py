"""The conditions that a campaign says elsewhere than in its criteria: its deposits, its bilans, its territory.

The closing day stands once in a department's file, in its calendar; the criterion that applies it is made here, so
that the page, the note and the check of a dossier cannot tell different days. So does the territory of a call.
"""

from collections.abc import Iterator
from typing import Any

from clas_core.departments.campaign import Campaign
from clas_core.eligibility import Criterion
from clas_core.years import write_day

DERIVED = ("deadline", "online", "previous_bilan")
"""The names, after the department's slug, of the criteria made here of every call."""

OF_ITS_TERRITORY = "territory"
"""That of the one made here of a call of one territory: in any other, a written criterion may have this name."""


def admission_criteria(slug: str, campaign: Campaign) -> Iterator[Criterion]:
    """Yield the criteria of admissibility of a campaign, and that of its territory: an action outside is not eligible,
    and sinks no other."""
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
    if (territory := campaign.own_territory) is not None:
        yield Criterion(
            id=f"{slug}.{OF_ITS_TERRITORY}",
            subject="action",
            kind="within",
            about="place",
            territory=territory.id,
            severity="blocking",
            label=f"action dans le territoire de l'appel ({territory.name})",
            message=f"Cet appel est du territoire « {territory.name} » : il ne paie pas une action menée ailleurs.",
            source=territory.source,
            standing="published",
            checked_on=campaign.checked_on,
        )
