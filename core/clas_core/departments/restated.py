"""How often the days of a call were stated anew, and since when they are as they are: what an agenda is told by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clas_core.departments.amendment import STATED, Amendment
from clas_core.departments.campaign import Campaign
from clas_core.plain_text import search_key

_EPOCH = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """Of one thing of a call: `times` grows with each change of it, the last of which was on the day `since`."""

    times: int
    since: date


def restated(campaign: Campaign, thing: str, title: str = "") -> Restated:
    """Return how often a thing was stated anew: ``closes``, ``bilan_due``, ``advances``, or the ``session`` of a title;
    anything else is of the file alone.

    A file has no history of its own: the day on which it was last compared with the department's documents stands for
    it, and grows with each new version. What is set aside by a later file was still said: `times` never goes back.
    """
    said = [each for each in _statements(campaign.amendments, thing, search_key(title)) if each[1]]
    changed = [day for rank, (day, value) in enumerate(said) if rank == 0 or value != said[rank - 1][1]]
    checked = campaign.checked_on
    return Restated(times=(checked - _EPOCH).days + len(changed), since=max([checked, *changed]))


def dropped_advances(campaign: Campaign) -> Sequence[tuple[int, date]]:
    """Return the advances that an amendment stated and a later one does not any more: the rank and the last day of
    each. Those of the amendments alone: what the file comes to state takes the place of all of them."""
    stated = [each.advances for each in campaign.amendments if each.advances]
    held = len(campaign.advances)
    days = {rank: advance.on for advances in stated for rank, advance in enumerate(advances)}
    return [(rank, day) for rank, day in days.items() if rank >= held]


def _statements(amendments: Sequence[Amendment], thing: str, title: str) -> Iterator[tuple[date, Any]]:
    for each in amendments:
        if thing == "session":
            for session in each.sessions:
                if search_key(session.title) == title:
                    yield each.stated_on, (session.when, session.place)
        elif thing in STATED:
            yield each.stated_on, getattr(each, thing)
