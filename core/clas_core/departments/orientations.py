"""The orientations of a department's call, and what is asked of each: whether a project follows it, and how.

An orientation with an identifier is two questions of the dossier, made from it: they are asked, read, compared and
counted as any other question is, and nothing of them is written twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from clas_core.errors import Problem
from clas_core.fields import Identifier, Url
from clas_core.prose import Prose
from clas_core.questions.question import Condition, Question
from clas_core.reading import tables_in
from clas_core.sources import Cited

HOW = "how"
"""What ends the name of the question that asks how an orientation is followed."""

_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """What the department asks of the projects of a year. One that has an `id` is asked of each dossier."""

    title: Annotated[str, "titre"]
    text: Annotated[Prose, "texte"]
    id: Annotated[
        str | None, Identifier(), "identifiant, pour que chaque dossier dise s'il suit cette orientation, et comment"
    ] = None
    source: Cited
    url: Annotated[str | None, Url(), "adresse de ce dont il s'agit"] = None

    @property
    def questions(self) -> Iterator[Question]:
        """The questions that it makes: none without an `id`."""
        if self.id is None:
            return
        yield Question(
            id=self.id,
            subject="dossier",
            kind="yes_no",
            label=f"Votre projet suit-il cette orientation : « {self.title} » ?",
            short=self.title[:120],
            counted=True,
            source=self.source,
        )
        yield Question(
            id=f"{self.id}.{HOW}",
            subject="dossier",
            kind="narrative",
            label="Ce que votre projet fait pour elle",
            short=f"{self.title[:100]} : ce qui est fait",
            when=Condition(question=self.id, answers=("oui",)),
            source=self.source,
        )


def questions_of(orientations: Iterable[Orientation]) -> tuple[Question, ...]:
    """Return the questions that orientations make, in their order."""
    return tuple(question for each in orientations for question in each.questions)


def check_orientations(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report orientations whose questions would have the name of another, or no room for their title."""
    taken = {each["id"] for _, each in tables_in(tables, "questions") if isinstance(each.get("id"), str)}
    for path, table in tables_in(tables, "orientations"):
        identifier, title = table.get("id"), table.get("title")
        if not isinstance(identifier, str):
            continue
        if same := {identifier, f"{identifier}.{HOW}"} & taken:
            message = f"« {min(same)} » est déjà le nom d'une question : donnez-en un autre à cette orientation."
            yield Problem((*path, "id"), message)
        taken |= {identifier, f"{identifier}.{HOW}"}
        if isinstance(title, str) and len(title) > _LONGEST_TITLE:
            message = f"Une orientation dont on répond a un titre de {_LONGEST_TITLE} caractères au plus."
            yield Problem((*path, "title"), message)
