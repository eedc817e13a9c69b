"""The dashboard of the national team: every department, its calls and what may be told of its year; its own check."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.national import wording
from clas_api.pages.national.site import blueprint
from clas_api.rendering.map import FranceMap, map_of_france
from clas_api.services.rules.soundness import check_of
from clas_api.services.year.steering import Standing, Steering, steer
from clas_core.conformance import KINDS, LEVELS
from clas_core.conformance.written import verdict
from clas_core.errors import NotFound


@blueprint.get("", endpoint="home")
def show_dashboard() -> ResponseReturnValue:
    """Show a year of the nation, with the year before beside it: the latest one whose rules are known by default."""
    context = current_context()
    library = context.installation.library
    year = request.args.get("annee", "") or str(library.latest().school_year)
    steering = steer(context, year)
    today = context.now.date()
    return render_template(
        "national/home.html",
        steering=steering,
        years=[str(each) for each in reversed(library.years)],
        known=steering.year in library,
        states={each.slug: _states(each, today) for each in steering.departments},
        map=_map(steering, today),
        wording=wording,
    )


@blueprint.get("/departements/<slug>", endpoint="department")
def show_department(slug: str) -> ResponseReturnValue:
    """Show a department as the nation sees it: its plugin, its calls, what its check finds."""
    context = current_context()
    report = check_of(context, slug)
    registry = context.installation.registry
    plugin = next((each for each in registry if each.slug == slug), None)
    fault = registry.faults.get(slug)
    if plugin is None and fault is None:
        raise NotFound("Ce département")
    return render_template(
        "national/department.html",
        slug=slug,
        plugin=plugin,
        fault=fault,
        report=report,
        verdict=None if report is None else verdict(report),
        kinds=KINDS,
        levels=LEVELS,
        today=context.now.date(),
        call_told=wording.call_told,
    )


def _states(standing: Standing, today: date) -> list[str]:
    return [each.calendar.state_on(today) for each in standing.calls]


def _map(steering: Steering, today: date) -> FranceMap:
    shown = {
        each.code: wording.on_the_map(each, _states(each, today), f"#departement-{each.slug}")
        for each in steering.departments
        if each.code
    }
    return map_of_france(shown, wording.KEY, wording.NOT_SERVED)
