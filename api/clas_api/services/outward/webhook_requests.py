"""What registering a webhook is asked."""

from typing import Any

from marshmallow import ValidationError

from clas_api.calling import NotCallable, check_url
from clas_api.services.announcing import NAMES
from clas_api.store.models.outward import LONGEST_ADDRESS
from clas_core.fields import Choice, Identifier, Line, Listing, Pasted
from clas_core.strict import StrictSchema


class PublicAddress(Pasted):
    """An address that calls may be made to, by the look of it: what it leads to is looked at each time."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=LONGEST_ADDRESS, metadata={"example": "https://exemple.fr/clas"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            check_url(text)
        except NotCallable as error:
            raise ValidationError(str(error)) from None
        return text


class WebhookSchema(StrictSchema):
    label = Line(required=True, longest=200)
    department = Identifier(required=True)
    url = PublicAddress(required=True)
    events = Listing(Choice(NAMES, metadata={"enum": list(NAMES)}), required=True, least=1, most=len(NAMES))
