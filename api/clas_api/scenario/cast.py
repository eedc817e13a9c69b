"""Who is in a story, what each dossier asks for and how far it goes, and on which days: data, and no step of the story.

The same story is told with any cast: of the demonstration, of a test that needs one dossier, of a measure that needs
many.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clas_api.security.principal import Role
from clas_api.services.committees.sessions import AskedSession
from clas_core.committees.decision import Decision
from clas_core.dossiers.lifecycle import Outcome

TOLD = ("notified", "running", "bilan_filed", "settled", "closed")
"""The ends of a dossier whose grant is notified, in the order of a year."""

OUTCOMES: Mapping[str, Outcome] = {
    "refused": "refused",
    "reserve": "reserve",
    "deferred": "deferred",
    "approved": "approved",
    **dict.fromkeys(TOLD, "approved"),
}
"""The ends that a committee leads to, and what it decides."""

UNDEPOSITED = ("described", "draft")
"""The ends of what is not deposited: an organisation alone, and a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who has an account: by `key` the cast calls them. Without a `role`, they may describe an organisation.

    `signs_in` says that they have the password of the story; `department` where the organisation of theirs applies.
    """

    key: str
    email: str
    name: str
    role: Role | None = None
    department: str | None = None
    signs_in: bool = False
    opened: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A dossier of the story: who writes it, for which organisation, what is written, and how it ends.

    `end` is a state of a dossier; or ``described``, an organisation without one; or ``assigned``, to the Caf's agent.
    `evenings` are the sections saved, one time after the other; `afterwards` those that are changed once it is
    deposited, and `again` says that it is deposited again; `unpaid`, that its porteur knows that nothing would be paid.
    `decided` is what its committee decides, where that is not what was proposed, or not for the usual reason.
    `bilan` is the bilan as it is written; without one, `spent` is the share of the retained costs that was really
    spent, in hundredths.
    """

    key: str
    who: str
    organisation: Mapping[str, Any]
    begins: datetime
    evenings: tuple[Mapping[str, Any], ...] = ()
    afterwards: Mapping[str, Any] = field(default_factory=dict)
    again: bool = False
    unpaid: bool = False
    end: str = "draft"
    decided: Decision | None = None
    spent: int = 100
    bilan: Mapping[str, Any] | None = None

    @property
    def siret(self) -> str:
        """The SIRET of the organisation: dossiers of one organisation share its row."""
        return str(self.organisation["siret"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A seat of the session: somebody of the cast, or a name."""

    institution: str
    who: str | None = None
    name: str = ""
    presides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """When each stage is, from the instruction on; `paced`, what is done one after the other takes its time."""

    people: datetime
    instructed: datetime
    session: datetime
    notified: datetime
    bilan: datetime
    settled: datetime
    over: datetime
    next_year: datetime | None = None
    paced: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """A call of a department, whoever answers it, and whoever decides: `agent` is of the Caf, and one of `people`.

    `bank` stands in the references of its transfers. `next_year` is that of the next call, if the story goes so far.
    `waits` says that a dossier which its committee cannot approve as it was proposed is put on the waiting list: of any
    call, nobody knows before what its envelope is enough for.
    """

    department: str
    year: str
    people: tuple[Person, ...]
    parts: tuple[Part, ...]
    agent: str
    days: Days
    sitting: AskedSession
    seats: tuple[Seat, ...] = ()
    bank: str = ""
    next_year: str | None = None
    password: str | None = None
    waits: bool = False
