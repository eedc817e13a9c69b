"""Criteria on questions: what the answers to them are as facts, and whether a criterion can judge one at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from clas_core.eligibility.criteria import KINDS, Criterion, fact_name
from clas_core.eligibility.vocabulary import Fact, FieldKind
from clas_core.errors import Path, Problem, did_you_mean
from clas_core.questions.answers import Questionnaire, fault_of
from clas_core.questions.communes import parse_commune
from clas_core.questions.question import KINDS as QUESTION_KINDS
from clas_core.questions.question import SUBJECTS, Question
from clas_core.reading import tables_in

COMPARED: Mapping[str, FieldKind] = MappingProxyType(
    {
        "whole": "number",
        "amount": "number",
        "day": "day",
        "yes_no": "flag",
        "one_of": "choices",
        "several_of": "choices",
        "commune": "choices",
    }
)
"""How the answers of each kind of question compare; those of the other kinds do not. Amounts are compared in euros."""


def facts_of_answers(
    questionnaire: Questionnaire, subject: str, said: object, nature: str | None
) -> Mapping[str, Fact]:
    """Return the answers to what is asked of a subject, of which much is `said`, as criteria judge them; one that does
    not answer any more is not known."""
    return {
        fact_name(each.id): _fact(each, given)
        for each, given in questionnaire.asked(subject, said, nature)
        if given not in (None, "", []) and each.kind in COMPARED and not fault_of(each, given)
    }


def _fact(question: Question, value: Any) -> Fact:
    match question.kind:
        case "amount":
            return Decimal(value)
        case "day":
            return date.fromisoformat(value)
        case "one_of" | "commune":
            return (value,)
        case "several_of":
            return tuple(value)
    return value  # type: ignore[no-any-return]  # a whole number or a truth value, as `fault_of` has seen


def asking(slug: str | None) -> Callable[[Mapping[str, Any]], Iterator[Problem]]:
    """Return a check that the criteria of a file that judge answers can: of a national file when `slug` is `None`.

    A local file may ask a national question, which only the file of its year knows: `faults_of_asking` compares them.
    """

    def check(tables: Mapping[str, Any]) -> Iterator[Problem]:
        here = {str(each.get("id")): each for _, each in tables_in(tables, "questions")}
        for path, table in tables_in(tables, "criteria"):
            name = table.get("question")
            if not isinstance(name, str):
                continue
            if name in here:
                yield from _faults(path, table, here[name])
            elif slug is None or name.startswith(f"{slug}." if slug else tuple(f"{each}." for each in _owners(here))):
                message = f"« {name} » n'est pas une question de ce fichier."
                yield Problem((*path, "question"), message + did_you_mean(name, here))

    return check


def _owners(names: Iterable[str]) -> set[str]:
    return {name.partition(".")[0] for name in names if "." in name}


def faults_of_asking(
    criteria: Iterable[tuple[int, Criterion]], known: Mapping[str, Question], year: str
) -> Iterator[Problem]:
    """Report the criteria of a call, each with its rank in the file, that ask a question that neither the call nor its
    national year has, or that they cannot judge."""
    for rank, criterion in criteria:
        if criterion.question is None:
            continue
        path: Path = ("criteria", rank)
        question = known.get(criterion.question)
        if question is None:
            message = f"« {criterion.question} » n'est une question ni de cet appel, ni des règles nationales {year}."
            yield Problem((*path, "question"), message + did_you_mean(criterion.question, known))
            continue
        if question.shown_to:
            message = "Un critère montre à tous la réponse qu'il juge, et celle-ci n'est pas pour tous : retirez-le."
            yield Problem((*path, "question"), message)
        table = {"subject": criterion.subject, "kind": criterion.kind, "options": list(criterion.options)}
        choices = [{"id": each} for each in question.options]
        yield from _faults(path, table, {"subject": question.subject, "kind": question.kind, "choices": choices})


def _faults(path: Path, table: Mapping[str, Any], question: Mapping[str, Any]) -> Iterator[Problem]:
    """Report why a criterion cannot judge the answers to a question, both as their tables say them."""
    subject, kind = str(question.get("subject")), str(question.get("kind"))
    if table.get("subject") != subject:
        asked = SUBJECTS.get(subject, "autre chose")
        message = f'La question porte sur « {asked} » : le critère juge la même chose. Écrivez subject = "{subject}".'
        yield Problem((*path, "subject"), message)
    compared, judged = COMPARED.get(kind), KINDS.get(str(table.get("kind")))
    if compared is None:
        message = f"« {kind} » ({QUESTION_KINDS.get(kind, 'inconnu')}) ne se compare pas : aucun critère n'en juge."
        yield Problem((*path, "question"), message)
    elif judged is not None and judged.applies_to not in (fitting := _fitting(kind, compared)):
        possible = ", ".join(name for name, each in KINDS.items() if each.applies_to in fitting)
        message = f"« {table['kind']} » ne juge pas une réponse « {kind} » ; possible : {possible}."
        yield Problem((*path, "kind"), message)
    elif kind == "commune":
        yield from _no_communes(path, table)
    elif compared == "choices" and isinstance(options := table.get("options"), list):
        listed = question.get("choices")
        known = [
            str(each.get("id")) for each in (listed if isinstance(listed, list) else ()) if isinstance(each, Mapping)
        ]
        for index, option in enumerate(options):
            if isinstance(option, str) and option not in known:
                message = f"« {option} » n'est pas un choix de la question." + did_you_mean(option, known)
                yield Problem((*path, "options", index), message)


def _fitting(kind: str, compared: FieldKind) -> tuple[FieldKind, ...]:
    """Return what a criterion may take an answer for: a commune is one of a list, and a place."""
    return (compared, "places") if kind == "commune" else (compared,)


def _no_communes(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    """Report what a criterion on a commune names that is the code of none."""
    options = table.get("options")
    for index, option in enumerate(options if isinstance(options, list) else ()):
        if isinstance(option, str):
            try:
                code = parse_commune(option)
            except ValueError as error:
                yield Problem((*path, "options", index), str(error))
                continue
            if code != option:
                yield Problem((*path, "options", index), f"Une commune se nomme par son code : écrivez « {code} ».")
