"""The calendar of a call: when it opens and closes, and what happens on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal

from clas_core.fields import Choice
from clas_core.prose import Prose
from clas_core.years import PARIS, Dated, SchoolYear, When, exact_day, first_day_of

CallState = Literal["announced", "upcoming", "open", "closed"]
"""`announced`: it is read and prepared; nobody deposits, since its closing day is not known."""

EVENT_KINDS = ("webinar", "training", "committee", "notification", "bilan_opens", "bilan_due", "other")


def days_of_a_call(year: SchoolYear) -> tuple[date, date]:
    """Return the first and the last day on which anything of the call of `year` may fall, from its opening to its
    last payment: what is farther is a mistake of the year."""
    return date(year.start, 1, 1), date(year.start + 1, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens on the way, as precisely as the department says when."""

    kind: Annotated[str, Choice(EVENT_KINDS), "ce qui a lieu"]
    when: Annotated[When, "quand, aussi précisément qu'on le sait"]
    title: Annotated[str, "intitulé"]
    description: Annotated[Prose | None, "ce qu'il faut en savoir"] = None
    place: Annotated[str | None, "lieu"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the call opens and closes, and its events, each as precisely as the document says; `None` when it does not.

    A call whose closing day is not known is announced: a day is never made up, nor counted down to.
    """

    opens: Annotated[Dated | None, "ouverture de l'appel"] = None
    closes: Annotated[Dated | None, "dernier jour pour déposer, jusqu'à 23 h 59 min 59 s ; annoncé sans ce jour"] = None
    events: Annotated[Sequence[Event], "ce qui a lieu en chemin"] = ()

    @property
    def closing_day(self) -> date | None:
        """The last day to deposit, once it is known to the day."""
        return exact_day(self.closes)

    @property
    def deadline(self) -> datetime | None:
        """The last second at which a deposit is in time: 23:59:59 of the closing day, in Paris; if it is known."""
        day = self.closing_day
        return None if day is None else datetime.combine(day, time(23, 59, 59), tzinfo=PARIS)

    def opens_after(self, today: date) -> bool:
        """Tell whether the call surely is not open yet: what is known of its opening is all still to come."""
        first = None if self.opens is None else first_day_of(self.opens)
        return first is not None and today < first

    def state_on(self, today: date) -> CallState:
        """Tell whether the call is open on a day of Paris. Without an opening day, it is open until it closes."""
        if self.closing_day is None:
            return "announced"
        if today > self.closing_day:
            return "closed"
        return "upcoming" if self.opens_after(today) else "open"

    def days_left(self, today: date) -> int | None:
        """Whole days until the closing day, which still counts as a day to deposit; negative afterwards."""
        return None if self.closing_day is None else (self.closing_day - today).days
