"""Answers, each declared once: what an answer declares is what is sent, and what the OpenAPI document says of it.

A field is read from the attribute of its own name, from the one that `of` names (``"porteur.name"``), or by the
function that `of` is. What is declared and not there is a fault of ours, never something left out in silence.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields, missing

from clas_core.money import amount_text
from clas_core.strict import StrictSchema

EUROS: Mapping[str, str] = {"pattern": r"^-?\d+\.\d\d$", "example": "2800.70"}
SCHOOL_YEAR: Mapping[str, str] = {"pattern": r"^\d{4}-\d{4}$", "example": "2025-2026"}
CALL_NAME: Mapping[str, str] = {
    "pattern": r"^\d{4}-\d{4}(-[a-z0-9-]+)?$",
    "example": "2025-2026",
    "description": "the name of the call: the main one of a year is named as the year is",
}
"""What the document says of an amount, of a school year, and of a call."""

Of = str | Callable[[Any], Any] | None


class Answer(StrictSchema):
    """The root of every answer."""


class Beside:
    """Several values that one answer tells of together: an attribute is one of those `named`, or that of the first
    value that has it."""

    def __init__(self, *values: Any, **named: Any) -> None:
        self._values = values
        vars(self).update(named)

    def __getattr__(self, name: str) -> Any:
        for value in self._values:
            if (found := getattr(value, name, missing)) is not missing:
                return found
        raise AttributeError(name)


class _Said(fields.Field[Any]):
    """A field of an answer, which is always there; `about` is for whoever reads the document."""

    def __init__(
        self,
        *args: Any,
        of: Of = None,
        about: str = "",
        example: Any = None,
        metadata: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        said = {
            **({"description": about} if about else {}),
            **({"example": example} if example else {}),
            **(metadata or {}),
        }
        super().__init__(*args, required=True, metadata=said, **options)
        self._function = of if callable(of) else None
        self._path = tuple(of.split(".")) if isinstance(of, str) else ()

    def serialize(self, attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> Any:
        """Read the value of `obj` and write it as JSON; in few steps: a list has thousands of fields."""
        if self._function is not None:
            return self._serialize(self._function(obj), attr, obj)
        for name in self._path or (attr,):
            obj = obj[name] if isinstance(obj, dict) else getattr(obj, name)
        return self._serialize(obj, attr, obj)


class Key(_Said, fields.UUID):
    """The key of something."""


class Words(_Said, fields.String):
    """A text."""


class Count(_Said, fields.Integer):
    """A whole number."""


class Flag(_Said, fields.Boolean):
    """Yes or no."""


class Day(_Said, fields.Date):
    """A day, ``"2025-09-01"``."""


class Year(_Said, fields.String):
    """A school year, ``"2025-2026"``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata=SCHOOL_YEAR, **options)


class Call(_Said, fields.String):
    """The name of a call, ``"2025-2026"`` or ``"2025-2026-janvier"``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata=CALL_NAME, **options)


class Moment(_Said, fields.DateTime):
    """A moment with its offset. One that was written down already is sent as it was written."""

    def __init__(self, *, timespec: str = "auto", **options: Any) -> None:
        super().__init__(**options)
        self._timespec = timespec

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value if value is None or isinstance(value, str) else value.isoformat(timespec=self._timespec)


class Money(_Said, fields.String):
    """Euros, ``"2800.70"``, from whole cents."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata=EUROS, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else amount_text(value)


class OneOf(_Said, fields.String):
    """One of a few words."""

    def __init__(self, choices: Iterable[str], *, allow_none: bool = False, **options: Any) -> None:
        enum = [*choices, None] if allow_none else list(choices)
        super().__init__(metadata={"enum": enum}, allow_none=allow_none, **options)


class Anything(_Said, fields.Raw):
    """Any JSON value."""


class Named(_Said, fields.Dict):
    """An object whose names are not known beforehand."""


class One(_Said, fields.Nested):
    """Something with an answer of its own."""


class Many(_Said, fields.List[Any]):
    """A list of what has an answer or a field of its own."""

    def __init__(self, what: type[Schema] | fields.Field[Any], **options: Any) -> None:
        super().__init__(what if isinstance(what, fields.Field) else fields.Nested(what), **options)


class Kept(_Said, fields.Nested):
    """JSON that the core has made, or that was sealed with a deposit: sent as it is kept, documented by its schema."""

    def _serialize(self, nested_obj: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:  # type: ignore[override]  # its two ancestors name the value differently
        return nested_obj


class KeptList(Many):
    """A list of such JSON."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value
