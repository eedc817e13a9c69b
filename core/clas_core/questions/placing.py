"""Where the answer to a question stands in what is said of its subject: in `answers`, or in a place of its own."""

from collections.abc import Mapping
from typing import Any

from clas_core.errors import Path
from clas_core.money import amount_text
from clas_core.questions.known import SCHEMES
from clas_core.questions.levels import levels_json
from clas_core.questions.question import Question


def answer_in(question: Question, said: Any) -> Any:
    """Return the answer to a question as JSON, of what is said of its subject, as JSON or as values; `None` without."""
    value = said
    for part in question.place:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list | tuple):  # articulations: each says its scheme
            value = next((_part(each, "text") for each in value if _part(each, "scheme") == part), None)
        elif value is not None:
            value = getattr(value, part)
    if question.kind == "amount" and isinstance(value, int):
        return amount_text(value)
    if question.kind == "by_level" and isinstance(value, tuple):
        return levels_json(value)
    return list(value) if isinstance(value, tuple) else value


def place_in(question: Question, said: Any) -> Path:
    """Return where the answer to a question stands in what is said of its subject: in a list, by its rank there."""
    known = question.known
    if known is None or not known.together:
        return question.place
    listed = (said.get(known.together) if isinstance(said, Mapping) else getattr(said, known.together)) or ()
    ranks = {_part(each, "scheme"): rank for rank, each in enumerate(listed)}
    scheme = known.place[-1]
    return (known.together, ranks[scheme], "text") if scheme in ranks else known.place


def put_in(said: dict[str, Any], question: Question, value: Any) -> None:
    """Put the JSON of an answer at its place in what is said of its subject; `None`, or an empty list, says nothing."""
    match question.place:
        case ("answers", name):
            others = {other: kept for other, kept in (said.get("answers") or {}).items() if other != name}
            said["answers"] = others if value in (None, []) else {**others, name: value}
        case ("articulations", scheme):
            texts = {row["scheme"]: row["text"] for row in said.get("articulations") or ()} | {scheme: value}
            said["articulations"] = [{"scheme": name, "text": texts[name]} for name in SCHEMES if texts.get(name)]
        case (table, name):
            said[table] = {**(said.get(table) or {}), name: value}
        case (name,):
            said[name] = (value or None) if question.kind == "several_of" else value


def _part(table: Any, name: str) -> Any:
    return table.get(name) if isinstance(table, Mapping) else getattr(table, name)
