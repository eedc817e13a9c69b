"""The simulator: groups, costs and bonuses in a form, the explained result below it. No account, nothing kept.

The form is sent by GET: a simulation is an address that one can keep, send, or come back to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from clas_api.files_given import file_of
from clas_api.installation import Installation, current_installation
from clas_api.pages.typed import NOT_AN_AMOUNT, euros, is_amount, number
from clas_api.rendering import FORMATS
from clas_api.rendering.qr import qr_picture
from clas_api.services.rules.estimating import estimate_document, estimate_groups
from clas_api.statuses import SECONDS_BEFORE_RETRYING, status_of
from clas_api.words import STATUSES
from clas_core.departments import CallName
from clas_core.errors import ClasError, DepartmentBusy, InvalidInput

blueprint = Blueprint("simulator", __name__)

MOST_GROUPS = 30
"""Enough for a form; longer lists go through the JSON service or the command line."""

LONGEST_IN_A_CODE = 700
"""In characters: the code of a longer address has squares too small for a telephone, once printed."""

_NAMES = {
    "label": "nom",
    "children": "enfants",
    "adults": "adultes",
    "running_costs": "dépenses de fonctionnement",
    "bonuses": "bonus",
}
"""What the fields are called where their problems are listed, by what an estimate calls them."""
_FIELDS = {"running_costs": "costs", "bonuses": "bonus"}

_TOO_MANY = (
    "{count} groupes décrits, {most} groupes au plus sur cette page. Retirez-en, ou envoyez la liste entière au "
    "service JSON. Ce que vous avez écrit est conservé."
)


@dataclass(slots=True)
class GroupForm:
    """One group as typed: nothing that was typed is ever lost, right or wrong."""

    label: str = ""
    children: str = ""
    adults: str = ""
    costs: str = ""
    bonuses: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Return the group as a row of an estimate request."""
        row: dict[str, Any] = {
            "label": self.label.strip(),
            "children": number(self.children),
            "running_costs": euros(self.costs),
            "bonuses": self.bonuses,
        }
        if self.adults.strip():
            row["adults"] = number(self.adults)
        return row

    def typed(self, index: int) -> dict[str, str | list[str]]:
        """Return what was typed as the form sends it, without the fields that are empty."""
        fields = {"label": self.label, "children": self.children, "adults": self.adults, "costs": self.costs}
        sent: dict[str, str | list[str]] = {
            f"g{index}-{name}": text.strip() for name, text in fields.items() if text.strip()
        }
        return sent | ({f"g{index}-bonus": self.bonuses} if self.bonuses else {})


def _groups_of(arguments: "MultiDict[str, str]") -> list[GroupForm]:
    """Return the groups of the form, in their order."""
    indices = sorted({int(match[1]) for key in arguments if (match := re.fullmatch(r"g(\d{1,3})-\w+", key, re.ASCII))})
    groups = [
        GroupForm(
            label=arguments.get(f"g{index}-label", ""),
            children=arguments.get(f"g{index}-children", ""),
            adults=arguments.get(f"g{index}-adults", ""),
            costs=arguments.get(f"g{index}-costs", ""),
            bonuses=arguments.getlist(f"g{index}-bonus"),
        )
        for index in indices
    ]
    return groups or [GroupForm(label="Groupe 1")]


def _changed(groups: list[GroupForm], action: str) -> list[GroupForm]:
    """Return the groups after the button that adds one, or removes one."""
    if action == "add":
        return [*groups, GroupForm(label=f"Groupe {len(groups) + 1}")]
    removed = re.fullmatch(r"remove-(\d{1,3})", action, re.ASCII)
    if removed and len(groups) > 1:
        return [group for index, group in enumerate(groups) if index != int(removed[1])]
    return groups


@dataclass(slots=True)
class Simulation:
    """What the page shows: the result, or what keeps it from being computed."""

    result: dict[str, Any] | None = None
    refusal: str = ""
    problems: Sequence["FieldProblem"] = ()
    status: int = 200


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with a field: its name with its group's rank, its anchor, a sentence."""

    name: str
    anchor: str
    message: str


def _simulate(installation: Installation, year: str, slug: str, groups: list[GroupForm]) -> Simulation:
    """Compute, or put each problem beside the field that it comes from."""
    if len(groups) > MOST_GROUPS:
        return Simulation(refusal=_TOO_MANY.format(count=len(groups), most=MOST_GROUPS))
    try:
        result, _ = estimate_groups(installation, year, slug or None, [group.row() for group in groups])
    except InvalidInput as error:
        for problem in error.problems:
            place = [part for part in problem.path if part != "groups"]
            if place and isinstance(place[0], int) and place[0] < len(groups):
                name = str(place[1]) if len(place) > 1 else "label"
                group = groups[place[0]]
                message = problem.message
                if name == "running_costs" and not is_amount(group.costs):
                    message = NOT_AN_AMOUNT
                group.errors.setdefault(name, message)
        return Simulation(refusal=error.message, problems=_listed(groups))
    except ClasError as error:
        # One whose places are taken answers soon: what was typed stays, for whoever tries again.
        status = status_of(error) if isinstance(error, DepartmentBusy) else 200
        return Simulation(refusal=error.message, status=status)
    return Simulation(result=result)


def _listed(groups: list[GroupForm]) -> list[FieldProblem]:
    """Return the problems of all groups, in the order of the page."""
    return [
        FieldProblem(f"Groupe {index + 1}, {_NAMES.get(name, name)}", f"g{index}-{_FIELDS.get(name, name)}", message)
        for index, group in enumerate(groups)
        for name, message in group.errors.items()
    ]


def _shared(installation: Installation, year: str, slug: str, groups: list[GroupForm]) -> str:
    """Return the address by which this simulation is found again, from anywhere."""
    sent: dict[str, Any] = {"year": year, **({"department": slug} if slug else {})}
    for index, group in enumerate(groups):
        sent |= group.typed(index)
    return installation.settings.base_url + url_for("simulator.simulator", **sent, action="compute")


def _other_calls(installation: Installation, slug: str) -> dict[str, str]:
    """Return the calls of a department that are not the main ones of their years, by name, as people name them."""
    try:
        department = installation.registry.get(slug).department
    except ClasError:
        return {}
    return {str(each.name): each.title for each in department.in_order if each.call}


def _named_years(installation: Installation) -> dict[str, str]:
    """Return the school years, the latest first, those that are projects saying so."""
    latest_first = reversed(list(installation.library))
    return {
        str(each.school_year): f"{each.school_year}{f' ({STATUSES[each.status]})' if each.is_project else ''}"
        for each in latest_first
    }


@blueprint.get("/simulateur")
def simulator() -> ResponseReturnValue:
    """Show the form, and below it what the groups would be paid."""
    installation = current_installation()
    arguments = request.args
    year = arguments.get("year", str(installation.library.latest().school_year))
    slug = arguments.get("department", "")
    years = {**_named_years(installation), **_other_calls(installation, slug)}
    action = arguments.get("action", "")
    groups = _changed(_groups_of(arguments), action)
    simulation = _simulate(installation, year, slug, groups) if action == "compute" else Simulation()
    try:
        referential = installation.library.get(CallName.parse(year).year)
    except (ClasError, ValueError):
        referential = installation.library.latest()
    shared = _shared(installation, year, slug, groups) if simulation.result else ""
    page = render_template(
        "public/simulator.html",
        shared=shared,
        sheet=shared.removeprefix(installation.settings.base_url).replace("/simulateur?", "/simulateur.pdf?", 1),
        code=qr_picture(shared, scale=2) if 0 < len(shared) <= LONGEST_IN_A_CODE else None,
        years=years,
        known=len(installation.library.years),
        year=year,
        slug=slug,
        departments=[plugin.department for plugin in installation.registry],
        referential=referential,
        groups=groups,
        simulation=simulation,
    )
    headers = {"Retry-After": SECONDS_BEFORE_RETRYING} if simulation.status == 503 else {}
    return page, simulation.status, headers


@blueprint.get("/simulateur.<form>")
def sheet(form: str) -> ResponseReturnValue:
    """Give an estimate as a document; what cannot be estimated is told on the page of the form."""
    if form not in FORMATS:
        abort(404)
    installation, arguments = current_installation(), request.args
    year, slug, groups = arguments.get("year", ""), arguments.get("department", ""), _groups_of(arguments)
    if len(groups) > MOST_GROUPS or _simulate(installation, year, slug, groups).result is None:
        return redirect(f"{url_for('simulator.simulator')}?{request.query_string.decode()}", 303)
    shared = _shared(installation, year, slug, groups)
    address = shared if len(shared) <= LONGEST_IN_A_CODE else ""
    document = estimate_document(installation, year, slug or None, [each.row() for each in groups], address)
    return file_of(document, f"clas-estimation-{year}", form, rehearsal=installation.is_rehearsal)
