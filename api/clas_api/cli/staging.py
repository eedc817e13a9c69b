"""The options of what tells a story: until which stage, on which day, and whether it is served."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

STAGES = (
    "people",
    "drafts",
    "deposited",
    "instructed",
    "session",
    "decided",
    "notified",
    "running",
    "bilans",
    "settled",
    "closed",
)
"""Those of `clas_api.scenario.call_days`, whose import is too long for a help text; a test holds them together."""


class ADay(click.ParamType[date]):
    """A day of an option, as ``2025-06-01``."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"« {value} » n'est pas un jour : écrivez par exemple 2025-06-01.", param, ctx)


def stage_option(default: str) -> Callable[[F], F]:
    """Add ``--stage``: where the story is when one comes in; `None` where nobody says it, which means `default`."""
    return click.option(
        "--stage",
        type=click.Choice(STAGES),
        help="Où en est l'appel : comptes seuls, brouillons, dépôts, étude, séance ouverte, décisions, notifications, "
        f"année commencée, bilans, soldes, dossiers clos ; par défaut, {default}.",
    )


def of_a_call(command: F) -> F:
    """Add ``--year``: of which call."""
    text = "Année scolaire de l'appel, ou son nom s'il en est un autre (2025-2026-janvier) ; par défaut, le dernier."
    return click.option("--year", help=text)(command)


def on_a_day(command: F) -> F:
    """Add ``--day``: the day on which one comes in."""
    return click.option("--day", type=ADay(), help="Jour de l'essai ; par défaut, celui de l'étape demandée.")(command)


def without_serving(command: F) -> F:
    """Add ``--no-serve``: everything is made, and nothing is served."""
    return click.option("--no-serve", is_flag=True, help="Tout préparer, sans servir.")(command)
