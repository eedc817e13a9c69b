"""What changed from one school year to another, in words that a porteur, an agent or a lawyer understands."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from clas_core.eligibility import Criterion
from clas_core.national.referential import Figure, Referential
from clas_core.questions.question import PAIRED, SUBJECTS

ChangeKind = Literal["added", "removed", "changed"]

_STANDINGS = {"published": "publié", "expected": "attendu"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs; `before` and `after` are its two states as text, `None` where there is none."""

    kind: ChangeKind
    subject: str
    sentence: str
    before: str | None = None
    after: str | None = None


def differences(older: Referential, newer: Referential) -> tuple[Change, ...]:
    """Return what changed from `older` to `newer`: figures, then bonuses, axes, base actions, criteria, the rest."""
    return tuple(_all_changes(older, newer))


def _all_changes(older: Referential, newer: Referential) -> Iterator[Change]:
    yield from _figures(older, newer)
    yield from _named(
        "bonus", {each.id: each.label for each in older.bonuses}, {each.id: each.label for each in newer.bonuses}
    )
    yield from _named("axe", {each.id: each.text for each in older.axes}, {each.id: each.text for each in newer.axes})
    yield from _named(
        "action du socle",
        {each.id: each.label for each in older.base_actions},
        {each.id: each.label for each in newer.base_actions},
    )
    yield from _named("critère", _criteria(older), _criteria(newer))
    yield from _named(
        "hypothèse de calcul",
        {each.id: f"{each.question} {each.answer}" for each in older.assumptions},
        {each.id: f"{each.question} {each.answer}" for each in newer.assumptions},
    )
    yield from _named(
        "durée de conservation",
        {each.id: f"{each.label} : {each.text}" for each in older.retention},
        {each.id: f"{each.label} : {each.text}" for each in newer.retention},
    )
    yield from _named(
        "élément décrit par le dossier",
        {each.id: each.label for each in older.dossier_parts},
        {each.id: each.label for each in newer.dossier_parts},
    )
    of_a_bilan = frozenset(PAIRED)
    yield from _named("question du dossier", *_questions(older, newer, frozenset(SUBJECTS) - of_a_bilan))
    yield from _named("question du bilan", *_questions(older, newer, of_a_bilan))


def _questions(older: Referential, newer: Referential, subjects: AbstractSet[str]) -> Iterator[dict[str, str]]:
    """Give the questions of two years about some subjects, in words; those that every year asks only where both say
    them.

    A year of before the questions of a dossier, or of a bilan, were data asked them too.
    """
    before, after = ({each.subject for each in year.questions if each.known} for year in (older, newer))
    for year in (older, newer):
        asked = [each for each in year.questions if each.subject in subjects]
        yield {each.id: each.compared for each in asked if each.subject in before & after or each.known is None}


def _criteria(referential: Referential) -> dict[str, str]:
    return {criterion.id: _describe(criterion) for _, criterion in referential.rules.criteria}


def _describe(criterion: Criterion) -> str:
    effect = "bloquant" if criterion.severity == "blocking" else "signalé"
    return f"{criterion.label} (exigé : {criterion.expected} ; {effect} ; {_STANDINGS[criterion.standing]})"


def _state(figure: Figure) -> str:
    return f"{figure.text} ({_STANDINGS[figure.standing]})"


def _figures(older: Referential, newer: Referential) -> Iterator[Change]:
    before = {figure.id: figure for figure in older.figures()}
    after = {figure.id: figure for figure in newer.figures()}
    for identifier, figure in after.items():
        old = before.get(identifier)
        if old is None:
            sentence = f"{figure.label} : {_state(figure)} en {newer.school_year}, sans montant connu avant."
            yield Change(kind="added", subject=identifier, sentence=sentence, after=_state(figure))
        elif _state(old) != _state(figure):
            sentence = f"{figure.label} : {_state(old)} en {older.school_year}, {_state(figure)} en {newer.school_year}"
            change = figure.value - old.value
            if change:
                sentence += f", soit {_write_change(change, old)}"
            yield Change(
                kind="changed",
                subject=identifier,
                sentence=sentence + ".",
                before=_state(old),
                after=_state(figure),
            )
    for identifier, figure in before.items():
        if identifier not in after:
            sentence = f"{figure.label} : {_state(figure)} en {older.school_year}, plus de montant connu ensuite."
            yield Change(kind="removed", subject=identifier, sentence=sentence, before=_state(figure))


def _write_change(change: Decimal, old: Figure) -> str:
    """Write how much a figure changed: a rate in points, an amount in percent of what it was."""
    if old.unit == "share_of_running_costs":
        return f"{(change * 100).normalize():+f} point(s)".replace(".", ",")
    return f"{change / old.value * 100:+.1f}\u00a0%".replace(".", ",") if old.value else "une première valeur"


def _named(what: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Compare two sets of named texts."""
    name = what[0].upper() + what[1:]
    for identifier, text in after.items():
        old = before.get(identifier)
        if old is None:
            yield Change(kind="added", subject=identifier, sentence=f"{name} en plus : {text}", after=text)
        elif old != text:
            sentence = f"{name} modifié : « {old} » devient « {text} »"
            yield Change(kind="changed", subject=identifier, sentence=sentence, before=old, after=text)
    for identifier, text in before.items():
        if identifier not in after:
            yield Change(kind="removed", subject=identifier, sentence=f"{name} en moins : {text}", before=text)
