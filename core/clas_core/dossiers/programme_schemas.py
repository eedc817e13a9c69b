"""The JSON of what is asked of the other programmes of a call, and of what was spent of them."""

from collections.abc import Sequence
from typing import Any

from marshmallow import ValidationError

from clas_core.departments.programmes import MOST_PROGRAMMES
from clas_core.dossiers.content import ProgrammeAsked
from clas_core.fields import Cents, Identifier, Listing, Table
from clas_core.strict import StrictSchema


class ProgrammeAskedSchema(StrictSchema):
    """What is asked for another programme of the call."""

    makes = ProgrammeAsked

    id = Identifier(required=True)
    amount = Cents(allow_none=True, load_default=None)


def each_programme_once(schema: type[StrictSchema], **options: Any) -> Listing:
    """Return a list that says something of programmes, of each but once."""
    return Listing(Table(schema), load_default=(), validate=[_once], most=MOST_PROGRAMMES, **options)


def _once(told: Sequence[Any]) -> None:
    names = [each.id for each in told]
    twice = next((name for rank, name in enumerate(names) if name in names[:rank]), None)
    if twice is not None:
        raise ValidationError(f"Le programme « {twice} » est donné deux fois.")
