"""What is answered of sessions, their agenda, opinions, votes and envelopes."""

from dataclasses import dataclass
from uuid import UUID

from marshmallow import fields

from clas_api.answers import (
    EUROS,
    Answer,
    Beside,
    Call,
    Count,
    Day,
    Flag,
    Key,
    Many,
    Moment,
    Money,
    Named,
    One,
    OneOf,
    Words,
    Year,
)
from clas_api.store.models import AgendaItem, DossierRow, Opinion
from clas_api.store.sessions import WholeSession
from clas_api.v1.dossier_answers import PorteurNameSchema
from clas_api.v1.paging import PageAnswer
from clas_core.committees.committee import ABSENCES, CHOICES, RESULTS, SCALES, TIE_RULES, Tally
from clas_core.committees.sitting import SESSION_STATES
from clas_core.departments.campaign import ENVELOPE_KINDS
from clas_core.documents.decision_matrix import matrix_rows
from clas_core.documents.minutes import envelope_name
from clas_core.dossiers.lifecycle import OUTCOMES, STATES


@dataclass(frozen=True, slots=True)
class SeenItem:
    """A dossier of the agenda, as the account `reader` may see it."""

    whole: WholeSession
    item: AgendaItem
    reader: UUID | None

    @property
    def dossier(self) -> DossierRow:
        return self.whole.dossiers[self.item.dossier_id]

    @property
    def opinions(self) -> list[Opinion]:
        """Those that were given; a draft only to whose it is."""
        own = {seat.id for seat in self.whole.seats if seat.account_id is not None and seat.account_id == self.reader}
        return [each for each in self.whole.opinions[self.item.id] if each.given_at is not None or each.seat_id in own]

    @property
    def tally(self) -> Tally:
        return self.whole.tally_of(self.item.id)


@dataclass(frozen=True, slots=True)
class SeenAgenda:
    """The seats and the agenda of a session, as the account `reader` may see them."""

    whole: WholeSession
    reader: UUID | None

    @property
    def items(self) -> list[SeenItem]:
        return [SeenItem(self.whole, item, self.reader) for item in self.whole.items]


def seen_session(whole: WholeSession, reader: UUID | None) -> Beside:
    """Return a session whole, to be answered to the account `reader`."""
    return Beside(SeenAgenda(whole, reader), whole.row)


class SessionSummarySchema(Answer):
    id = Key()
    department = Words()
    school_year = Year()
    call = Call()
    body = Words()
    held_on = Day()
    begins_at = Words(allow_none=True, example="14:30")
    ends_at = Words(allow_none=True, example="17:00")
    place = Words()
    state = OneOf(SESSION_STATES)
    quorum = Count()
    tie = OneOf(TIE_RULES)
    decides = Flag()
    created_at = Moment()
    updated_at = Moment()
    closed_at = Moment(allow_none=True)
    convened_at = Moment(allow_none=True, about="when its members were last convened by mail")
    cancelled_at = Moment(allow_none=True)
    cancel_reason = Words(allow_none=True)
    revision = Count()


class SessionPageSchema(PageAnswer):
    items = Many(SessionSummarySchema)


class SessionSeatSchema(Answer):
    id = Key()
    institution = Words()
    account = Key(of="account_id", allow_none=True)
    name = Words()
    siren = Words(allow_none=True)
    present = Flag()
    absence = OneOf(ABSENCES, allow_none=True, about="of one that is not present, where it is said")
    proxy = Words(allow_none=True, about="to whom it has given power")
    presides = Flag()


class SessionRecusalSchema(Answer):
    seat = Key(of="seat_id")
    reason = Words()
    detected = Flag()
    lifted = Flag(about="found late, and lifted by whoever presides: the seat takes part")
    settled_reason = Words(allow_none=True, about="why one that was found late is kept, or lifted")


class LateRecusalSchema(Answer):
    item = Key()
    seat = Key(of="seat.id")
    name = Words(of="seat.name")
    reason = Words()


class LateRecusalsSchema(Answer):
    items = Many(LateRecusalSchema)


class SessionOpinionSchema(Answer):
    seat = Key(of="seat_id")
    scale = OneOf(SCALES)
    reason = Words()
    given = Flag(of=lambda opinion: opinion.given_at is not None)
    revision = Count()


class SessionVoteSchema(Answer):
    seat = Key(of="seat_id")
    choice = OneOf(CHOICES)
    revision = Count()


CountedSchema = Answer.from_dict({name: Count() for name in CHOICES}, name="CountedSchema")
"""How many votes that count there are of each choice."""


class TallySchema(Answer):
    counted = One(CountedSchema, of=lambda counted: dict(counted.counted))
    ignored = Many(Key(), about="seats that are recused, or absent")
    tied = Flag()
    result = OneOf(RESULTS, allow_none=True)


class PreparedGroupSchema(Answer):
    position = Count()
    retained = Flag()
    running_costs = Words(metadata=EUROS)
    bonuses = Named(keys=fields.String(), values=fields.String())


class SetAidAnswer(Answer):
    id = Words()
    amount = Words(metadata=EUROS)
    reason = Words()


class DecidedProgrammeAnswer(Answer):
    id = Words()
    amount = Words(metadata=EUROS)
    reason = Words(allow_none=True)


class PreparedDecisionSchema(Answer):
    outcome = OneOf(OUTCOMES)
    reason = Words(allow_none=True)
    groups = Many(PreparedGroupSchema)
    aids = Many(SetAidAnswer, of=lambda draft: draft.get("aids", ()), about="what the committee sets, for the dossier")
    programmes = Many(
        DecidedProgrammeAnswer,
        of=lambda draft: draft.get("programmes", ()),
        about="what is decided of each other programme than the Clas",
    )
    by_rule = Many(
        fields.String(), of=lambda draft: draft.get("by_rule", ()), about="what the rules alone left out, in French"
    )
    ps = Money(of="worth.ps")
    bonuses = Money(of="worth.bonuses")
    supplements = Money(of="worth.supplements")
    granted = Money(of=lambda draft: sum(draft["worth"].values()))


class AgendaItemSchema(Answer):
    id = Key(of="item.id")
    session = Key(of="item.session_id")
    rank = Count(of="item.rank")
    dossier = Key(of="item.dossier_id")
    receipt = Words(of="dossier.receipt", allow_none=True)
    porteur = One(PorteurNameSchema, of="dossier.porteur")
    state = OneOf(STATES, of="dossier.state")
    version = Count(of="item.version")
    asked = Money(of="dossier.asked_cents")
    groups = Count(of="dossier.groups")
    recusals = Many(SessionRecusalSchema, of=lambda seen: seen.whole.recusals[seen.item.id])
    opinions = Many(SessionOpinionSchema)
    votes = Many(SessionVoteSchema, of=lambda seen: seen.whole.votes[seen.item.id])
    tally = One(TallySchema)
    decision = One(PreparedDecisionSchema, of=lambda seen: seen.item.draft or None, allow_none=True)
    revision = Count(of="item.revision")


class CommitteeSessionSchema(SessionSummarySchema):
    seats = Many(SessionSeatSchema, of="whole.seats")
    items = Many(AgendaItemSchema)


class FollowedEnvelopeSchema(Answer):
    kind = OneOf((*ENVELOPE_KINDS, "aid", "programme"))
    aid = Words(of=lambda each: each.aid or None, allow_none=True, about="the aid or programme whose envelope it is")
    label = Words(of=envelope_name)
    payer = Words(of=lambda each: each.payer or None, allow_none=True, about="who pays it, where that is not the Caf")
    before = Money()
    session = Money()
    left = Money(allow_none=True)
    amount = Money(allow_none=True)


class FollowedEnvelopesSchema(Answer):
    envelopes = Many(FollowedEnvelopeSchema)


class AidTotalSchema(Answer):
    """A local aid of a dossier, whole."""

    id = Words()
    label = Words()
    funder = Words(of=lambda each: each.funder or None, allow_none=True, about="none where the Caf pays it")
    payer = Words(of=lambda each: each.payer or None, allow_none=True)
    amount = Money()
    ruled = Money(allow_none=True, about="what the rule gave, where the committee set another amount")
    reason = Words(of=lambda each: each.reason or None, allow_none=True, about="why the committee did")


class GrantedProgrammeSchema(Answer):
    """Another programme than the Clas, as it was decided."""

    id = Words()
    label = Words()
    funder = Words(of=lambda each: each.funder or None, allow_none=True, about="none where the Caf pays it")
    payer = Words(of=lambda each: each.payer or None, allow_none=True)
    asked = Money()
    amount = Money()
    reason = Words(of=lambda each: each.reason or None, allow_none=True, about="why it is not what was asked")


class MatrixRowSchema(Answer):
    rank = Count()
    dossier = Key()
    receipt = Words()
    porteur = Words()
    asked = Money()
    asked_groups = Count()
    tally = One(TallySchema)
    outcome = OneOf(OUTCOMES, allow_none=True)
    reason = Words()
    retained_groups = Count()
    ps = Money()
    bonuses = Money(of="bonus")
    supplements = Money(of="supplement")
    aids = Many(AidTotalSchema)
    programmes = Many(GrantedProgrammeSchema, about="the others than the Clas that were asked")
    granted = Money()
    score = Words(about="what the study grid comes to; empty without one")


class MatrixSchema(FollowedEnvelopesSchema):
    """The matrix of a session, from its record."""

    department = Words(of="slug")
    school_year = Year()
    call_title = Words(about="how its call is named, where it is not the main one of its year; else empty")
    body = Words()
    held_on = Day()
    begins_at = Words(allow_none=True, example="14:30")
    ends_at = Words(allow_none=True, example="17:00")
    closed_at = Moment(allow_none=True)
    rows = Many(MatrixRowSchema, of=matrix_rows)
