"""The life of a year of rules: a draft, put to the Cafs, in force, closed. Each step says its day, who took it, and the
text that it rests on.

A year that is in force does not change any more: its step says the digest of its rules, and rules that do not give that
digest are refused. What has to change is written as a correction (`clas_core.national.corrections`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from clas_core.errors import REQUIRED, Problem
from clas_core.fields import Line
from clas_core.reading import digest_of, tables_in
from clas_core.years import SchoolYear, write_day

Status = Literal["draft", "consultation", "in_force", "closed"]

STEPS: Sequence[Status] = get_args(Status)
"""The steps of a year, in their order."""

PROJECTS: Sequence[Status] = ("draft", "consultation")
"""Steps at which rules are simulated, and nothing is deposited under them."""

STEP_WORDS: Mapping[str, str] = MappingProxyType(
    {"draft": "en projet", "consultation": "en consultation", "in_force": "en vigueur", "closed": "close"}
)

MOST_YEARS_APART = 50
"""Between a year and a day of its life: one of 2004 is still corrected, and no slip of a century is taken."""

ABOUT_THE_FILE = ("status", "life")
"""Keys that say where a year has got to: they are no rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeStep:
    """A step that a year has taken."""

    step: Annotated[Status, "étape : `draft`, `consultation`, `in_force` ou `closed`"]
    on: Annotated[date, "jour où elle a été franchie"]
    by: Annotated[str, Line(longest=200), "qui l'a franchie"]
    text: Annotated[str | None, Line(longest=300), "texte qui le dit : exigé pour l'entrée en vigueur"] = None
    digest: Annotated[str | None, Line(longest=80), "empreinte des règles, à leur entrée en vigueur"] = None


def rules_digest(tables: Mapping[str, Any]) -> str:
    """Return the digest of the rules themselves, wherever their year has got to: from step to step it stays."""
    return digest_of({key: each for key, each in tables.items() if key not in ABOUT_THE_FILE})


def digest_in_force(tables: Mapping[str, Any]) -> str:
    """Return the digest that the entry into force of a year keeps: its rules, and its steps until that one, with who,
    when and by which text."""
    steps: list[Mapping[str, Any]] = []
    for _, each in tables_in(tables, "life"):
        steps.append({key: value for key, value in each.items() if key != "digest"})
        if each.get("step") == "in_force":
            break
    return digest_of({**{key: each for key, each in tables.items() if key not in ABOUT_THE_FILE}, "life": steps})


def check_life(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report steps out of order, days that go back, and a status that is not the last step."""
    taken = [(path, table) for path, table in tables_in(tables, "life") if table.get("step") in STEPS]
    status = tables.get("status")
    if not taken:
        if status == "consultation":
            message = "Une année en consultation dit depuis quand, et par qui : ajoutez l'étape sous [[life]]."
            yield Problem(("status",), message)
        return
    path, first = taken[0]
    if first["step"] not in PROJECTS:
        yield Problem((*path, "step"), "La première étape d'une année est « draft » ou « consultation ».")
    for (_, before), (path, after) in pairwise(taken):
        if STEPS.index(after["step"]) != STEPS.index(before["step"]) + 1:
            message = f"Après « {before['step']} », « {after['step']} » ne se peut : l'ordre est {', '.join(STEPS)}."
            yield Problem((*path, "step"), message)
        if type(before.get("on")) is type(after.get("on")) is date and after["on"] < before["on"]:
            yield Problem((*path, "on"), too_early(before["on"]))
    if status in STEPS and taken[-1][1]["step"] != status:
        message = f"L'état est « {status} », la dernière étape « {taken[-1][1]['step']} » : ce doit être la même."
        yield Problem(("status",), message)
    for path, table in taken:
        in_force = table["step"] == "in_force"
        if type(on := table.get("on")) is date and is_far(on, tables.get("school_year")):
            yield Problem((*path, "on"), too_far(on))
        for key in ("text", "digest"):
            if in_force and key not in table:
                yield Problem((*path, key), REQUIRED)
        if not in_force and "digest" in table:
            yield Problem((*path, "digest"), "Seule l'entrée en vigueur porte l'empreinte des règles : retirez-la.")


def too_early(day: date) -> str:
    """Say that a step is of before the one before it."""
    return f"L'étape d'avant est du {day} : une étape ne la précède pas."


def too_far(day: date) -> str:
    """Say that a day is none of the life of its year."""
    return f"Le {write_day(day)} est à plus de {MOST_YEARS_APART} ans de l'année scolaire : corrigez le jour."


def is_far(day: date, year: object) -> bool:
    """Tell whether a day is none of the life of a year: a slip of a century, or of a digit."""
    if not isinstance(year, str) or not SchoolYear.is_one(year):
        return False
    return abs(day.year - SchoolYear.parse(year).start) > MOST_YEARS_APART


def check_unchanged(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report rules, or steps, that are not those which came into force."""
    for path, table in tables_in(tables, "life"):
        kept = table.get("digest")
        if table.get("step") == "in_force" and isinstance(kept, str) and kept != digest_in_force(tables):
            message = (
                "Les règles ne sont plus celles qui sont entrées en vigueur, ou leurs étapes ont été réécrites : une "
                "année en vigueur ne se modifie pas, elle se corrige par un fichier de correction daté et motivé. "
                "Remettez le fichier d'alors."
            )
            yield Problem((*path, "digest"), message)


def check_confirmed(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report what is marked to confirm where it may not be: in a year that is no project any more, or beside what is
    said to be published."""
    project = tables.get("status") in PROJECTS
    for path, table in marked_in(tables):
        if table.get("to_confirm") is not True:
            continue
        if not project and tables.get("status") in STEPS:
            message = "Rien n'est à confirmer dans une année en vigueur ou close : retirez « to_confirm »."
            yield Problem((*path, "to_confirm"), message)
        elif table.get("standing") == "published":
            message = "Ce qui est publié n'est plus à confirmer : retirez « to_confirm », ou écrivez « expected »."
            yield Problem((*path, "to_confirm"), message)


def marked_in(tables: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Yield each table that may be marked to confirm, with its path: figures, then questions."""
    yield from figures_in(tables)
    yield from tables_in(tables, "questions")


def figures_in(tables: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Yield the table of each figure, with its path."""
    yield from tables_in(tables, "ps")
    for path, bonus in tables_in(tables, "bonuses"):
        if isinstance(amount := bonus.get("amount"), Mapping):
            yield (*path, "amount"), amount
    yield from tables_in(tables, "thresholds")


def not_ready(tables: Mapping[str, Any]) -> Iterator[Problem]:
    """Report, place by place, what keeps a year from coming into force: what is to confirm, what no text publishes."""
    for path, table in marked_in(tables):
        if table.get("to_confirm") is True:
            named = table.get("short") or table.get("label")
            message = f"« {named} », à confirmer : comparez à sa source, corrigez, puis retirez « to_confirm »."
            yield Problem(path, message)
    for path, table in (*figures_in(tables), *tables_in(tables, "criteria")):
        if table.get("standing") == "expected" and table.get("to_confirm") is not True:
            message = "Attendu, et publié par aucun texte : donnez sa source, le jour où il y est lu, « published »."
            yield Problem((*path, "standing"), message)
