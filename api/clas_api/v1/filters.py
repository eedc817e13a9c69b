"""What a list may be filtered by: a value that nothing can have is refused, not answered by an empty list."""

from collections.abc import Callable, Iterable
from typing import Any

from marshmallow import ValidationError, fields

from clas_api.installation import current_installation
from clas_core.departments import CallName
from clas_core.errors import MOST_PROBLEMS, DepartmentUnavailable, UnknownDepartment
from clas_core.fields import Choice, JsonDay, Pasted
from clas_core.identifiers import parse_siren, parse_siret
from clas_core.years import SchoolYear


class Parsed(Pasted):
    """A text that a function of the core reads, whose `ValueError` says what is expected."""

    def __init__(self, parse: Callable[[str], Any], **settings: Any) -> None:
        self.parse = parse
        super().__init__(load_default=None, longest=80, **settings)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return str(self.parse(text))
        except ValueError as error:
            raise ValidationError(str(error)) from None


class Several(fields.List[str]):
    """One or several of a few words: the parameter repeated, or the words separated by commas."""

    def __init__(self, options: Iterable[str], **settings: Any) -> None:
        super().__init__(Choice(options), load_default=(), **settings)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found: dict[str, None] = {}
        messages: list[Any] = []
        for word in (word for each in value for word in each.split(",")):
            try:
                found[self.inner.deserialize(word)] = None
            except ValidationError as error:
                messages += error.messages
                if len(messages) > MOST_PROBLEMS:
                    break
        if messages:
            raise ValidationError(messages)
        return tuple(found)


class QueryDay(JsonDay):
    """A day of an address."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(load_default=None, **settings)


def department_filter() -> Parsed:
    """A department that is installed here."""
    return Parsed(_installed, metadata={"example": "marne"})


def year_filter() -> Parsed:
    """A school year."""
    return Parsed(SchoolYear.parse, metadata={"example": "2025-2026"})


def call_filter() -> Parsed:
    """A call, by its name."""
    return Parsed(CallName.parse, metadata={"example": "2025-2026", "description": "the name of a call"})


def siret_filter() -> Parsed:
    return Parsed(parse_siret, metadata={"example": "73282932000074"})


def siren_filter() -> Parsed:
    return Parsed(parse_siren, metadata={"example": "732829320"})


def _installed(slug: str) -> str:
    """Return `slug`; one that cannot be used now still has its dossiers. Raises `ValueError` for one unknown here."""
    try:
        current_installation().registry.get(slug)
    except UnknownDepartment as error:
        raise ValueError(error.message) from None
    except DepartmentUnavailable:
        pass
    return slug
