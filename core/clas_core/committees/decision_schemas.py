"""The JSON of a decision, read into values or refused with every problem of its form, and written back."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from clas_core.committees.decision import Decision, RetainedGroup
from clas_core.committees.programmes import DecidedProgramme
from clas_core.departments.funders import MOST_AIDS
from clas_core.departments.programmes import MOST_PROGRAMMES
from clas_core.dossiers.lifecycle import OUTCOMES
from clas_core.dossiers.schemas import MOST_ACTIONS, MOST_GROUPS
from clas_core.estimates import SetAid
from clas_core.fields import Cents, Choice, Flag, Identifier, Listing, Table, Whole, Words
from clas_core.limits import LONGEST_REASON, LONGEST_TEXT
from clas_core.money import amount_text
from clas_core.reading import read_json
from clas_core.strict import StrictSchema

MOST_BONUSES = 50


class Reasons(fields.Dict):
    """The reason of each bonus, by the name of the bonus."""

    default_error_messages = {  # noqa: RUF012  # marshmallow declares it as an attribute of the instance
        "invalid": "Un objet est attendu : chaque bonus accordé, et sa raison.",
        "null": "Un objet est attendu : chaque bonus accordé, et sa raison.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(keys=Identifier(), values=Words(longest=LONGEST_REASON), **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, Mapping) and len(value) > MOST_BONUSES:
            raise ValidationError(f"{len(value)} bonus : {MOST_BONUSES} au plus.")
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]  # untyped there
        except ValidationError as error:
            # marshmallow puts the errors of an entry under "key" or "value", where no reader would look for them.
            if not isinstance(error.messages, dict):
                raise
            raise ValidationError({str(key): _of_entry(each) for key, each in error.messages.items()}) from None


def _of_entry(found: Any) -> Any:
    return (found.get("value") or found.get("key")) if isinstance(found, Mapping) else found


class RetainedGroupSchema(StrictSchema):
    makes = RetainedGroup

    position = Whole(required=True, least=1, most=MOST_ACTIONS * MOST_GROUPS)
    retained = Flag(required=True)
    running_costs = Cents(load_default=0)
    bonuses = Reasons(load_default=dict)


class SetAidSchema(StrictSchema):
    """An aid that the committee sets to another amount than its rule's, for the dossier, with its reason."""

    makes = SetAid

    id = Identifier(required=True)
    amount = Cents(required=True)
    reason = Words(longest=LONGEST_REASON, required=True)


def _decided_programme(*, reason: str | None, **parts: Any) -> DecidedProgramme:
    return DecidedProgramme(reason=reason or "", **parts)


class DecidedProgrammeSchema(StrictSchema):
    """What is decided of another programme of the call: an amount, and why where it is not the one that was asked."""

    makes = _decided_programme

    id = Identifier(required=True)
    amount = Cents(required=True)
    reason = Words(longest=LONGEST_REASON, allow_none=True, load_default=None)


def _decision(*, reason: str | None, **parts: Any) -> Decision:
    return Decision(reason=reason or "", **parts)


class DecisionSchema(StrictSchema):
    makes = _decision

    outcome = Choice(OUTCOMES, required=True)
    reason = Words(longest=LONGEST_TEXT, allow_none=True, load_default=None)
    groups = Listing(Table(RetainedGroupSchema), load_default=(), most=MOST_ACTIONS * MOST_GROUPS)
    aids = Listing(Table(SetAidSchema), load_default=(), most=MOST_AIDS)
    programmes = Listing(Table(DecidedProgrammeSchema), load_default=(), most=MOST_PROGRAMMES)


_SCHEMA = DecisionSchema()


def read_decision(data: Any) -> Decision:
    """Read the JSON of a decision. Raises `InvalidInput` with every problem of its form."""
    decision: Decision = read_json(data, _SCHEMA)
    return decision


def decision_json(decision: Decision) -> dict[str, Any]:
    """Write a decision as JSON values: what `read_decision` reads back equal. One that sets no aid has no `aids`, and
    one on the Clas alone no `programmes`."""
    programmes = [
        {"id": each.id, "amount": amount_text(each.amount), "reason": each.reason or None}
        for each in decision.programmes
    ]
    aids = [{"id": each.id, "amount": amount_text(each.amount), "reason": each.reason} for each in decision.aids]
    return {
        "outcome": decision.outcome,
        "reason": decision.reason or None,
        "groups": [
            {
                "position": group.position,
                "retained": group.retained,
                "running_costs": amount_text(group.running_costs),
                "bonuses": dict(group.bonuses),
            }
            for group in decision.groups
        ],
        **({"aids": aids} if aids else {}),
        **({"programmes": programmes} if programmes else {}),
    }
