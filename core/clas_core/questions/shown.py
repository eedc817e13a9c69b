"""Who reads an answer, beyond the porteur that gave it and the Caf that it was given to.

A question may say that it is for the committee, or for the people of some institutions; every other answer is read by
whoever reads the dossier.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from clas_core.errors import Problem, did_you_mean
from clas_core.questions.answers import Questionnaire
from clas_core.questions.question import Question
from clas_core.reading import tables_in

COMMITTEE = "committee"
"""Whoever sits in the committees of the department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads a dossier that is neither their own nor of their Caf: `institutions` are those that they sit
    in the committee for."""

    committee: bool = False
    institutions: AbstractSet[str] = frozenset()

    def reads(self, question: Question) -> bool:
        if not question.shown_to or (self.committee and COMMITTEE in question.shown_to):
            return True
        return bool(self.institutions & set(question.shown_to))

    def questions(self, questionnaire: Questionnaire) -> Questionnaire:
        """Return the questions of which they may read the answers."""
        return replace(questionnaire, questions=tuple(filter(self.reads, questionnaire.questions)))

    def content(self, content: Mapping[str, Any], questionnaire: Questionnaire) -> dict[str, Any]:
        """Return the JSON of a dossier or of a bilan without the answers that are not for them.

        Nor do they read an answer to a question that nobody knows any more: whom it was for is not known either.
        """
        theirs = {each.id for each in questionnaire.questions if self.reads(each)}
        return _without(content, theirs)


def _without(table: Mapping[str, Any], theirs: AbstractSet[str]) -> dict[str, Any]:
    shown = dict(table)
    if "answers" in shown:
        kept = {name: each for name, each in shown.pop("answers").items() if name in theirs}
        shown |= {"answers": kept} if kept else {}
    for name in ("actions", "groups"):
        if name in shown:
            shown[name] = [_without(each, theirs) for each in shown[name]]
    return shown


def check_shown(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report answers that are for nobody known, or that would be read by others in another way."""
    institutions = tables.get("institutions")
    known = (COMMITTEE, *(institutions if isinstance(institutions, Mapping) else ()))
    judged = {str(each.get("question")) for _, each in tables_in(tables, "criteria") if "question" in each}
    for path, table in tables_in(tables, "questions"):
        listed = table.get("shown_to")
        if not isinstance(listed, list) or not listed or len(path) != 2:
            continue
        for rank, each in enumerate(listed):
            if isinstance(each, str) and each not in known:
                message = f"« {each} » n'est ni « {COMMITTEE} » (le comité), ni une institution de ce fichier."
                yield Problem((*path, "shown_to", rank), message + did_you_mean(each, known))
        place = (*path, "shown_to")
        if table.get("counted") is True:
            yield Problem(place, "Les statistiques montreraient ces réponses à d'autres : retirez « counted ».")
        if str(table.get("id")) in judged:
            yield Problem(place, "Un critère montre à tous la réponse qu'il juge : retirez l'un ou l'autre.")
        if table.get("subject") == "study":
            yield Problem(place, "Une grille d'étude est montrée à qui décide, et à nul autre : retirez « shown_to ».")
