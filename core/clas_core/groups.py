"""A group of children as it is declared: the unit that the Ps pays for. Counts only, never a name."""

from collections.abc import Mapping
from typing import NamedTuple

from clas_core.eligibility import Fact


class Group(NamedTuple):
    """What is declared of a group; `None` where it is not known yet. `running_costs` is in cents.

    `bonuses` are identifiers of what is asked or was granted: whether a group deserves one is the committee's
    decision, never computed. A named tuple, since thousands are read from one request.
    """

    label: str
    children: int | None
    running_costs: int
    adults: int | None = None
    levels: tuple[str, ...] | None = None
    outside_school_time: bool | None = None
    bonuses: tuple[str, ...] = ()

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What criteria may ask of the group, by the names of the vocabulary."""
        return {
            "children": self.children,
            "adults": self.adults,
            "levels": self.levels,
            "outside_school_time": self.outside_school_time,
        }
