"""What every year asks: the questions that the calculation, the criteria and the JSON of a dossier or of a bilan rest
on."""

from collections.abc import Iterator, Mapping
from typing import Any

from clas_core.eligibility import LEVELS
from clas_core.errors import Path, Problem
from clas_core.questions.known import KNOWN, Known
from clas_core.questions.question import KINDS, SUBJECTS
from clas_core.reading import tables_in

_CHOICES: Mapping[str, tuple[str, ...]] = {"group.levels": tuple(LEVELS)}
"""What may be chosen of a question whose choices are words of the criteria."""


def check_known(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report known questions that the file of a year leaves out, makes of another kind, or asks for less.

    A year that is closed may ask nothing at all: no dossier of it is written any more.
    """
    asked = {
        str(table["id"]): (path, table)
        for path, table in tables_in(tables, "questions")
        if str(table.get("id")) in KNOWN
    }
    if not asked and tables.get("status") == "closed":
        return
    if left_out := [name for name in KNOWN if name not in asked]:
        yield Problem(
            ("questions",),
            f"Il manque {len(left_out)} question{'s' if len(left_out) > 1 else ''} que toute année pose : "
            f"{', '.join(left_out)}. Reprenez-les du fichier « questions » d'une autre année.",
        )
    for name, (path, table) in asked.items():
        yield from _check(name, KNOWN[name], path, table)


def _check(name: str, known: Known, path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    if str(table.get("subject")) in SUBJECTS and table["subject"] != known.subject:
        yield Problem((*path, "subject"), f"« {name} » porte sur {SUBJECTS[known.subject]} : « {known.subject} ».")
    if str(table.get("kind")) in KINDS and table["kind"] != known.kind:
        message = (
            f"« {name} » est toujours {KINDS[known.kind]} : « {known.kind} ». Le calcul et les dossiers en dépendent."
        )
        yield Problem((*path, "kind"), message)
        return
    most = table.get("most")
    if isinstance(most, int) and known.most is not None and most > known.most:
        yield Problem((*path, "most"), f"« {name} » ne garde pas plus de {known.most} : donnez moins, ou rien.")
    if "shown_to" in table:
        message = f"« {name} » se lit avec tout le dossier : elle n'est pas pour quelques-uns. Retirez « shown_to »."
        yield Problem((*path, "shown_to"), message)
    if known.foreseen and "paired" in table:
        message = f"Ce qui prévoit « {name} » se calcule : retirez « paired »."
        yield Problem((*path, "paired"), message)
    if known.needed:
        if table.get("required") is not True:
            yield Problem((*path, "required"), f"Le calcul ou un critère dépend de « {name} » : « required = true ».")
        for name_of_limit in ("natures", "when"):
            if name_of_limit in table:
                message = f"Le calcul ou un critère dépend de « {name} » : elle est posée à tous, toujours."
                yield Problem((*path, name_of_limit), message)
    if known.together and table.get("required") is True:
        yield Problem((*path, "required"), f"Une réponse à l'une des questions « {known.together}. » suffit.")
    yield from _check_choices(name, _CHOICES.get(name, tuple(known.choices)), path, table)


def _check_choices(name: str, may: tuple[str, ...], path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a choice that the core does not know, or one of a closed list that is not there."""
    choices = table.get("choices")
    if not may or not isinstance(choices, list):
        return
    given = [each.get("id") for each in choices if isinstance(each, Mapping)]
    for index, each in enumerate(given):
        if each not in may:
            message = f"« {each} » n'est pas un choix de « {name} » ; choix possibles : {', '.join(may)}."
            yield Problem((*path, "choices", index, "id"), message)
    if gone := [each for each in may if each not in given]:
        yield Problem((*path, "choices"), f"Il manque à « {name} » : {', '.join(gone)}. Des dossiers l'ont répondu.")
