"""When a story of any call takes place, stage by stage: on the days that its file says, or as they usually follow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clas_core.departments import Campaign
from clas_core.years import exact_day, first_day_of

STAGES_OFFERED: Mapping[str, str] = {
    "people": "people",
    "drafts": "drafts",
    "deposited": "deposited",
    "instructed": "instructed",
    "session": "session open",
    "decided": "closed",
    "notified": "notified",
    "running": "year begun",
    "bilans": "bilan filed",
    "settled": "settled",
    "closed": "over",
}
"""The stages that one may ask for, with the stage of a story that each is."""

STAGES_IN_FRENCH: Mapping[str, str] = {
    "people": "aux comptes, sans aucun dossier",
    "drafts": "aux brouillons",
    "deposited": "aux dépôts",
    "instructed": "à l'étude des dossiers",
    "session": "à l'ouverture de la séance",
    "decided": "aux décisions du comité",
    "notified": "aux notifications",
    "running": "au début de l'année",
    "bilans": "au dépôt des bilans",
    "settled": "aux soldes",
    "closed": "à la clôture des dossiers",
}
"""Where a story stops, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDays:
    """When a story of a call takes place. `working` is the day on which porteurs are seen at work.

    `closes` is `None` while the call is announced: nothing is deposited then.
    """

    opens: date | None = None
    first: date
    working: date
    closes: date | None
    session: date
    notified: date
    bilan: date

    def of(self, stage: str) -> date:
        """Return the day on which a stage is reached, of those that are offered."""
        assert self.closes is not None or stage in ("people", "drafts")
        match stage:
            case "people":
                return self.opens or self.working
            case "drafts" | "deposited":
                return self.working
            case "instructed":
                return self.instructed
            case "session" | "decided":
                return self.session
            case "notified" | "running":
                return self.notified
            case "bilans":
                return self.bilan
        return self.bilan + timedelta(days=10 if stage == "settled" else 25)

    @property
    def begins(self) -> date:
        """The day before anybody does anything: accounts are opened then."""
        return min(self.first, self.opens or self.first) - timedelta(days=1)

    @property
    def instructed(self) -> date:
        """The day on which the Caf has studied what was deposited."""
        return (self.closes or self.working) + timedelta(days=10)


def days_of(campaign: Campaign, day: date | None, today: date) -> CallDays:
    """Return the days of a call, as its file says them and, where it does not, as they usually follow one another.

    Porteurs are at work a week before the closing day, or on `day` where it comes earlier; with a call that is only
    announced, on `day`, or `today`.
    """
    closes = campaign.calendar.closing_day
    opens = first_day_of(campaign.calendar.opens) if campaign.calendar.opens else None
    working = day or today
    if closes is not None:
        usual = closes - timedelta(days=7)
        usual = min(max(usual, opens), closes) if opens else usual
        working = min(day or usual, usual)
    first = working - timedelta(days=14)
    if closes is not None and opens is not None and opens <= working:
        first = max(first, opens)
    instructed = (closes or working) + timedelta(days=10)
    session = next(_committee_days(campaign, instructed), instructed + timedelta(days=35))
    notified = session + timedelta(days=7)
    ends = date(campaign.school_year.start + 1, 6, 25)
    return CallDays(
        first=first,
        working=working,
        opens=min(opens, working) if opens else None,
        closes=closes,
        session=session,
        notified=notified,
        bilan=max(ends, notified + timedelta(days=30)),
    )


def _committee_days(campaign: Campaign, after: date) -> Iterator[date]:
    for event in campaign.calendar.events:
        day = exact_day(event.when.date() if isinstance(event.when, datetime) else event.when)
        if event.kind == "committee" and day is not None and day > after:
            yield day
