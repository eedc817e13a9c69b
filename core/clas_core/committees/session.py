"""The record of a committee's session: all that its minutes and its matrix are made of, and nothing else.

It is written when the session closes, as JSON that never changes any more. Tallies are not in it: they are counted
again from the votes, the presences and the recusals, each time that they are shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from clas_core.committees.committee import Choice, Scale, Seat, Tally, TieRule, attendance_of, tally
from clas_core.committees.programmes import GrantedProgramme
from clas_core.committees.sitting import Sitting
from clas_core.dossiers.lifecycle import Outcome
from clas_core.estimates import AidTotal


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSeat:
    """Who sat, for which institution. `id` names the seat in the rest of the record. Of one that was not present,
    `absence` is one of `ABSENCES` where it was said, `proxy` the name of whom it had given power to."""

    id: str
    institution: str
    name: str
    present: bool
    presides: bool
    absence: str = ""
    proxy: str = ""

    @property
    def attendance(self) -> str:
        """Say whether it was there, in words."""
        return attendance_of(present=self.present, absence=self.absence, proxy=self.proxy)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRecusal:
    """A seat that took no part in a dossier, and why; `detected` when nobody had to declare it.

    Of one that was found late, `settled` is why whoever presided kept it, or `lifted` it: then the seat took part.
    """

    seat: str
    reason: str
    detected: bool
    lifted: bool = False
    settled: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedOpinion:
    """An opinion that was given."""

    seat: str
    scale: Scale
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedGroup:
    """A group as decided, in cents. `bonuses` are those granted, by their labels, each with its reason."""

    position: int
    label: str
    asked_costs: int
    retained: bool
    running_costs: int
    bonuses: Mapping[str, str] = field(default_factory=dict)
    ps: int = 0
    bonus: int = 0
    supplement: int = 0

    @property
    def total(self) -> int:
        return self.ps + self.bonus + self.supplement


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDecision:
    """What was decided of a dossier; `groups` are those of an approval, `aids` the local aid of all of them,
    `programmes` the others of the call that were asked. `by_rule` says what the rules alone left out, apart from the
    `reason` of whoever decided."""

    outcome: Outcome
    reason: str
    groups: Sequence[RecordedGroup] = ()
    aids: Sequence[AidTotal] = ()
    programmes: Sequence[GrantedProgramme] = ()
    by_rule: Sequence[str] = ()

    @property
    def ps(self) -> int:
        return sum(group.ps for group in self.groups)

    @property
    def bonus(self) -> int:
        return sum(group.bonus for group in self.groups)

    @property
    def supplement(self) -> int:
        return sum(group.supplement for group in self.groups)

    @property
    def programme(self) -> int:
        """What the other programmes come to."""
        return sum(each.amount for each in self.programmes)

    @property
    def granted(self) -> int:
        return self.ps + self.bonus + self.supplement + self.programme

    @property
    def retained(self) -> int:
        """How many groups are retained."""
        return sum(group.retained for group in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedItem:
    """A dossier of the agenda: what was asked, who took no part, what each thought and voted, what was decided."""

    rank: int
    dossier: str
    receipt: str
    porteur: str
    version: int
    asked: int
    asked_groups: int
    recusals: Sequence[RecordedRecusal] = ()
    opinions: Sequence[RecordedOpinion] = ()
    votes: Mapping[str, Choice] = field(default_factory=dict)
    decision: RecordedDecision | None = None
    score: str = ""
    """What the study grid comes to, in words; nothing without a grid."""
    asked_programmes: int = 0
    """How many other programmes than the Clas; `asked` counts what is asked for them."""

    @property
    def asked_for(self) -> str:
        """What the amount is asked for, in words."""
        others = self.asked_programmes
        more = f" et {others} autre{'s' if others > 1 else ''} programme{'s' if others > 1 else ''}" if others else ""
        return f"{self.asked_groups} groupe(s){more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEnvelope:
    """What may be granted of one kind, in cents; `amount` is `None` where nobody says it.

    One of the kind ``aid`` is that of the aid `aid`, one of the kind ``programme`` of the programme `aid`, which have a
    `label` and a `payer`; the others are the Caf's.
    """

    kind: str
    amount: int | None
    before: int
    session: int
    aid: str = ""
    label: str = ""
    payer: str = ""

    @property
    def left(self) -> int | None:
        """What remains; negative when more is granted than there is."""
        return None if self.amount is None else self.amount - self.before - self.session

    @property
    def exceeded(self) -> bool:
        """Whether more is granted than there is, where the department says how much there is."""
        return self.left is not None and self.left < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord(Sitting):
    """A session, whole. `call_title` is how people name its call, where it is not the main one of its year. `digests`
    are those of the rules, national and local, that its amounts rest on.

    One that does not decide (`decides`) gives advice: its items have votes and opinions, and no decision.
    """

    department: str
    slug: str
    caf: str
    school_year: str
    body: str
    quorum: int
    tie: TieRule
    closed_at: datetime | None
    seats: Sequence[RecordedSeat]
    items: Sequence[RecordedItem]
    envelopes: Sequence[RecordedEnvelope]
    digests: Sequence[str]
    decides: bool = True
    call_title: str = ""

    @property
    def institutions_present(self) -> int:
        return len({seat.institution for seat in self.seats if seat.present})

    def tally(self, item: RecordedItem) -> Tally:
        """Count the votes of a dossier again."""
        seats = [
            Seat(id=each.id, institution=each.institution, present=each.present, presides=each.presides)
            for each in self.seats
        ]
        return tally(seats, item.votes, {each.seat for each in item.recusals if not each.lifted}, self.tie, self.quorum)
