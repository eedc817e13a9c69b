"""The entry of CHANGELOG.md for the rules of a new year, written from what differs: in English, a line a change."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from clas_core.national.change import Change
from clas_core.national.difference import differences
from clas_core.national.life import Status
from clas_core.national.referential import Figure, Referential

_WIDTH = 120
_STATUSES: Mapping[Status, str] = {
    "draft": "draft",
    "consultation": "in consultation",
    "in_force": "in force",
    "closed": "closed",
}
_FIGURES = {"ps.rate": "rate", "ps.price_ceiling": "price ceiling", "ps.maximum": "published maximum"}
_FAMILIES = {
    "bonuses": "bonuses",
    "axes": "axes",
    "base_actions": "base actions",
    "criteria": "criteria",
    "assumptions": "assumptions",
    "retention": "retention",
    "dossier_parts": "parts of a dossier",
    "questions": "questions of a dossier",
    "bilan_questions": "questions of a bilan",
}
_KINDS = {"added": "come", "removed": "go", "changed": "change"}


def changelog_entry(older: Referential, newer: Referential) -> str:
    """Return the lines to put under *Rules*, with their heading."""
    changes = differences(older, newer)
    lines = [f"National rules of {newer.school_year} ({_STATUSES[newer.status]}), after those of {older.school_year}."]
    lines += _of_figures(older, newer)
    for family, words in _FAMILIES.items():
        of_it = [each for each in changes if each.family == family and each.effect == "rule"]
        if of_it:
            lines.append(f"{newer.school_year}: {words} that {_told(of_it)}.")
    confirmed = sum(each.effect == "confirmed" for each in changes)
    if confirmed:
        lines.append(f"{newer.school_year}: {confirmed} figures and criteria stay as they were, of another standing.")
    if len(lines) == 1:
        lines.append(f"{newer.school_year}: no rule changes.")
    return "\n".join(["### Rules", *map(_wrapped, lines)]) + "\n"


def _of_figures(older: Referential, newer: Referential) -> Iterator[str]:
    before = {each.id: each for each in older.figures()}
    after = {each.id: each for each in newer.figures()}
    for identifier, figure in after.items():
        old, name, expected = before.get(identifier), _name(identifier), _standing(figure)
        if old is None:
            yield f"{newer.school_year}: {name} {_written(figure)}{expected}; none was known in {older.school_year}."
        elif old.value != figure.value:
            yield f"{newer.school_year}: {name} {_written(figure)}{expected}, {_written(old)} in {older.school_year}."
    for identifier, figure in before.items():
        if identifier not in after:
            yield (
                f"{newer.school_year}: no {_name(identifier)} is known; it was {_written(figure)} in "
                f"{older.school_year}."
            )


def _name(identifier: str) -> str:
    kind, _, name = identifier.partition(".")
    return _FIGURES.get(identifier) or f"{'bonus' if kind == 'bonuses' else 'threshold'} `{name}`"


def _standing(figure: Figure) -> str:
    return " (expected, provisional)" if figure.standing == "expected" else ""


def _written(figure: Figure) -> str:
    if figure.unit == "share_of_running_costs":
        return f"{(figure.value * 100).normalize():f} %"
    return f"{figure.value:,.2f} €" if figure.value % 1 else f"{figure.value:,.0f} €"


def _told(changes: Sequence[Change]) -> str:
    counted = Counter(each.kind for each in changes)
    return "; ".join(
        f"{words} ({counted[kind]}): "  # type: ignore[index]  # the kinds of a change are these
        + ", ".join(f"`{each.subject}`" for each in changes if each.kind == kind)
        for kind, words in _KINDS.items()
        if counted[kind]  # type: ignore[index]
    )


def _wrapped(line: str) -> str:
    return "\n".join(wrap(line, _WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False))
