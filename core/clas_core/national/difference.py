"""What changed from one school year to another, in words that a porteur, an agent or a lawyer understands.

Three things are told apart: what applies otherwise; what applies as before, and was only expected until then; and what
the older year said nothing of, which may well have applied.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from clas_core.national.change import Change, Effect
from clas_core.national.difference_rest import said_otherwise
from clas_core.national.difference_words import (
    FAMILIES,
    Family,
    criterion_changed,
    figure_changed,
    only_standing,
    question_changed,
)
from clas_core.national.referential import Figure, Referential
from clas_core.questions.question import PAIRED, SUBJECTS
from clas_core.sources import Standing

_STANDINGS = {"published": "publié", "expected": "attendu"}


def differences(older: Referential, newer: Referential) -> tuple[Change, ...]:
    """Return what changed from `older` to `newer`: figures, then bonuses, axes, base actions, criteria, the rest; last,
    what no rule of its own tells, down to the last key of the files."""
    return (*_all_changes(older, newer), *said_otherwise(older, newer))


def _all_changes(older: Referential, newer: Referential) -> Iterator[Change]:
    sources = _sources(older) | _sources(newer)
    yield from _of_family("figures", _figures(older, newer), sources)
    for name in ("bonuses", "axes", "base_actions"):
        yield from _of_family(name, _named_by(name, older, newer), sources)
    yield from _of_family("criteria", _criteria(older, newer), sources)
    for name in ("assumptions", "retention", "dossier_parts"):
        yield from _of_family(name, _named_by(name, older, newer), sources)
    of_a_bilan = frozenset(PAIRED)
    for name, subjects in (("questions", frozenset(SUBJECTS) - of_a_bilan), ("bilan_questions", of_a_bilan)):
        yield from _of_family(name, _questions(older, newer, subjects), sources)


def _named_by(name: str, older: Referential, newer: Referential) -> Iterator[Change]:
    return _named(FAMILIES[name], *(_texts(year, name) for year in (older, newer)))


def _of_family(name: str, changes: Iterable[Change], sources: Mapping[tuple[str, str], str]) -> Iterator[Change]:
    """Give each change its family, and the document that the newer year, or else the older one, cites for it."""
    listed = "questions" if name == "bilan_questions" else name
    for each in changes:
        yield replace(each, family=name, source=sources.get((listed, each.subject)))


def _sources(year: Referential) -> dict[tuple[str, str], str]:
    """Return the document that each thing of a year rests on, by its family and its identifier."""
    families: dict[str, Iterable[Any]] = {
        "figures": year.figures(),
        "criteria": (each for _, each in year.rules.criteria),
        **{name: getattr(year, name) for name in _CITING},
    }
    return {(name, each.id): each.source.citation for name, family in families.items() for each in family}


_CITING = ("bonuses", "axes", "base_actions", "retention", "dossier_parts", "questions")


def _texts(year: Referential, name: str) -> dict[str, str]:
    """Return what a year says of a family, by identifier."""
    match name:
        case "axes":
            return {each.id: each.text for each in year.axes}
        case "assumptions":
            return {each.id: f"{each.question} {each.answer}" for each in year.assumptions}
        case "retention":
            return {each.id: f"{each.label} : {each.text}" for each in year.retention}
    return {each.id: each.label for each in getattr(year, name)}


def _questions(older: Referential, newer: Referential, subjects: AbstractSet[str]) -> Iterator[Change]:
    """Compare the questions of two years about some subjects; those that every year asks only where both say them.

    A year of before the questions of a dossier, or of a bilan, were data asked them too.
    """
    family = FAMILIES["bilan_questions" if subjects == frozenset(PAIRED) else "questions"]
    both = frozenset.intersection(*(frozenset(q.subject for q in year.questions if q.known) for year in (older, newer)))
    before, after = (
        {
            each.id: each
            for each in year.questions
            if each.subject in subjects and (each.subject in both or not each.known)
        }
        for year in (older, newer)
    )
    for identifier, now in after.items():
        old = before.get(identifier)
        if old is None:
            yield _come(family, identifier, now.described, after=now.compared, first=not before)
        elif old.compared != now.compared:
            yield Change(
                kind="changed",
                effect="rule",
                subject=identifier,
                name=now.label,
                sentence=f"{family.title} {family.rewritten}, « {now.label} » : {question_changed(old, now)}",
                before=old.compared,
                after=now.compared,
            )
    for identifier, old in before.items():
        if identifier not in after:
            yield _gone(family, identifier, old.described, before=old.compared, last=not after)


def _with_standing(text: str, standing: Standing) -> str:
    return f"{text} ({_STANDINGS[standing]})"


def _criteria(older: Referential, newer: Referential) -> Iterator[Change]:
    family = FAMILIES["criteria"]
    before, after = ({each.id: each for _, each in year.rules.criteria} for year in (older, newer))
    for identifier, now in after.items():
        state = _with_standing(family.state(now), now.standing)
        old = before.get(identifier)
        if old is None:
            yield _come(family, identifier, family.state(now), after=state, first=not before)
            continue
        was = _with_standing(family.state(old), old.standing)
        if was != state:
            changed = criterion_changed(old, now)
            yield Change(
                kind="changed",
                effect="rule" if changed else "confirmed",
                subject=identifier,
                name=f"« {now.label} »",
                sentence=changed or only_standing(f"Le critère « {now.label} »", old.standing, now.standing),
                before=was,
                after=state,
            )
    for identifier, old in before.items():
        if identifier not in after:
            state = _with_standing(family.state(old), old.standing)
            yield _gone(family, identifier, family.state(old), before=state, last=not after)


def _figures(older: Referential, newer: Referential) -> Iterator[Change]:
    before = {figure.id: figure for figure in older.figures()}
    after = {figure.id: figure for figure in newer.figures()}
    for identifier, figure in after.items():
        old = before.get(identifier)
        name, state = f"{figure.label} : {figure.text}", _state(figure)
        if old is None:
            sentence = f"{name}{_since(newer, older)} ; aucun montant n'était connu{_since(older, newer, ' avant')}."
            yield Change(kind="added", effect="rule", subject=identifier, name=name, sentence=sentence, after=state)
        elif _state(old) != state:
            changed = figure_changed(old, figure, str(older.school_year), str(newer.school_year))
            yield Change(
                kind="changed",
                effect="rule" if changed else "confirmed",
                subject=identifier,
                name=name,
                sentence=changed or only_standing(f"{figure.label}, {figure.text}", old.standing, figure.standing),
                before=_state(old),
                after=state,
            )
    for identifier, figure in before.items():
        if identifier not in after:
            name = f"{figure.label} : {figure.text}"
            sentence = f"{name}{_since(older, newer)} ; aucun montant n'est connu{_since(newer, older, ' désormais')}."
            yield Change(
                kind="removed", effect="rule", subject=identifier, name=name, sentence=sentence, before=_state(figure)
            )


def _since(year: Referential, other: Referential, instead: str = "") -> str:
    """Say in which year something is so; `instead` where both are of the same year."""
    return instead if year.school_year == other.school_year else f" en {year.school_year}"


def _state(figure: Figure) -> str:
    return _with_standing(figure.text, figure.standing)


def _named(family: Family, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """Compare two sets of named texts."""
    for identifier, text in after.items():
        old = before.get(identifier)
        if old is None:
            yield _come(family, identifier, text, after=text, first=not before)
        elif old != text:
            sentence = f"{family.title} {family.rewritten} : « {old} » devient « {text} »"
            yield Change(
                kind="changed",
                effect="rule",
                subject=identifier,
                name=text,
                sentence=sentence,
                before=old,
                after=text,
            )
    for identifier, text in before.items():
        if identifier not in after:
            yield _gone(family, identifier, text, before=text, last=not after)


def _come(family: Family, identifier: str, text: str, *, after: str, first: bool) -> Change:
    sentence = f"{family.title} en plus : {text}"
    effect: Effect = "described" if first and family.may_be_unsaid else "rule"
    name = f"{family.title} : {text}"
    return Change(kind="added", effect=effect, subject=identifier, name=name, sentence=sentence, after=after)


def _gone(family: Family, identifier: str, text: str, *, before: str, last: bool) -> Change:
    sentence = f"{family.title} en moins : {text}"
    effect: Effect = "described" if last and family.may_be_unsaid else "rule"
    name = f"{family.title} : {text}"
    return Change(kind="removed", effect=effect, subject=identifier, name=name, sentence=sentence, before=before)
