"""Where a figure, a rule or a local fact comes from. Nothing is stated without one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from clas_core.fields import Day, Identifier, Text, Url
from clas_core.strict import StrictSchema

Standing = Literal["published", "expected"]
STANDINGS: tuple[Standing, ...] = ("published", "expected")
"""`published`: an official document states it. `expected`: inferred, so every result built on it is provisional."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document, and the place in it where a fact stands."""

    id: str
    title: str
    publisher: str | None = None
    place: str | None = None
    url: str | None = None
    published_on: date | None = None
    remark: str | None = None
    citation: str = field(init=False)
    """The document and the place, as one writes them after a figure. Made once: every explained amount shows it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "citation", f"{self.title}, {self.place}" if self.place else self.title)


class SourceSchema(StrictSchema):
    makes = Source

    id = Identifier(required=True)
    title = Text(required=True)
    publisher = Text()
    place = Text()
    url = Url()
    published_on = Day()
    remark = Text()


def cited(data: Mapping[str, Any], sources: Mapping[str, Source]) -> dict[str, Any]:
    """Return `data` with the source that it names by identifier in place of that identifier."""
    return {**data, "source": sources[data["source"]]}
