"""Home: the calls of the departments, open ones first, on a map and in words; and the search for one's department."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.installation import Installation, current_installation
from clas_api.pages.public.site import blueprint
from clas_api.pages.public.wording import FAULTY, KEY, LISTED, NOT_HERE, standing_of, why_found
from clas_api.rendering.map import FranceMap, Shown, map_of_france
from clas_core.departments import Campaign, DepartmentPlugin
from clas_core.departments.looked_for import LONGEST, departments_meant
from clas_core.departments.names import NAMES, usual_slug

MOST_CARDS = 12
"""Calls that are shown each on a card; more are lines of a list, which a phone shows in a few screens."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the home page lists it; `ready` once a dossier can be written for it."""

    plugin: DepartmentPlugin
    campaign: Campaign
    state: str
    days_left: int | None
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A department that was looked for: why it is meant, its calls, or that it is not here, or not for now."""

    code: str
    name: str
    why: str
    slug: str | None
    calls: Sequence[Call]
    faulty: bool


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Show the calls, open ones first, on a map and in words; or what was looked for."""
    installation = current_installation()
    calls = _calls(installation, installation.clock.today())
    here = {each.department.code for each in installation.registry}
    faulty = _codes_of_faults(installation)
    sought = request.args.get("recherche", "").strip()[:LONGEST]
    return render_template(
        "public/home.html",
        sought=sought,
        answers=_answers(installation, calls, faulty, sought),
        sections=[(title, state, found) for state, title in LISTED.items() if (found := _of_state(calls, state))],
        most_cards=MOST_CARDS,
        map=_map(calls, faulty),
        here=len(here),
        elsewhere=[(code, name) for code, name in NAMES.items() if code not in here | faulty],
        faults=installation.registry.faults.values(),
        referentials=list(installation.library),
    )


def _calls(installation: Installation, today: date) -> list[Call]:
    """Return the calls of each department that one may come for, by department."""
    calls = []
    for plugin in installation.registry:
        for campaign in plugin.department.offered_on(today):
            calendar, ready = campaign.calendar, installation.referential_of(campaign) is not None
            calls.append(Call(plugin, campaign, calendar.state_on(today), calendar.days_left(today), ready))
    return sorted(calls, key=lambda call: call.plugin.department.code)


def _of_state(calls: Iterable[Call], state: str) -> list[Call]:
    """Return the calls of a state, those that close first before the others."""
    found = [each for each in calls if each.state == state]
    return sorted(found, key=lambda each: each.campaign.calendar.closing_day or date.max) if state == "open" else found


def _codes_of_faults(installation: Installation) -> set[str]:
    """Return the codes of departments that are installed and cannot be served, where their slug says which."""
    by_slug = {usual_slug(name): code for code, name in NAMES.items()}
    return {by_slug[slug] for slug in installation.registry.faults if slug in by_slug}


def _map(calls: Sequence[Call], faulty: set[str]) -> FranceMap:
    shown = {code: Shown(fill="blank", words=FAULTY) for code in faulty}
    for state in reversed(LISTED):
        for call in _of_state(calls, state):
            department = call.plugin.department
            fill, words = standing_of(call.campaign, state)
            address = url_for("public.department", slug=department.slug)
            shown[department.code] = Shown(fill=fill, words=words, address=address)
    used = {each.fill for each in shown.values()} | {"blank"}
    return map_of_france(shown, {fill: words for fill, words in KEY.items() if fill in used}, NOT_HERE)


def _answers(installation: Installation, calls: Sequence[Call], faulty: set[str], sought: str) -> list[Answer]:
    plugins = {each.department.code: each for each in installation.registry}
    answers = []
    for found in departments_meant(sought):
        plugin = plugins.get(found.code)
        answers.append(
            Answer(
                code=found.code,
                name=plugin.department.name if plugin else found.name,
                why=why_found(found),
                slug=plugin.slug if plugin else None,
                calls=[each for each in calls if each.plugin is plugin],
                faulty=plugin is None and found.code in faulty,
            )
        )
    return answers
