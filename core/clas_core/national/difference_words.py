"""How what changed between two years is written: a sentence for each kind of change, without the words of programs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from clas_core.eligibility import Criterion
from clas_core.money import cents_of, write_euros
from clas_core.national.referential import Figure
from clas_core.questions import KINDS, Question
from clas_core.sources import Standing


def _of_criterion(criterion: Criterion) -> str:
    """Write a criterion whole: its name, what it asks where that is more than a yes, and what it does."""
    asks = "" if criterion.kind == "required" else f", soit {criterion.expected}"
    return f"« {criterion.label} »{asks} ({_EFFECTS[criterion.severity]})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Things of one kind that a year says: what one is called, and how it agrees.

    `may_be_unsaid`: a year that says none of them may have known some all the same.
    """

    title: str
    rewritten: str
    may_be_unsaid: bool = True
    state: Callable[[Any], str] = str


FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "bonuses": Family(title="Bonus", rewritten="modifié", may_be_unsaid=False),
        "axes": Family(title="Axe", rewritten="réécrit"),
        "base_actions": Family(title="Action du socle", rewritten="réécrite"),
        "criteria": Family(title="Critère", rewritten="modifié", state=_of_criterion),
        "assumptions": Family(title="Hypothèse de calcul", rewritten="modifiée"),
        "retention": Family(title="Durée de conservation", rewritten="modifiée"),
        "dossier_parts": Family(title="Élément décrit par le dossier", rewritten="réécrit"),
        "questions": Family(title="Question du dossier", rewritten="modifiée"),
        "bilan_questions": Family(title="Question du bilan", rewritten="modifiée"),
    }
)

_EFFECTS: Mapping[str, str] = {
    "blocking": "bloquant",
    "warning": "signalé sans rien refuser",
}
_BECOMES: Mapping[str, str] = {
    "blocking": "il n'était que signalé, il devient bloquant : ce qui ne le remplit pas est refusé",
    "warning": "il était bloquant, il n'est plus que signalé : ce qui ne le remplit pas n'est plus refusé pour cela",
}


def only_standing(what: str, before: Standing, after: Standing) -> str:
    """Say that something stays as it is, and that it has been published since, or is not any more."""
    if (before, after) == ("expected", "published"):
        return f"{what} : rien ne change. On l'attendait, c'est maintenant publié."
    return f"{what} : rien ne change. C'était publié, ce n'est plus qu'attendu."


def criterion_changed(old: Criterion, now: Criterion) -> str:
    """Say what of a criterion applies otherwise, or is said otherwise; nothing where only its standing is another."""
    told = []
    if old.label != now.label:
        told.append(f"il s'appelait « {old.label} »")
    if old.expected != now.expected:
        told.append(f"il demandait {old.expected}, il demande maintenant {now.expected}")
    if old.severity != now.severity:
        told.append(_BECOMES[now.severity])
    return f"Critère « {now.label} » : {' ; '.join(told)}." if told else ""


def question_changed(old: Question, now: Question) -> str:
    """Say what of a question is asked otherwise, in the order in which one reads it."""
    told = []
    if old.label != now.label:
        told.append(f"on demandait « {old.label} »")
    if old.kind != now.kind:
        told.append(f"on répondait par {KINDS[old.kind]}, on répond maintenant par {KINDS[now.kind]}")
    choices = [[each.label for each in question.choices] for question in (old, now)]
    for words, ours, others in (("en plus", choices[1], choices[0]), ("en moins", *choices)):
        if few := [each for each in ours if each not in others]:
            told.append(f"choix {words} : {', '.join(few)}")
    if (old.least, old.most) != (now.least, now.most):
        told.append(f"la réponse va maintenant {now.bounds}" if now.bounds else "la réponse n'a plus de bornes")
    if old.required != now.required:
        told.append("elle devient obligatoire" if now.required else "elle devient facultative")
    if old.hint != now.hint:
        told.append(f"son aide dit maintenant « {now.hint} »" if now.hint else "elle n'a plus d'aide")
    if old.page_name != now.page_name:
        where = f"sur la page « {now.page_name} »" if now.page_name else "à la suite des autres"
        told.append(f"elle est posée {where}")
    return " ; ".join(told) or f"« {old.compared} » devient « {now.compared} »"


def figure_changed(old: Figure, now: Figure, before: str, after: str) -> str:
    """Say how much a figure changed from a year to another; nothing where only its standing is another."""
    if old.text == now.text:
        return ""
    expected = " (encore attendu)" if now.standing == "expected" else ""
    change = _write_change(now.value - old.value, old)
    if before == after:
        return f"{now.label} : de {old.text} à {now.text}{expected} ({change})."
    return f"{now.label} : de {old.text} en {before} à {now.text} en {after}{expected} ({change})."


def _write_change(change: Decimal, old: Figure) -> str:
    """Write how much a figure changed: a rate in points, an amount in euros and in percent of what it was."""
    sign = "+" if change > 0 else "\u2212"
    if old.unit == "share_of_running_costs":
        points = abs(change * 100).normalize()
        return f"{sign}\u00a0{points:f} point{'s' if points >= 2 else ''}".replace(".", ",")
    told = f"{sign}\u00a0{write_euros(cents_of(abs(change)))}"
    if not old.value:
        return f"{told}, une première valeur"
    share = (abs(change) / old.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    # Of a cent, « 0,00 % » would say that nothing changes.
    said = f"{sign}\u00a0{share}\u00a0%" if share else "moins de 0.01\u00a0%"
    return f"{told}, soit {said}".replace(".", ",")
