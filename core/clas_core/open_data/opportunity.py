"""CommonGrants: a call as an opportunity, for whoever looks for one. It is about the call, and about nobody in it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from clas_core.departments import Campaign, Department
from clas_core.open_data.award import SCHEME
from clas_core.years import When, exact_day, write_when

_APPLICANTS = ("organization", "government_municipal", "nonprofit_without_501c3")


def opportunity_of(
    department: Department, campaign: Campaign, *, now: datetime, since: datetime, url: str
) -> dict[str, Any]:
    """Return a call as JSON values; `url` is its public page, and names it: the same call has the same `id`.

    `since` is when the service first served it. A day that is not known is told in words, as the call tells it.
    """
    calendar = campaign.calendar
    dates = {
        "postDate": _event("Ouverture", calendar.opens),
        "closeDate": _event("Clôture des dépôts", calendar.closes),
    }
    return {
        "id": str(uuid5(NAMESPACE_URL, url)),
        "title": f"Appel à projets Clas {campaign.title}, {department.name}",
        "status": {"value": _status(campaign, now.date())},
        "description": f"{SCHEME} : appel à projets {campaign.title} de la {department.caf.name}.",
        "keyDates": {name: event for name, event in dates.items() if event},
        "acceptedApplicantTypes": [{"value": each} for each in _APPLICANTS],
        "source": url,
        "createdAt": since.isoformat(),
        "lastModifiedAt": since.isoformat(),
    }


def _status(campaign: Campaign, today: date) -> str:
    state = campaign.calendar.state_on(today)
    return state if state in ("open", "closed") else "forecasted"


def _event(name: str, when: When | None) -> Mapping[str, str] | None:
    if when is None:
        return None
    day = exact_day(when)
    if day is None:
        return {"name": name, "eventType": "other", "details": write_when(when)}
    return {"name": name, "eventType": "singleDate", "date": day.isoformat()}
