"""Questions as a file declares them, for the tests that add some: one of each kind, of whatever is asked about."""

from collections.abc import Iterable
from typing import Any

from clas_core.questions.question import COUNTABLE

CHOICES = 'choices = [{ id = "a", label = "Choix A" }, { id = "b", label = "Choix B" }]'

TYPED: dict[str, str | list[str]] = {
    "text": "Une ligne",
    "narrative": "Deux\nlignes",
    "lines": "Une chose\nUne autre",
    "whole": "12",
    "tenths": "9,5",
    "amount": "1 200,50",
    "day": "22/09/2025",
    "month": "9/2025",
    "yes_no": "oui",
    "one_of": "b",
    "several_of": ["b", "a"],
    "school": "École des Tilleuls, 0999999f",
    "commune": "51454",
    "by_level": "",
}
"""As it is typed in the field of the question; what is typed level by level is in `BY_LEVEL`."""

BY_LEVEL = {"ce2/girls": "5", "ce2/boys": "4", "cm1/girls": "1", "cm1/boys": "0"}

KEPT: dict[str, Any] = {
    "text": "Une ligne",
    "narrative": "Deux\nlignes",
    "lines": ["Une chose", "Une autre"],
    "whole": 12,
    "tenths": 95,
    "amount": "1200.50",
    "day": "2025-09-22",
    "month": "2025-09",
    "yes_no": True,
    "one_of": "b",
    "several_of": ["a", "b"],
    "school": "École des Tilleuls (0999999F)",
    "commune": "51454",
    "by_level": [{"level": "ce2", "girls": 5, "boys": 4}, {"level": "cm1", "girls": 1, "boys": 0}],
}
READ = {
    "text": "Une ligne",
    "narrative": "Deux\nlignes",
    "lines": "Une chose, Une autre",
    "whole": "12",
    "tenths": "9,5",
    "amount": "1\u202f200,50\u00a0€",
    "day": "22 septembre 2025",
    "month": "septembre 2025",
    "yes_no": "oui",
    "one_of": "Choix B",
    "several_of": "Choix A, Choix B",
    "school": "École des Tilleuls (0999999F)",
    "commune": "51454",
    "by_level": "10 enfants (CE2 : 5 filles, 4 garçons ; CM1 : 1 fille, 0 garçon)",
}
KINDS = tuple(KEPT)


def question(identifier: str, subject: str, kind: str, *more: str, label: str = "", source: str = "note") -> str:
    """Return a question as TOML, with `more` lines; its label says what it is unless told otherwise."""
    label = label or f"Question {kind} {subject}"
    choices = (
        [CHOICES] if kind in ("one_of", "several_of") and not any(each.startswith("choices") for each in more) else []
    )
    lines = (f'id = "{identifier}"', f'subject = "{subject}"', f'kind = "{kind}"', f'label = "{label}"')
    return "\n".join(("[[questions]]", *lines, f'source = "{source}"', *more, *choices, ""))


def of_each_kind(
    subjects: Iterable[str],
    *more: str,
    slug: str = "marne",
    source: str = "note",
    word: str = "Question",
    counted: bool = False,
) -> str:
    """Return a question of each kind on each of `subjects`, called ``marne.group_whole``; `word` begins its label, and
    it may be `counted` where its kind can."""
    count = {kind: ("counted = true",) if counted and kind in COUNTABLE else () for kind in KINDS}
    return "\n".join(
        question(
            f"{slug}.{subject}_{kind}",
            subject,
            kind,
            *more,
            *count[kind],
            label=f"{word} {kind} {subject}",
            source=source,
        )
        for subject in subjects
        for kind in KINDS
    )


def answers_to(subject: str, slug: str = "marne") -> dict[str, Any]:
    """Return the answer of each kind, as it is kept."""
    return {f"{slug}.{subject}_{kind}": each for kind, each in KEPT.items()}


def typed_to(subject: str, below: str = "", slug: str = "marne") -> dict[str, str | list[str]]:
    """Return the answer of each kind, as it is typed in the fields below a place."""
    name = f"{below}answers/{slug}.{subject}"
    one = {f"{name}_{kind}": each for kind, each in TYPED.items() if kind != "by_level"}
    return {**one, **{f"{name}_by_level/{field}": each for field, each in BY_LEVEL.items()}}
