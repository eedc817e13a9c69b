"""What an act on many dossiers asks once for all of them, where a single one does not ask the same."""

from clas_api.services.year.year_requests import MadePaymentSchema
from clas_core.fields import Key, Line
from clas_core.strict import StrictSchema

MOST_AT_ONCE = 200
"""Dossiers of one act."""


class NothingAskedSchema(StrictSchema):
    """An act that asks for nothing."""


class LabelChoiceSchema(StrictSchema):
    label = Key(required=True)


class FunderPaymentSchema(MadePaymentSchema):
    """What another funder than the Caf has paid, by its name."""

    payer = Line(required=True, longest=120)
