"""What is asked after a decision: the beginning of a year, payments, a bilan to correct, the end of a dossier."""

from clas_core.errors import REQUIRED
from clas_core.fields import JsonDay, Line, Words
from clas_core.limits import LONGEST_REASON
from clas_core.strict import StrictSchema

WHY = f"{REQUIRED} Dites pourquoi : le porteur et la Caf le lisent."


class BeginningSchema(StrictSchema):
    signed_on = JsonDay(load_default=None, allow_none=True, metadata={"description": "day of the agreement"})


class GivingUpSchema(StrictSchema):
    reason = Words(
        required=True,
        longest=LONGEST_REASON,
        error_messages={"required": WHY},
        metadata={"description": "why: the porteur and its Caf read it"},
    )


class EndingReasonSchema(StrictSchema):
    reason = Words(
        load_default=None,
        allow_none=True,
        longest=LONGEST_REASON,
        metadata={"description": "why: asked of a grant that is given up, and of what could be decided again"},
    )


class MadePaymentSchema(StrictSchema):
    reference = Line(required=True, longest=80)
    paid_on = JsonDay(required=True)


class ReturnSchema(StrictSchema):
    reason = Words(required=True, longest=LONGEST_REASON)
