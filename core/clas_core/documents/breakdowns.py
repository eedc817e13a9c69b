"""The breakdowns of a year, as pages and documents show them: what adds up and what does not, last year, a chart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from clas_core.documents.chart import Chart, chart_of
from clas_core.dossiers.lifecycle import STATES
from clas_core.eligibility import LEVELS
from clas_core.money import parse_amount
from clas_core.plain_text import search_key
from clas_core.porteurs import NATURES
from clas_core.statistics.adding_up import repeated_figures
from clas_core.statistics.counting import PENDING, SEVERAL, SPAN
from clas_core.statistics.year_told import YearTold

FIGURES: Mapping[str, str] = {
    "porteurs": "Porteurs",
    "dossiers": "Dossiers",
    "actions": "Actions",
    "groups": "Groupes",
    "children": "Enfants",
    "adults": "Adultes",
    "asked": "Demandé",
    "approved": "Accordé",
    "settled": "Soldé",
}
"""The figures of a line, in words, as heads of columns."""

_NAMES: Mapping[str, Mapping[str, str]] = {
    "outcome": {**{str(state): name for state, name in STATES.items()}, PENDING: "pas encore décidé"},
    "level": LEVELS,
    SPAN: {**LEVELS, SEVERAL: "à cheval sur plusieurs niveaux", "": "niveau non dit"},
    "nature": NATURES,
    "territory": {"": "commune non dite"},
}
_IN_ORDER = ("outcome", "level", SPAN)
"""Those whose lines follow the year, or school, and not the alphabet."""

_TITLES = (
    ("outcome", "decision", "Par décision", "Décision"),
    ("level", "niveau", "Par niveau scolaire", "Niveau"),
    (SPAN, "cheval", "D'un seul niveau, ou à cheval", "Niveau du groupe"),
    ("territory", "commune", "Par commune", "Commune"),
    ("nature", "nature", "Par nature de porteur", "Nature"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """A table, and its chart. Each line has its `name` and, where the year before is told, what it was then."""

    id: str
    title: str
    first: str
    lines: Sequence[Mapping[str, Any]]
    remarks: Sequence[str]
    chart: Chart | None


def breakdowns_of(year: YearTold) -> list[Breakdown]:
    """Return the breakdowns of a year by decision, level, commune and nature."""
    return [_breakdown(year, *each) for each in _TITLES]


def _breakdown(year: YearTold, key: str, name: str, title: str, first: str) -> Breakdown:
    words = _NAMES[key]
    lines = list(year.counted[f"by_{key}"])
    before = {each["key"]: each for each in (year.before or {}).get(f"by_{key}", ())}
    if key in _IN_ORDER:
        order = list(words)
        lines.sort(key=lambda each: order.index(each["key"]) if each["key"] in order else len(order))
    else:
        lines.sort(key=lambda each: search_key(words.get(each["key"], each["key"])))
    named = [
        dict(each, name=_capital(words.get(each["key"], each["key"])), then=before.get(each["key"])) for each in lines
    ]
    return Breakdown(
        id=name,
        title=title,
        first=first,
        lines=named,
        remarks=list(_remarks(year, key, lines)),
        chart=_chart(year, name, title, first, named) if len(named) > 1 else None,
    )


def _remarks(year: YearTold, key: str, lines: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Say why lines do not add up to the last one, where they do not."""
    if key == "level":
        yield from _of_levels({each["key"]: each["groups"] for each in year.counted[f"by_{SPAN}"]})
    elif repeated := repeated_figures(lines, year.counted["total"]):
        *names, last = [FIGURES[each].lower() for each in repeated]
        listed = f"{', '.join(names)} et {last}" if names else last
        yield f"{_capital(listed)} : comptés sur chaque ligne où ils ont un groupe, et une fois dans l'ensemble."


def _of_levels(spans: Mapping[str, int]) -> Iterator[str]:
    """Say how many groups have several levels, which count in each of them, or none, which counts in none."""
    if several := spans.get(SEVERAL):
        said = "Un groupe a" if several == 1 else f"{several} groupes ont"
        counted = "il compte" if several == 1 else "ils comptent"
        yield (
            f"{said} plusieurs niveaux : {counted} dans chacun, et une fois dans l'ensemble. Ces lignes ne "
            "s'additionnent donc pas ; celles du tableau suivant s'additionnent."
        )
    if unsaid := spans.get(""):
        said = (
            "Un groupe ne dit pas son niveau : il n'est"
            if unsaid == 1
            else (f"{unsaid} groupes ne disent pas leur niveau : ils ne sont")
        )
        yield f"{said} que dans l'ensemble."


def _chart(year: YearTold, name: str, title: str, first: str, lines: Sequence[Mapping[str, Any]]) -> Chart:
    told = [(each["name"], (each["groups"], (each["then"] or {}).get("groups", 0))) for each in lines]
    names = (year.year, *([year.last_year] if year.last_year else ()))
    return chart_of(name, f"Groupes, {title[:1].lower()}{title[1:]}", first, told, *names)


def chart_of_funders(lines: Sequence[Mapping[str, Any]]) -> Chart:
    """Return the chart of what each funder grants."""
    told = [(each["payer"] or "Caf", (parse_amount(each["approved"]),)) for each in lines]
    return chart_of("financeur", "Accordé, par financeur", "Financeur", told, "Accordé", unit="€")


def chart_of_programmes(lines: Sequence[Mapping[str, Any]]) -> Chart:
    """Return the chart of what each other programme is asked and granted."""
    told = [(each["label"], (parse_amount(each["granted"]), parse_amount(each["asked"]))) for each in lines]
    return chart_of("programme", "Par programme", "Programme", told, "Accordé", "Demandé", unit="€")


def summed(lines: Sequence[Mapping[str, Any]], *names: str) -> Mapping[str, int]:
    """Return the sums of amounts that each line has apart from the others, in cents."""
    return {name: sum(parse_amount(each[name]) for each in lines) for name in names}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
