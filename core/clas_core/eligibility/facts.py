"""Reading facts by the vocabulary: what JSON gives of a dossier, an action or a group, or all that is wrong in it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from clas_core.eligibility.places import Place
from clas_core.eligibility.vocabulary import FIELDS, Fact, FactField, Subject
from clas_core.errors import Path, Problem, did_you_mean, unknown_fields
from clas_core.questions.communes import EXAMPLE, parse_commune, write_commune

MOST = 100_000
LONGEST_PLACE = 120


def read_facts(
    subject: Subject, table: Any, path: Path, problems: list[Problem], *, beside: Iterable[str] = ()
) -> Mapping[str, Fact]:
    """Return the facts of one `subject`, adding what is wrong to `problems`; keys `beside` are somebody else's."""
    if not isinstance(table, Mapping):
        problems.append(Problem(path, "Un objet est attendu : des champs et leurs valeurs."))
        return {}
    known = FIELDS[subject]
    problems += unknown_fields(table, (*known, *beside), path)
    facts: dict[str, Fact] = {}
    for key, field in known.items():
        if key in beside or table.get(key) is None:
            continue
        try:
            facts[key] = _read(field, table[key])
        except ValueError as error:
            problems.append(Problem((*path, key), str(error)))
    return facts


def _read(field: FactField, value: Any) -> Fact:
    if field.kind == "number":
        if type(value) is not int or not 0 <= value <= MOST:
            raise ValueError(f"Un nombre entier de 0 à {MOST} est attendu, sans guillemets.")
        return value
    if field.kind == "flag":
        if type(value) is not bool:
            raise ValueError("« true » ou « false » est attendu, sans guillemets.")
        return value
    if field.kind == "day":
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise ValueError("Une date est attendue, par exemple « 2025-08-18 ».") from None
    if field.kind == "places":
        if not isinstance(value, str) or not 0 < len(value) <= LONGEST_PLACE:
            raise ValueError(f"Une commune est attendue, par son nom ou son code, par exemple « {EXAMPLE} ».")
        code = parse_commune(value)
        return (Place(write_commune(code), code),)
    choices = field.choices or {}
    if not isinstance(value, list) or len(value) > len(choices):
        raise ValueError(f"Une liste de choix distincts est attendue, parmi : {', '.join(choices)}.")
    wrong = [str(each)[:40] for each in value if not isinstance(each, str) or each not in choices]
    if wrong or len(set(value)) < len(value):
        named = (
            f"« {wrong[0]} » n'est pas admis." + did_you_mean(wrong[0], choices) if wrong else "Un choix est répété."
        )
        raise ValueError(f"{named} Choix possibles : {', '.join(choices)}.")
    return tuple(value)
