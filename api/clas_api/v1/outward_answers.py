"""What is answered of webhooks and of what they were told."""

from clas_api.answers import Answer, Count, Key, Many, Moment, OneOf, Words

STATES = ("waiting", "sending", "delivered", "failed")


class WebhookShownSchema(Answer):
    id = Key()
    label = Words()
    department = Words()
    url = Words()
    events = Many(Words())
    created_at = Moment()
    failing_since = Moment(allow_none=True, about="since when the address has not answered")
    disabled_at = Moment(allow_none=True, about="since when nothing is sent there")
    disabled_because = Words(allow_none=True)


class NewWebhookSchema(WebhookShownSchema):
    secret = Words(about="What each delivery is signed with, which is shown this once")


class WebhooksSchema(Answer):
    items = Many(WebhookShownSchema)


class DeliverySchema(Answer):
    id = Key()
    webhook = Key()
    event = Words()
    state = OneOf(STATES)
    attempts = Count()
    created_at = Moment()
    delivered_at = Moment(allow_none=True)
    last_status = Count(allow_none=True, about="of the last answer, where there was one")
    last_error = Words(allow_none=True)


class DeliveriesSchema(Answer):
    items = Many(DeliverySchema)
