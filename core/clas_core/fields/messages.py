"""What every field says of an answer that is missing or empty."""

from typing import Any

from marshmallow import fields

from clas_core.errors import NOT_NULL, REQUIRED


def french(field_class: type[fields.Field[Any]], **messages: str) -> dict[str, str | list[Any] | dict[Any, Any]]:
    """Return the messages of a class of fields, those that everybody meets in French."""
    return {**field_class.default_error_messages, "required": REQUIRED, "null": NOT_NULL, **messages}
