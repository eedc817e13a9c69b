"""The stages of a story, in the order of a year: each a function, told on top of the one before."""

from collections.abc import Callable, Iterator, Mapping

from clas_api.scenario.committee import closed, session_open, session_planned, voted
from clas_api.scenario.deposits import deposited, drafts
from clas_api.scenario.instruction import instructed
from clas_api.scenario.people import people
from clas_api.scenario.story import Story
from clas_api.scenario.year import begun, bilan_filed, next_year, notified, over, settled

STAGES: Mapping[str, Callable[[Story], None]] = {
    "people": people,
    "drafts": drafts,
    "deposited": deposited,
    "instructed": instructed,
    "session planned": session_planned,
    "session open": session_open,
    "voted": voted,
    "closed": closed,
    "notified": notified,
    "year begun": begun,
    "bilan filed": bilan_filed,
    "settled": settled,
    "over": over,
    "next year": next_year,
}
"""What is there after each; before the first, an empty installation."""


def tell(story: Story, *, after: str | None = None, until: str = "next year") -> Iterator[str]:
    """Tell a story from the stage `after`, or from its beginning, `until` a stage; yield each once it is told."""
    names = list(STAGES)
    for name in names[names.index(after) + 1 if after else 0 : names.index(until) + 1]:
        STAGES[name](story)
        yield name
