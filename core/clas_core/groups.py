"""A group of children as it is declared: the unit that the Ps pays for. Counts only, never a name."""

from collections.abc import Mapping
from typing import NamedTuple

from clas_core.eligibility import Fact


class Group(NamedTuple):
    """What is declared of a group; `None` where it is not known yet. `running_costs` is in cents, its share of the
    `common` costs of the dossier, which are shared among all the groups, being part of them.

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
    common: int = 0

    def with_costs(self, cents: int) -> "Group":
        """Return the same group with other running costs: nobody then says which part of them is common."""
        return self if cents == self.running_costs else self._replace(running_costs=cents, common=0)

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What criteria may ask of the group, by the names of the vocabulary."""
        return {
            "children": self.children,
            "adults": self.adults,
            "levels": self.levels,
            "outside_school_time": self.outside_school_time,
        }
