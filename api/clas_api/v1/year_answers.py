"""What is answered of what follows a decision: the decision itself, notification, payments, bilan, the new year."""

from marshmallow import fields

from clas_api.answers import (
    Answer,
    Beside,
    Call,
    Count,
    Day,
    Flag,
    Kept,
    Key,
    Many,
    Moment,
    Money,
    Named,
    OneOf,
    Words,
    Year,
)
from clas_api.services.year.bilans import due_text
from clas_api.services.year.paying import KINDS
from clas_api.v1.catalogue_schemas import ChangeSchema
from clas_api.v1.committee_answers import AidTotalSchema, GrantedProgrammeSchema
from clas_api.v1.kept_forms import BesideForecastSchema
from clas_core.bilans.bilan_schemas import BilanSchema
from clas_core.dossiers.lifecycle import OUTCOMES


class DecidedGroupSchema(Answer):
    position = Count()
    label = Words()
    retained = Flag()
    running_costs = Money(of="running_costs_cents")
    bonuses = Named(keys=fields.String(), values=fields.String())
    ps = Money(of="ps_cents")
    bonus = Money(of="bonus_cents")
    supplement = Money(of="supplement_cents")
    total = Money(of="total_cents")


class TakenDecisionSchema(Answer):
    number = Count(of="decision.number")
    dossier = Key(of="decision.dossier_id")
    school_year = Year(of="decision.school_year")
    call = Call(of="decision.call")
    version = Count(of="decision.version")
    session = Key(of="decision.session_id", allow_none=True, about="none of a correction")
    outcome = OneOf(OUTCOMES, of="decision.outcome")
    reason = Words(of="decision.reason")
    by_rule = Many(
        fields.String(), of=lambda told: told.decision.by_rule or (), about="what the rules alone left out, in French"
    )
    granted = Money(of="decision.granted_cents")
    standing = Money(about="what stands of it now: nothing once it is given up, or another decision is told")
    aids = Many(AidTotalSchema, about="the local aid of the dossier: who pays what")
    programmes = Many(GrantedProgrammeSchema, about="the others than the Clas: what was asked, and granted")
    provisional = Flag(
        of="decision.provisional", about="what is granted rests on figures that are expected, not published"
    )
    groups = Many(DecidedGroupSchema, of=lambda told: [Beside(row, label=label) for row, label in told.groups])
    referential_digest = Words(of="decision.referential_digest")
    decided_at = Moment(of="decision.decided_at")
    notified_at = Moment(of=lambda told: told.notification and told.notification.notified_at, allow_none=True)


class TakenDecisionsSchema(Answer):
    decisions = Many(TakenDecisionSchema)


class NotificationSchema(Answer):
    dossier = Key(of="dossier_id")
    state = Words()
    recipient = Words()
    convention = Flag(about="an agreement must be signed")
    notified_at = Moment()
    revision = Count(about="of the dossier")


class PaymentSchema(Answer):
    id = Key()
    dossier = Key(of="dossier_id")
    kind = OneOf(KINDS)
    amount = Money(of="amount_cents")
    funder = Words(of=lambda each: each.funder or None, allow_none=True, about="who pays it; none for the Caf")
    payer = Words(of=lambda each: each.payer or None, allow_none=True, about="the name of who pays it")
    aid = Words(of=lambda each: each.aid or None, allow_none=True, about="the aid that an advance is a share of")
    due_on = Day(of="due_day", allow_none=True)
    due_text = Words(of="due_said", about="when it is to be paid, in French: as precisely as the call says")
    reference = Words(allow_none=True)
    paid_on = Day(allow_none=True)
    revision = Count()


class PaymentsSchema(Answer):
    payments = Many(PaymentSchema)


class BilanAnswerSchema(Answer):
    dossier = Key(of="dossier_id")
    school_year = Year()
    call = Call()
    state = OneOf(("draft", "filed"))
    due_on = Day(of="due_day", allow_none=True)
    due_text = Words(of=due_text, about="until when it is expected, in French")
    filed_at = Moment(allow_none=True)
    return_reason = Words(allow_none=True, about="why it was last given back to be corrected")
    content = Kept(BilanSchema)
    beside_forecast = Kept(BesideForecastSchema)
    revision = Count()


class NextYearSchema(Answer):
    dossier = Key(of="row.id")
    copied_from = Key(of=lambda found: found.older and found.older.id, allow_none=True)
    older = Year(of=lambda found: found.older and found.older.school_year, allow_none=True)
    newer = Year(of="row.school_year")
    kept = Many(Words())
    to_answer = Many(Words())
    changes = Many(ChangeSchema)
