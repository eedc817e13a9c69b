"""What a dossier holds: its actions and groups, the four axes, the budget. Any of it may be absent from a draft.

Amounts are whole cents; counts are of children and adults, never their names. `answers` are to the questions of the
year and of the call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from clas_core.dossiers.budget import BudgetLine
from clas_core.eligibility import AXES
from clas_core.questions.answers import Answers

PreviousBilan = Literal["filed", "not_filed", "not_concerned"]
AMOUNTS = frozenset({"running_costs", "common_costs", "amount", "spent"})
"""The fields that are amounts, of a dossier and of its bilan: cents here, text in JSON, euros for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusClaim:
    """A bonus asked for a group, and what goes beyond the socle: the committee decides, on these words."""

    id: str
    beyond: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierGroup:
    """A group as its porteur describes it. `running_costs` is its own cost, in cents, without volunteer work."""

    label: str | None = None
    levels: tuple[str, ...] | None = None
    children: int | None = None
    paid_adults: int | None = None
    volunteer_adults: int | None = None
    sessions_per_week: int | None = None
    weeks: int | None = None
    outside_school_time: bool | None = None
    running_costs: int | None = None
    bonuses: tuple[BonusClaim, ...] = ()
    answers: Answers = field(default_factory=dict)

    @property
    def adults(self) -> int | None:
        """Paid and volunteer adults together; not known while one of the two is not."""
        if self.paid_adults is None or self.volunteer_adults is None:
            return None
        return self.paid_adults + self.volunteer_adults

    @property
    def sessions(self) -> int | None:
        """The sessions that are planned in the year; not known while those of a week or the weeks are not."""
        if self.sessions_per_week is None or self.weeks is None:
            return None
        return self.sessions_per_week * self.weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an action takes place. `territory` is a neighbourhood or a canton, in the department's words."""

    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    territory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierAction:
    """A project of the dossier at a place, with the schools that it works with and its groups."""

    title: str | None = None
    place: Place | None = None
    schools: tuple[str, ...] = ()
    description: str | None = None
    groups: tuple[DossierGroup, ...] = ()
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierContact:
    """The person in charge, for the Caf's questions."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Articulation:
    """How the project fits another scheme of the territory."""

    scheme: str
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeAsked:
    """What is asked, in cents, for another programme of the call than the Clas."""

    id: str
    amount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierContent:
    """All that a dossier says. `common_costs`, in cents, are shared equally among the groups.

    `programmes` are the others of the call that it applies to. With some and without any action, it is not about the
    Clas.
    """

    contact: DossierContact | None = None
    actions: tuple[DossierAction, ...] = ()
    axes: Mapping[str, str | None] = field(default_factory=lambda: dict.fromkeys(AXES))
    beyond_homework: bool | None = None
    articulations: tuple[Articulation, ...] = ()
    common_costs: int | None = None
    budget: tuple[BudgetLine, ...] = ()
    previous_bilan: PreviousBilan | None = None
    attestations: Mapping[str, bool] = field(default_factory=dict)
    programmes: tuple[ProgrammeAsked, ...] = ()
    answers: Answers = field(default_factory=dict)

    @property
    def about_clas(self) -> bool:
        """Whether it applies to the Clas: every dossier does that names no other programme alone."""
        return bool(self.actions) or not self.programmes

    @property
    def groups(self) -> Sequence[DossierGroup]:
        """The groups of every action, in their order."""
        return tuple(group for action in self.actions for group in action.groups)

    def shares_of_common_costs(self) -> Sequence[int]:
        """Return each group's equal share of the common costs, in cents; the first ones take the cents left over."""
        count = len(self.groups)
        if not count:
            return ()
        share, left = divmod(self.common_costs or 0, count)
        return tuple(share + (1 if index < left else 0) for index in range(count))
