"""How a request says of which call it is: by its name or, for the main call of a year, by that year."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, missing

from clas_core.departments.call_name import LONGEST_CALL_NAME
from clas_core.errors import REQUIRED
from clas_core.fields import Pasted
from clas_core.strict import StrictSchema


class _YearOfCall(Pasted):
    """The school year of the call; it may be left out where the call is named."""

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        if value is missing and not _said(data, "call"):
            raise ValidationError(REQUIRED)
        return super().deserialize(value, attr, data, **kwargs)


class _NameOfCall(Pasted):
    """The name of the call: one of the year, where that is said as well."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text, year = super()._deserialize(value, attr, data, **kwargs), _said(data, "school_year")
        if isinstance(year, str) and year and not (text == year or text.startswith(f"{year}-")):
            raise ValidationError(f"Cet appel n'est pas de l'année {year[:20]} : son nom commence par l'année.")
        return text


def _said(data: Any, name: str) -> Any:
    return data.get(name) if isinstance(data, Mapping) else None


class OfCallSchema(StrictSchema):
    """The fields of a request that say of which call it is."""

    school_year = _YearOfCall(
        load_default=None,
        allow_none=False,
        metadata={"example": "2025-2026", "description": "compulsory without `call`: the main call of that year"},
    )
    call = _NameOfCall(
        load_default=None,
        allow_none=True,
        longest=2 * LONGEST_CALL_NAME,
        metadata={"description": "the name of a call, where it is not the main one of its year"},
    )


def call_asked(asked: Mapping[str, Any]) -> str:
    """Return the name of the call that a request is about, as `OfCallSchema` has read it."""
    return str(asked["call"] or asked["school_year"])
