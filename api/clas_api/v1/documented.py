"""What the OpenAPI document says of our own kinds of fields: their type, their form and their bounds."""

import re
from typing import Any

from marshmallow import fields

from clas_api.v1.body import ReadByTheCore
from clas_api.v1.filters import Several
from clas_api.v1.paging import QueryNumber, QuerySchema
from clas_core import fields as ours
from clas_core.plain_text import UNSEEN

_AMOUNT = r"^\d{1,12}(\.\d{1,2})?$"
"""Euros as they are sent: text, with a point and two decimals at most."""

_SOMETHING = r"\S"
_SEEN = rf"[^\s{UNSEEN}]"
_TYPED = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
"""No control character but tabs and ends of lines."""


_OF_AN_ADDRESS = {QueryNumber: "integer", Several: "array"}


def describe(converter: Any, field: fields.Field[Any], ret: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Return what is to be added of `field` to `ret`, where apispec has gathered what it knows; what our own metadata
    say stays. A function of apispec's, bound to its converter."""
    said = {**_said_of(field), **({} if (enum := ret.get("enum")) is None else {"enum": enum})}
    if "pattern" in ret:
        ret["pattern"] = _standard(ret["pattern"])
    if said.get("enum"):
        for bound in ("minLength", "maxLength", "pattern"):
            ret.pop(bound, None)
    if isinstance(field.parent, QuerySchema):
        ret["type"] = _OF_AN_ADDRESS.get(type(field), "string")  # an address says no null
    elif field.allow_none:
        said = _or_null(said)
    if ret.get("default", ...) is None or isinstance(field.parent, ReadByTheCore):
        ret.pop("default", None)  # what is left out of these is left as it is, or is nothing
    return {key: value for key, value in said.items() if key not in ret or key in ("enum", "type")}


def _said_of(field: fields.Field[Any]) -> dict[str, Any]:
    match field:
        case ours.Cents():
            return {"type": "string", "pattern": _AMOUNT, "example": "9000.00"}
        case ours.Whole():
            return {"type": "integer", "minimum": field.least, "maximum": field.most}
        case ours.Flag():
            return {"type": "boolean"}
        case ours.JsonDay():
            return {"type": "string", "format": "date"}
        case ours.Choice():
            return {"type": "string", "enum": list(field.choices)}
        case ours.Listing():
            return {"minItems": field.least, "maxItems": field.most} if field.least else {"maxItems": field.most}
        case ours.Secret():
            return {"pattern": _TYPED}
        case ours.Line() | ours.Words():
            return {"pattern": _SEEN}
        case ours.Text():
            return {"pattern": _SOMETHING}
        case _:
            return {}


def _or_null(said: dict[str, Any]) -> dict[str, Any]:
    opened = dict(said)
    if isinstance(said.get("type"), str):
        opened["type"] = [said["type"], "null"]
    if "enum" in said and None not in said["enum"]:
        opened["enum"] = [*said["enum"], None]
    return opened


def _standard(pattern: str) -> str:
    """Write a pattern of Python's, sought at the beginning, in the language of JSON Schema."""
    ended = re.sub(r"\\Z$", "$", pattern)
    return ended if ended.startswith("^") or ended == pattern else f"^{ended}"
