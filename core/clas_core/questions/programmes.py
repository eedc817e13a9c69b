"""Which programmes a dossier applies to, or a bilan tells of, and so which questions are theirs."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from clas_core.questions.pages import CLAS, CLAS_PAGES
from clas_core.questions.question import Question

_OF_THE_CLAS: Mapping[str, str] = {"dossier": "actions", "bilan": "groups"}
"""What a dossier and a bilan of the Clas have, by subject: without any, and with a programme, they are of others alone.
"""


def applied_to(subject: str, said: Any) -> AbstractSet[str] | None:
    """Return the programmes that a dossier or a bilan is about, the Clas among them; `None` for any other subject.

    `said` is its JSON, or the values that were read of it. One that names no programme is about the Clas.
    """
    if subject not in _OF_THE_CLAS:
        return None
    named = {str(_part(each, "id")) for each in _part(said, "programmes") or ()}
    return named if named and not _part(said, _OF_THE_CLAS[subject]) else {CLAS, *named}


def is_of(question: Question, applied: AbstractSet[str] | None) -> bool:
    """Tell whether a question is asked of who applies to these programmes: one that names none is everybody's, but on
    the pages and in the bilan of the Clas."""
    if applied is None:
        return True
    if question.programme is not None:
        return question.programme in applied
    return CLAS in applied or not (question.subject == "bilan" or question.stands_on in CLAS_PAGES)


def _part(said: Any, name: str) -> Any:
    return said.get(name) if isinstance(said, Mapping) else getattr(said, name, None)
