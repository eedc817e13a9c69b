"""The shapes of what follows a decision: notification, payments, bilan, settlement, what a new year changes."""

from clas_api.v1.body import ReadByTheCore
from clas_core.bilans.bilan_schemas import BilanSchema
from clas_core.fields import JsonDay, Words
from clas_core.limits import LONGEST_REASON
from clas_core.strict import StrictSchema


class BeginningSchema(StrictSchema):
    signed_on = JsonDay(load_default=None, allow_none=True, metadata={"description": "day of the agreement"})


class GivingUpSchema(StrictSchema):
    reason = Words(
        required=True, longest=LONGEST_REASON, metadata={"description": "why: the porteur and its Caf read it"}
    )


class EndingReasonSchema(StrictSchema):
    reason = Words(
        load_default=None,
        allow_none=True,
        longest=LONGEST_REASON,
        metadata={"description": "why: asked of a grant that is given up, and of what could be decided again"},
    )


class MadePaymentSchema(StrictSchema):
    reference = Words(required=True, longest=80)
    paid_on = JsonDay(required=True)


class BilanSectionsSchema(ReadByTheCore, BilanSchema):
    """Sections of a bilan to save: each one that is given replaces the one before it."""


class ReturnSchema(StrictSchema):
    reason = Words(required=True, longest=LONGEST_REASON)
