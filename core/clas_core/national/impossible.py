"""Rules of a year that cannot hold together: nobody could meet them all, or one says what another denies.

These are checks of files. Rules that were kept are read without them: what was sealed is read for ever.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple, TypeGuard

from clas_core.errors import Path, Problem
from clas_core.national.life import figures_in
from clas_core.questions.known import KNOWN
from clas_core.reading import tables_in
from clas_core.years import write_day

_PER_GROUP = "euro_per_group_and_year"


class _Asked(NamedTuple):
    """A criterion: where it stands, what it judges, and the least and the most that it lets pass, or the words."""

    path: Path
    table: Mapping[str, Any]
    about: tuple[str, str]

    @property
    def bounds(self) -> tuple[int, int | None] | None:
        kind, least, most = (self.table.get(key) for key in ("kind", "min", "max"))
        if kind not in ("range", "at_least", "at_most"):
            return None
        low = least if kind != "at_most" and isinstance(least, int) else 0
        return low, most if kind != "at_least" and isinstance(most, int) else None

    @property
    def options(self) -> frozenset[str]:
        listed = self.table.get("options")
        return frozenset(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else frozenset()

    @property
    def label(self) -> str:
        return str(self.table.get("label", self.table.get("id", "")))


def check_possible(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report blocking criteria that no answer meets together, or that no answer to their question may meet."""
    asked = [
        _Asked(path, table, (str(table.get("subject")), str(table.get("question") or f"field {table.get('field')}")))
        for path, table in tables_in(tables, "criteria")
        if table.get("severity") == "blocking"
    ]
    for one, other in combinations(asked, 2):
        if one.about == other.about and not _meet(one, other):
            yield Problem(other.path, f"Aucune réponse ne remplit à la fois « {one.label} » et « {other.label} ».")
    questions = {str(table.get("id")): table for _, table in tables_in(tables, "questions")}
    for each in asked:
        name = each.table.get("question") or f"{each.table.get('subject')}.{each.table.get('field')}"
        question = questions.get(str(name))
        if question is not None and (each.table.get("question") or str(name) in KNOWN):
            yield from _answered(each, question)


def _meet(one: _Asked, other: _Asked) -> bool:
    """Tell whether something meets both criteria, on the same thing."""
    if one.bounds and other.bounds:
        (low, high), (least, most) = one.bounds, other.bounds
        known = [each for each in (high, most) if each is not None]
        return not known or max(low, least) <= min(known)
    kinds = {one.table.get("kind"): one, other.table.get("kind"): other}
    if set(kinds) == {"covers", "one_of"}:
        return kinds["covers"].options <= kinds["one_of"].options
    if set(kinds) == {"one_of"}:
        return bool(one.options & other.options)
    return True


def _answered(asked: _Asked, question: Mapping[str, Any]) -> Iterator[Problem]:
    """Report a criterion that no answer to its question may meet."""
    if bounds := asked.bounds:
        least, most = question.get("least"), question.get("most")
        if type(most) is int and most < bounds[0]:
            yield Problem((*asked.path, "min"), f"La question n'admet pas plus de {most} : personne ne le remplit.")
        if type(least) is int and bounds[1] is not None and least > bounds[1]:
            yield Problem((*asked.path, "max"), f"La question n'admet pas moins de {least} : personne ne le remplit.")
    choices = {str(table.get("id")) for _, table in tables_in(question, "choices")}
    needed = asked.options if asked.table.get("kind") == "covers" else frozenset()
    for option in sorted(needed - choices) if choices else ():
        yield Problem((*asked.path, "options"), f"« {option} » est exigé, et n'est pas un choix de la question.")


def check_coherent(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report amounts of a group that are not said by group, and what was compared with a document before that was
    published."""
    for path, figure in figures_in(tables):
        unit = figure.get("unit")
        if path[0] in ("ps", "bonuses") and path[-1] != "rate" and unit == "euro_per_year":
            yield Problem((*path, "unit"), f"Ce qui se paie par groupe se dit par groupe et par an : « {_PER_GROUP} ».")
    sources = {path[-1]: table.get("published_on") for path, table in tables_in(tables, "sources")}
    for path, table in (*figures_in(tables), *tables_in(tables, "criteria"), *tables_in(tables, "retention")):
        published, checked = sources.get(str(table.get("source"))), table.get("checked_on")
        if _is_day(published) and _is_day(checked) and checked < published:
            message = f"Sa source est du {write_day(published)} : personne n'a pu l'y lire avant."
            yield Problem((*path, "checked_on"), message)


def _is_day(value: object) -> TypeGuard[date]:
    return type(value) is date
