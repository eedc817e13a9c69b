"""What is asked of a dossier until it is instructed: starting it, depositing it, complements, more time."""

from clas_api.services.rules.call_requests import OfCallSchema
from clas_core.fields import Flag, JsonDay, Key, Pasted, Words
from clas_core.limits import LONGEST_REASON, LONGEST_TEXT
from clas_core.strict import StrictSchema


class NewDossierSchema(OfCallSchema):
    department = Pasted(required=True, metadata={"example": "marne"})
    porteur = Key(required=True)
    copy_from = Key(load_default=None, allow_none=True)


class DepositRequestSchema(StrictSchema):
    confirmed_unpaid = Flag(
        load_default=False, metadata={"description": "whoever deposits knows that nothing would be paid"}
    )
    answer = Words(
        load_default=None,
        allow_none=True,
        longest=LONGEST_TEXT,
        metadata={"description": "to the complements that the Caf waits for"},
    )


class NewComplementsSchema(StrictSchema):
    text = Words(required=True, longest=LONGEST_TEXT)
    due_on = JsonDay(required=True)


class AnswerSchema(StrictSchema):
    """What a porteur answers to complements, in words."""

    text = Words(required=True, longest=LONGEST_TEXT)


class NewExtensionSchema(StrictSchema):
    porteur = Key(required=True)
    until = JsonDay(required=True)
    reason = Words(required=True, longest=LONGEST_REASON)
