"""Where a figure, a rule or a local fact comes from. Nothing is stated without one."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from clas_core.fields import Identifier, Url
from clas_core.tables import Citation

Standing = Literal["published", "expected"]
"""`published`: an official document states it. `expected`: inferred, so every result built on it is provisional."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document, and the place in it where a fact stands."""

    id: Annotated[str, Identifier(), "nom de la source"]
    title: Annotated[str, "titre du document"]
    publisher: Annotated[str | None, "qui le publie"] = None
    place: Annotated[str | None, "endroit du document où se lit ce qu'on en cite"] = None
    url: Annotated[str | None, Url(), "adresse du document"] = None
    published_on: Annotated[date | None, "jour de sa publication"] = None
    remark: Annotated[str | None, "ce qu'il faut en savoir"] = None
    citation: str = field(init=False)
    """The document and the place, as one writes them after a figure. Made once: every explained amount shows it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "citation", f"{self.title}, {self.place}" if self.place else self.title)


Cited = Annotated[Source, Citation("sources", "La source"), "nom de la source qui le dit"]
"""The source of a table: a file names one of those that it declares."""
