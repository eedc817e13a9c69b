"""The cells of the offline form: how an answer is written in one for people, and read back from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clas_core.errors import did_you_mean
from clas_core.imports.cells import Cell, read_amount, read_count, read_day, text_of
from clas_core.money import euros_of, parse_amount
from clas_core.plain_text import lines_of, search_key
from clas_core.questions import Question
from clas_core.questions.communes import write_commune
from clas_core.questions.levels import LEVELS
from clas_core.years import Month

YES_NO: Mapping[str, str] = {"yes": "Oui", "no": "Non"}
_SEVERAL = "; "
_MONTH = re.compile(r"(\d{1,2})[/-](\d{4})", re.ASCII)
_LEVEL = re.compile(r"(?P<level>[^:]+):\s*(?P<girls>\d+)\s*filles?\s*[,+]\s*(?P<boys>\d+)\s*garçons?\s*", re.ASCII)

_HOW: Mapping[str, str] = {
    "narrative": "Un texte ; Alt + Entrée va à la ligne.",
    "lines": "Une réponse par ligne : Alt + Entrée va à la ligne.",
    "whole": "Un nombre entier.",
    "tenths": "Un nombre, avec une décimale au plus.",
    "amount": "Un montant en euros.",
    "day": "Une date, par exemple 20/06/2024.",
    "month": "Un mois, par exemple 09/2025.",
    "yes_no": "Oui ou Non.",
    "one_of": "Un choix de la liste.",
    "school": "Le nom de l'établissement, avec son numéro UAI.",
    "commune": "Le nom de la commune, ou son code Insee.",
    "by_level": "Par niveau, par exemple « CE2 : 3 filles, 2 garçons ; CM1 : 1 fille, 0 garçon ».",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A question of the form. `options` are the choices by what is kept, with how they are written; `least` and `most`
    bound a number, or the signs of a text."""

    id: str
    label: str
    kind: str
    help: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    least: int | None = None
    most: int | None = None


def field_of(question: Question) -> FormField:
    """Return the field of a question, with its help and its bounds as people read them."""
    options = {each.id: each.label for each in question.choices} or (
        dict(question.options) if question.kind in ("one_of", "several_of") else {}
    )
    how = _HOW.get(question.kind, "")
    if question.kind == "several_of":
        how = "Un ou plusieurs choix, séparés par « ; » : " + " ; ".join(options.values()) + "."
    needed = "Obligatoire pour déposer." if question.required else ""
    bounds = f"{question.bounds[:1].upper()}{question.bounds[1:]}." if question.bounds else ""
    return FormField(
        id=question.id,
        label=question.label,
        kind=question.kind,
        help=" ".join(filter(None, (question.hint, how, bounds, needed))),
        options=options,
        least=question.least,
        most=question.most if question.kind in ("text", "narrative") else question.bound,
    )


def written(asked: FormField, value: Any) -> Cell:
    """Write an answer, as JSON, in a cell."""
    if value is None or value in ("", []):
        return None
    match asked.kind:
        case "amount":
            return euros_of(parse_amount(value))
        case "whole":
            return Decimal(value)
        case "tenths":
            return Decimal(value).scaleb(-1)
        case "day":
            return date.fromisoformat(value)
        case "month":
            month = Month.parse(value)
            return f"{month.month:02d}/{month.year}"
        case "yes_no":
            return YES_NO["yes" if value else "no"]
        case "one_of":
            return asked.options.get(value, str(value))
        case "several_of":
            return _SEVERAL.join(asked.options.get(each, str(each)) for each in value)
        case "lines":
            return "\n".join(value)
        case "commune":
            return write_commune(value)
        case "by_level":
            return " ; ".join(f"{LEVELS[e['level']]} : {e['girls']} filles, {e['boys']} garçons" for e in value)
    return str(value)


def read_answer(asked: FormField, cell: Cell) -> Any:
    """Read a cell as the JSON of an answer; `None` when it is empty. Raises `ValueError` with a French sentence.

    Whether it is within its bounds is for the reading of the dossier to say, as for what is typed on its pages.
    """
    text = lines_of(text_of(cell))
    if not text.strip():
        return None
    text = text if asked.kind == "narrative" else text.strip()
    match asked.kind:
        case "amount":
            return read_amount(cell)
        case "whole":
            return read_count(cell)
        case "tenths":
            return _tenths(text)
        case "day":
            return read_day(cell).isoformat()
        case "month":
            return _month(cell, text)
        case "yes_no":
            return _chosen(YES_NO, text) == "yes"
        case "one_of":
            return _chosen(asked.options, text)
        case "several_of":
            whole = {search_key(label) for label in asked.options.values()}
            parts = [text] if search_key(text) in whole else re.split(r"[;\n]", text)
            return [_chosen(asked.options, part.strip()) for part in parts if part.strip()]
        case "lines":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "by_level":
            return [_level(part) for part in re.split(r"[;\n]", text) if part.strip()]
    return text


def _tenths(text: str) -> int:
    found = re.fullmatch(r"(\d{1,9})(?:[.,](\d)0*)?", text, re.ASCII)
    if found is None:
        raise ValueError(f"« {text[:30]} » n'est pas un nombre avec une décimale au plus : écrivez par exemple 9,5.")
    return int(found[1]) * 10 + int(found[2] or 0)


def _month(cell: Cell, text: str) -> str:
    if isinstance(cell, date):
        return str(Month(cell.year, cell.month))
    if found := _MONTH.fullmatch(text):
        text = f"{found[2]}-{found[1]:0>2}"
    return str(Month.parse(text))


def _chosen(options: Mapping[str, str], text: str) -> str:
    said = search_key(text)
    for value, label in options.items():
        if said in (search_key(label), search_key(value)):
            return value
    listed = " ; ".join(options.values())
    guess = did_you_mean(text, options.values())
    raise ValueError(f"« {text[:40]} » n'est pas un des choix : {listed[:400]}.{guess}")


def _level(text: str) -> dict[str, Any]:
    found = _LEVEL.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"« {text.strip()[:40]} » : écrivez par exemple « CE2 : 3 filles, 2 garçons ».")
    level = _chosen(LEVELS, found["level"].strip())
    return {"level": level, "girls": int(found["girls"]), "boys": int(found["boys"])}
