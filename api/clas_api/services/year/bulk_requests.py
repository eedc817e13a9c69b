"""What an act on many dossiers asks once for all of them, where a single one does not ask the same."""

from clas_core.fields import Key
from clas_core.strict import StrictSchema

MOST_AT_ONCE = 200
"""Dossiers of one act."""


class NothingAskedSchema(StrictSchema):
    """An act that asks for nothing."""


class LabelChoiceSchema(StrictSchema):
    label = Key(required=True)
