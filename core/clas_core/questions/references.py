"""What one question says of another: the answer after which it is asked (`when`), and what foresaw it (`paired`).

A question refers to one that stands before it in its file, and a local one to those of its national year as well, which
are asked before any local one: nothing ever leads back to where it began, in one file or across two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from clas_core.errors import Path, Problem, did_you_mean
from clas_core.questions.question import CLOSED, COUNTS, KINDS, PAIRED, SUBJECTS, Question

_CHOSEN = ("one_of", "several_of")
_NOT_EARLIER = "« {name} » n'est pas une question posée plus haut dans ce fichier."
_OF_NOBODY = "« {name} » n'est une question ni de cet appel, ni des règles nationales {year}."


def check_references(
    path: Path, table: Mapping[str, Any], earlier: Mapping[str, Mapping[str, Any]], slug: str | None
) -> Iterator[Problem]:
    """Report what the table of a question says of others that it cannot: of those `earlier` in its file.

    A file of the department `slug` may name a national question, which only the file of its year knows:
    `faults_of_references` compares them. A national file, for which `slug` is `None`, names its own alone.
    """
    condition = table.get("when")
    if isinstance(condition, Mapping) and isinstance(name := condition.get("question"), str):
        place: Path = (*path, "when")
        if name in earlier:
            yield from _condition_faults(place, table, condition, earlier[name])
        elif _is_own(name, table, slug):
            message = _NOT_EARLIER.format(name=name) + did_you_mean(name, earlier)
            yield Problem((*place, "question"), message)
    name = table.get("paired")
    if not isinstance(name, str):
        return
    place = (*path, "paired")
    if str(table.get("subject")) not in PAIRED:
        yield Problem(place, "Seule une question du bilan dit le réel d'une autre : retirez « paired ».")
    elif name in earlier:
        yield from _pair_faults(place, table, earlier[name])
    elif _is_own(name, table, slug):
        yield Problem(place, _NOT_EARLIER.format(name=name) + did_you_mean(name, earlier))


def faults_of_references(questions: Sequence[Question], known: Mapping[str, Question], year: str) -> Iterator[Problem]:
    """Report the questions of a call that name one that its national year does not have, or that they cannot follow;
    `known` are those of that year, by identifier, and a rank in a path is that in `questions`."""
    local = {each.id for each in questions}
    for rank, each in enumerate(questions):
        table = _table(each)
        if each.when is not None and (name := each.when.question) not in local:
            place: Path = ("questions", rank, "when")
            if name in known:
                condition = {"question": name, "answers": list(each.when.answers)}
                yield from _condition_faults(place, table, condition, _table(known[name]))
            else:
                yield Problem((*place, "question"), _unknown(name, known, year))
        if each.paired is not None and (name := each.paired) not in local:
            place = ("questions", rank, "paired")
            if name in known:
                yield from _pair_faults(place, table, _table(known[name]))
            else:
                yield Problem(place, _unknown(name, known, year))


def _unknown(name: str, known: Iterable[str], year: str) -> str:
    return _OF_NOBODY.format(name=name, year=year) + did_you_mean(name, known)


def _is_own(name: str, table: Mapping[str, Any], slug: str | None) -> bool:
    """Tell whether a question that is named would be of the file that names it: all are in a national file, those that
    begin as the file's own do in a local one."""
    if slug is None:
        return True
    return name.startswith(f"{slug or str(table.get('id')).partition('.')[0]}.")


def _table(question: Question) -> Mapping[str, Any]:
    choices = [{"id": each.id} for each in question.choices]
    return {"id": question.id, "subject": question.subject, "kind": question.kind, "choices": choices}


def _condition_faults(
    path: Path, table: Mapping[str, Any], condition: Mapping[str, Any], other: Mapping[str, Any]
) -> Iterator[Problem]:
    """Report why a question cannot be asked after some answers to another."""
    name = str(other.get("id"))
    if other.get("subject") != table.get("subject"):
        message = f"« {name} » ne porte pas sur la même chose : une condition lit une réponse de la même page."
        yield Problem((*path, "question"), message)
    known = _answers_of(other)
    if known is None:
        message = f"« {name} » est une réponse libre : une condition lit un oui, un non ou un choix."
        yield Problem((*path, "question"), message)
        return
    answers = condition.get("answers")
    for index, answer in enumerate(answers if isinstance(answers, list) else ()):
        if isinstance(answer, str) and answer not in known:
            message = f"« {answer} » n'est pas une réponse de « {name} » ; réponses : {', '.join(known)}."
            yield Problem((*path, "answers", index), message + did_you_mean(answer, known))


def _pair_faults(place: Path, table: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Problem]:
    """Report why another question did not foresee what this one tells: it is of another thing, or answered
    otherwise."""
    name, before, kind = str(other.get("id")), PAIRED[str(table.get("subject"))], str(other.get("kind"))
    if other.get("subject") != before:
        message = f"« {name} » ne porte pas sur « {SUBJECTS[before]} » : le prévu et le réel sont d'une chose."
        yield Problem(place, message)
    elif kind != table.get("kind") and not {kind, str(table.get("kind"))} <= set(COUNTS):
        asked = KINDS.get(kind, "une réponse inconnue")
        yield Problem(place, f"« {name} » attend {asked} : le réel se répond comme le prévu.")


def _answers_of(table: Mapping[str, Any]) -> Sequence[str] | None:
    """Return the answers that a question may have; `None` where they are free."""
    if table.get("kind") == "yes_no":
        return tuple(CLOSED)
    if table.get("kind") not in _CHOSEN or not isinstance(choices := table.get("choices"), list):
        return None
    return [str(each.get("id")) for each in choices if isinstance(each, Mapping)]
