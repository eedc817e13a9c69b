"""The places and the values of a dossier in words: for what changed between two states of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clas_api.pages.typed import write_amount
from clas_core.dossiers import ATTESTATIONS, Change, layout_of
from clas_core.dossiers.content import AMOUNTS
from clas_core.eligibility import FIELDS, LEVELS
from clas_core.errors import Path
from clas_core.questions import NO_QUESTIONS, Question, Questionnaire, write_answer
from clas_core.years import SchoolYear

_LINE = re.compile(r"budget/(\d+)/(\w+)")

NAMES: Mapping[str, str] = {
    "contact": "contact",
    "name": "nom",
    "email": "courriel",
    "phone": "téléphone",
    "place": "lieu",
    "address": "adresse",
    "postal_code": "code postal",
    "city": "commune",
    "schools": "établissements scolaires",
    "description": "description",
    "label": "nom",
    "children": "enfants inscrits",
    "paid_adults": "adultes salariés",
    "volunteer_adults": "adultes bénévoles",
    "running_costs": "dépenses de fonctionnement",
    "bonuses": "bonus",
    "id": "bonus demandé",
    "beyond": "ce qui va au-delà du socle",
    "axes": "axe",
    "articulations": "articulation",
    "scheme": "dispositif",
    "text": "texte",
    "budget": "budget",
    "account": "compte",
    "funder": "financeur",
    "amount": "montant",
    "attestations": "attestation",
    "siret": "SIRET",
    "siret_since": "SIRET valable depuis le",
    "same_siren": "Autre établissement du même organisme",
    "rna": "RNA",
    "nature": "nature juridique",
    "lines": "rue",
    "representative": "représentant légal",
    "role": "qualité",
    "girls": "filles",
    "boys": "garçons",
    "until": "jusqu'au",
    "reason": "motif",
    "attachments": "pièces jointes",
    "answer": "votre réponse",
    "kind": "sorte de pièce",
    "file": "fichier",
    "department": "département",
    "school_year": "année scolaire",
    "porteur": "organisme",
    "copy_from": "dossier repris",
    "retained": "retenu",
    "paid_on": "payé le",
    "reference": "référence du paiement",
    "seats": "sièges",
    "institution": "institution",
    "presides": "présidence",
    "vote": "vote",
    "rank": "rang",
    "gone": "à retirer",
    "siren": "SIREN",
    "agent": "agent",
    "dossiers": "dossiers",
    "groups": "groupes",
    "due_on": "jusqu'au",
    "verdict": "recevabilité",
    "message": "message",
    "note": "note",
    "outcome": "décision",
    "advice": "avis de la Caf",
    "body": "instance",
    "held_on": "jour",
    "begins_at": "heure de début",
    "ends_at": "heure de fin",
    "past": "jour passé, à confirmer",
    "items": "dossiers",
    "absence": "absence",
    "proxy": "pouvoir donné à",
    "quorum": "quorum",
    "tie": "en cas d'égalité",
    "decides": "ce que fait la séance",
    "present": "présents",
    "choice": "vote",
    "scale": "avis",
    "opinion": "pourquoi",
    "seat": "qui se retire",
    "recusal": "motif du déport",
    "signed_on": "jour de la signature",
    "source": "document qui le dit",
    "closes": "clôture",
    "bilan_due": "dernier jour pour le bilan",
    "share": "part",
    "on": "jour",
    "envelopes": "enveloppes",
    "own_envelopes": "enveloppes des aides et des programmes",
    "advances": "acomptes",
    "contacts": "interlocuteurs",
    "sessions": "séances",
    "returning": "ce qui est à corriger",
    "programmes": "autres programmes",
    "spent": "dépenses réelles",
}
"""What the fields of all pages ask for, in words, but for the questions of a dossier: each name once."""

_COUNTED = {
    "actions": "action",
    "groups": "groupe",
    "bonuses": "bonus",
    "articulations": "articulation",
    "budget": "ligne",
    "attachments": "pièce",
    "programmes": "programme",
    "seats": "siège",
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change in words."""

    place: str
    before: str
    after: str


def shown_changes(changes: Iterable[Change], year: str, asked: Questionnaire = NO_QUESTIONS) -> tuple[ShownChange, ...]:
    """Write changes in French, those of answers in the words of what was `asked`."""
    return tuple(
        ShownChange(
            name_of(each.path, asked),
            write_value(each.path, each.before, year, asked),
            write_value(each.path, each.after, year, asked),
        )
        for each in changes
    )


_BELOW = {"actions": "action", "groups": "group"}


def _thing(path: Path) -> tuple[list[str], str, Path]:
    """Return what a place is within, in words; what that is, as questions call it; and the place there."""
    words: list[str] = []
    subject = "dossier"
    if len(path) > 1 and path[0] == "groups" and isinstance(path[1], int):  # groups of a dossier are below actions
        return [f"groupe {path[1] + 1}"], "bilan_group", path[2:]
    while len(path) > 1 and _BELOW.get(str(path[0])) and isinstance(path[1], int):
        subject = _BELOW[str(path[0])]
        words.append(f"{_COUNTED[str(path[0])]} {path[1] + 1}")
        path = path[2:]
    return words, subject, path


def _question_at(asked: Questionnaire, subject: str, left: Path) -> tuple[Question, Path] | None:
    """Return the question that is answered at a place of a dossier, or of a bilan, and what is left of the place."""
    return asked.at(subject, left) or (asked.at("bilan", left) if subject == "dossier" else None)


def name_of(path: Path, asked: Questionnaire = NO_QUESTIONS) -> str:
    """Return a place in words: ``action 1, groupe 2, enfants inscrits``."""
    words, subject, left = _thing(path)
    if found := _question_at(asked, subject, left):
        question, within = found
        if question.kind == "by_level":
            told = [LEVELS.get(str(part)) or NAMES.get(str(part)) or f"{part}" for part in within]
            return ", ".join([*words, _quoted(question), *told]).replace(", «", " «")
        rank = next((part for part in within if isinstance(part, int)), None)
        # One answer of several is told by its rank where each has a field of the JSON, and by itself elsewhere.
        which = f" {rank + 1}" if question.known and rank is not None else ""
        return ", ".join([*words, _quoted(question) + which]).replace(", «", " «")
    if len(left) == 3 and left[0] == "programmes" and left[1] in asked.programmes:
        return f"{asked.programmes[str(left[1])]}, {NAMES[str(left[2])]}"  # a field of a form, by what it is of
    if len(left) == 3 and left[0] == "budget" and isinstance(left[1], str):
        return f"budget, compte {left[1]}"  # a line that two have written, by its account
    for index, part in enumerate(left):
        above = str(left[index - 1]) if index else ""
        if part == "answers":
            continue
        if isinstance(part, int):
            words[-1:] = [f"{_COUNTED.get(above, NAMES.get(above, above))} {part + 1}"]
        elif above == "answers":
            words.append(f"« {part} »")
        elif above == "axes":
            words.append(f"« {(FIELDS['dossier']['axes'].choices or {}).get(part, part)} »")
        elif above == "children":
            words.append(LEVELS.get(part, part))
        elif above == "beyond":
            continue
        elif above == "attestations":
            words.append(f"« {ATTESTATIONS[part].label} »" if part in ATTESTATIONS else part)
        else:
            words.append(NAMES.get(part, _COUNTED.get(part, part)))
    return ", ".join(words).replace(", «", " «")


def _within_levels(found: tuple[Question, Path]) -> bool:
    """Tell whether a place is that of a part of an answer by level."""
    question, within = found
    return question.kind == "by_level" and bool(within)


def _quoted(question: Question) -> str:
    """Return what a question is called: in a few words, or as it is asked."""
    return question.short or f"« {question.label} »"


def name_of_field(name: str, asked: Questionnaire = NO_QUESTIONS) -> str:
    """Return what a field of a form asks for, in words."""
    return name_of(_place(name), asked)


def name_of_typed(name: str, typed: Mapping[str, str], asked: Questionnaire = NO_QUESTIONS) -> str:
    """Return what a field of a form that was `typed` asks for: a line of the budget is known by its account, which is
    what one sees of it, and not by its rank."""
    place = _LINE.fullmatch(name)
    if place and (account := typed.get(f"budget/{place[1]}/account")):
        return f"budget, compte {account}, {name_of_field(place[2])}"
    return name_of_field(name, asked)


def choices_of_field(name: str, asked: Questionnaire) -> Mapping[str, str]:
    """Return what may be chosen in the field of a question; nothing for any other field."""
    _, subject, left = _thing(_place(name))
    found = _question_at(asked, subject, left)
    return found[0].options if found else {}


def _place(name: str) -> Path:
    return tuple(int(part) if part.isdecimal() else part for part in name.split("/"))


def write_value(path: Path, value: Any, year: str, asked: Questionnaire = NO_QUESTIONS) -> str:
    """Return a value of a dossier in words; nothing for what is not there."""
    _, subject, left = _thing(path)
    found = _question_at(asked, subject, left)
    if found and not _within_levels(found):
        return write_answer(found[0], value)
    if left[:1] == ("programmes",) and isinstance(value, Mapping):
        amount = value.get("amount", value.get("spent"))
        label = asked.programmes.get(value["id"], value["id"])
        return f"{label} : {_amount(str(amount))}" if amount else str(label)
    if left[:1] == ("programmes",) and left[2:] == ("id",):
        return asked.programmes.get(str(value), str(value))
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Mapping) and name == "attachments":
        return str(value["filename"])
    if isinstance(value, Mapping):
        told = ((_key(path, key, asked), write_value((*path, key), each, year, asked)) for key, each in value.items())
        return " ; ".join(f"{key} : {text}" for key, text in told if text) or "vide"
    if isinstance(value, list):
        return " | ".join(write_value((*path, rank), each, year, asked) for rank, each in enumerate(value))
    if name in AMOUNTS:
        return _amount(str(value))
    if name == "scheme" and (found := asked.at("dossier", ("articulations", str(value)))):
        return found[0].name
    return _named(name, str(value), year)


def _key(path: Path, key: str, asked: Questionnaire) -> str:
    """Return what one part of a table is called."""
    _, subject, left = _thing((*path, key))
    found = _question_at(asked, subject, left)
    return _quoted(found[0]) if found and not _within_levels(found) else NAMES.get(key, key)


def _amount(text: str) -> str:
    """Write an amount; what was typed and is none stays as it is."""
    try:
        return f"{write_amount(text)}\u00a0€"
    except ValueError:
        return text


def _named(name: str, text: str, year: str) -> str:
    """Return how a word for machines is called."""
    layout = layout_of(SchoolYear.parse(year))
    names: Mapping[str, Mapping[Any, str]] = {
        "account": {account: f"{account} {label}" for account, label in layout.accounts.items()},
        "funder": layout.funders,
    }
    return names.get(name, {}).get(text, text)
