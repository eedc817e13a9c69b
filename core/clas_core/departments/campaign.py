"""A department's call of one school year: what its framing note and its call page say that is not national."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from clas_core.eligibility import Rules
from clas_core.prose import Prose
from clas_core.sources import Source
from clas_core.years import PARIS, SchoolYear, When

CallState = Literal["upcoming", "open", "closed"]

EVENT_KINDS = ("webinar", "training", "committee", "notification", "bilan_opens", "bilan_due", "other")
ENVELOPE_KINDS = ("ps", "bonuses", "supplements")
TIES = ("president", "refused", "deferred")
COMMITTEE_KINDS = ("steering", "technical", "funders", "local")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens on the way, as precisely as the department says when."""

    kind: str
    when: When
    title: str
    description: Prose | None
    place: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the call opens and closes, and its events. `opens` is `None` when the document does not say."""

    opens: date | None
    closes: date
    events: Sequence[Event]

    @property
    def deadline(self) -> datetime:
        """The last second at which a deposit is in time: 23:59:59 of the closing day, in Paris."""
        return datetime.combine(self.closes, time(23, 59, 59), tzinfo=PARIS)

    def state_on(self, today: date) -> CallState:
        """Tell whether the call is open on a day of Paris. Without an opening day, it is open until it closes."""
        if today > self.closes:
            return "closed"
        return "upcoming" if self.opens is not None and today < self.opens else "open"

    def days_left(self, today: date) -> int:
        """Whole days until the closing day, which still counts as a day to deposit; negative afterwards."""
        return (self.closes - today).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    id: str
    name: str
    full_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody to turn to, or a role whose holder the document does not name."""

    institution: str
    role: str
    name: str | None
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """A body of the department: who sits, who presides, who keeps its secretariat, and what it is for.

    `quorum` is the number of institutions that must be present, `tie` what equal votes come to, `decides` whether it
    decides or gives advice alone; `None` where the department's documents do not say.
    """

    id: str
    kind: str
    label: str
    members: Sequence[str]
    attached_to: str | None
    presided_by: str | None
    secretariat: str | None
    missions: Sequence[str]
    quorum: int | None
    tie: str | None
    decides: bool | None
    remark: Prose | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A titled text of the department: an orientation, an articulation with another scheme, an animation."""

    title: str
    text: Prose
    source: Source
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDocument:
    """A document to attach; `natures` are the legal natures that it is asked of, everyone's when empty."""

    id: str
    label: str
    natures: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """How a dossier is deposited. `service` is the one that the document names.

    A porteur has one dossier a year in the department, unless `several_dossiers`.
    """

    online_only: bool
    service: str | None
    url: str | None
    rules: Sequence[str]
    attachments: Sequence[AskedDocument]
    several_dossiers: bool
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanRules:
    """The report on the actions of `about`: where it is filed, since when, and what it is needed for.

    `due` is the day until which the bilan of *this* campaign's own year is filed, where the department has said so.
    """

    about: SchoolYear
    service: str
    url: str | None
    since: date | None
    due: date | None
    needed_for_next_deposit: bool
    steps: Sequence[str]
    text: Prose | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The technical support that a porteur may ask for."""

    institution: str
    text: Prose
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDocument:
    """A document that the department points at; `url` is `None` when its page names it without an address."""

    title: str
    kind: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedFigures:
    """What was approved in an earlier year: computed from data where data exist, stated by a document before that."""

    school_year: SchoolYear
    porteurs: int
    actions: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """Local aid to each eligible group, on top of the Ps: a flat amount in euros."""

    id: str
    label: str
    amount: Decimal
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """A share of what was granted, paid before the settlement, on a day."""

    share: Decimal
    on: date
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the department may grant in all, of one kind, in euros."""

    kind: str
    amount: Decimal
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """The call of one department for `school_year`. `digest` names its exact content; `text` is the file that it came
    from, for whoever keeps the call that a dossier is sealed under.

    `checked_on` is the day on which somebody last compared it with the department's documents.
    """

    school_year: SchoolYear
    checked_on: date
    digest: str
    presentation: Prose | None
    sources: Mapping[str, Source]
    institutions: Mapping[str, Institution]
    calendar: Calendar
    deposit: Deposit
    bilan: BilanRules | None
    contacts: Sequence[Contact]
    committees: Sequence[Committee]
    orientations: Sequence[Statement]
    articulations: Sequence[Statement]
    animations: Sequence[Statement]
    support: Support | None
    documents: Sequence[LocalDocument]
    approved: Sequence[ApprovedFigures]
    rules: Rules
    supplements: Sequence[Supplement]
    advances: Sequence[Advance]
    envelopes: Sequence[Envelope]
    gaps: Sequence[str]
    text: str = field(default="", repr=False, compare=False)

    def institution_name(self, identifier: str) -> str:
        return self.institutions[identifier].name
