"""The dossiers of a call as its Caf works on them: which wait for what, and who studies each."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.bulk_words import ACTS_ON_MANY
from clas_api.pages.caf.department import ORDERS, expect_department, place_after, place_of
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.next_step import next_step
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import PAGES
from clas_api.pages.caf.work_list import COLUMNS, DUE, UNASSIGNED, ListFilter, read_filter
from clas_api.pages.lists import ROWS
from clas_api.pages.porteur.folder import state_of
from clas_api.security.permissions import departments_of
from clas_api.services.dossiers.reading import count_dossiers, list_cities, list_dossiers
from clas_api.services.instruction.assigning import assign_many, list_agents
from clas_api.services.instruction.desks import desk_of
from clas_api.services.instruction.instruction_requests import AssignmentsSchema
from clas_api.services.instruction.labelling import list_labels
from clas_api.services.rules.kept_calls import find_call, find_department
from clas_api.services.year.awaiting import awaited
from clas_api.services.year.bulk_requests import MOST_AT_ONCE
from clas_core.dossiers.following import NOTHING
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import ClasError, InvalidInput, NotFound, Path, Problem


@blueprint.get("/caf/<slug>", endpoint="department")
def go_to_latest(slug: str) -> ResponseReturnValue:
    """Lead to the latest call of a department."""
    context = current_context()
    expect_department(context, "sessions.read", slug)
    latest = find_department(context, slug).department.latest
    if latest is None:
        raise NotFound("Un appel de ce département")
    page = "caf.dossiers" if slug in departments_of(context.who, "dossiers.study") else "caf.sessions"
    return redirect(url_for(page, slug=slug, year=str(latest.school_year)), 303)


@blueprint.get("/caf/<slug>/<year>/dossiers", endpoint="dossiers")
def show_dossiers(slug: str, year: str) -> ResponseReturnValue:
    """List the dossiers of a call: counted by state, filtered, sorted, page after page."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    return show_list(context, slug, year, CafForm())


@blueprint.post("/caf/<slug>/<year>/dossiers")
def assign_dossiers(slug: str, year: str) -> ResponseReturnValue:
    """Assign the dossiers that are ticked to one agent, or to nobody: all of them, or none."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    form = CafForm(request.form)
    keys = form.keys("dossiers")
    names = {key: form.value(f"name/{key}") for key in keys}

    def field_of(path: Path) -> str:
        return "agent" if path[0] == "account" else ""

    try:
        asked = form.read(AssignmentsSchema(), **_chosen(form, keys))
        rows = assign_many(context, slug, asked["dossiers"], asked["account"])
    except ClasError as error:
        if isinstance(error, InvalidInput):
            error = InvalidInput(_named(each, keys, names) for each in error.problems)
        return show_list(context, slug, year, form, refused(context, form, error, field_of))
    count = "Un dossier est affecté" if len(rows) == 1 else f"{len(rows)} dossiers sont affectés"
    flash(f"{count}.")
    kept: dict[str, Any] = _kept(read_filter(request.args))
    return redirect(url_for("caf.dossiers", slug=slug, year=year, **kept), 303)


def _chosen(form: CafForm, keys: list[UUID]) -> dict[str, Any]:
    """Return, as JSON, the dossiers and the agent chosen, or nobody. Raises `InvalidInput` when nothing was chosen."""
    chosen = form.value("agent")
    account = form.key("agent")
    problems = []
    if not keys:
        problems.append(Problem(("dossiers",), "Cochez au moins un dossier de la liste."))
    if account is None and chosen != UNASSIGNED:
        problems.append(Problem(("account",), "Choisissez un agent, ou « Personne »."))
    if problems:
        raise InvalidInput(problems)
    return {"dossiers": [str(each) for each in keys], "account": account and str(account)}


def _named(problem: Problem, keys: list[UUID], names: dict[UUID, str]) -> Problem:
    """Say of which dossier a problem is, as the list calls it."""
    match problem.path:
        case ("dossiers", int(index)) if names[keys[index]]:
            return Problem(problem.path, f"{names[keys[index]]} : {problem.message}")
    return problem


def show_list(
    context: Context, slug: str, year: str, form: CafForm, refusal: Refusal | None = None
) -> ResponseReturnValue:
    """Show the list that the address asks for, with what kept a form from being done."""
    plugin, campaign = find_call(context, slug, year)
    listed, today = read_filter(request.args), context.now.date()
    after = place_after(request.args.get("apres", ""), listed.order)
    rows = list_dossiers(context, listed.search(slug, year, today, after=after, limit=ROWS))
    shown = rows[:ROWS]
    following = urlencode({**listed.kept, "apres": place_of(shown[-1], listed.order)}) if len(rows) > ROWS else ""
    awaits = awaited(context, shown)
    desk = desk_of(context, slug)
    labels, labels_of = list_labels(context, slug, [row.id for row in shown])
    agents = list_agents(context, slug)
    return render_template(
        "caf/dossiers.html",
        department=plugin.department,
        campaign=campaign,
        here="dossiers",
        rows=shown,
        counts=count_dossiers(context, slug, year),
        agents=agents,
        names={each.id: each.name for each in agents},
        unassigned=UNASSIGNED,
        listed=listed,
        asked=listed.asked,
        orders=ORDERS,
        states=STATES,
        dues=DUE,
        desk=desk,
        columns=COLUMNS,
        labels=labels,
        labels_of=labels_of,
        cities=list_cities(context, slug, year),
        following=following,
        first=after is None,
        ticked=request.args.get("cocher") == "page",
        acts=ACTS_ON_MANY,
        most=MOST_AT_ONCE,
        state_of=state_of,
        next_step=lambda row: next_step(row, awaits.get(row.id, NOTHING), today=today),
        work_pages=PAGES,
        mine=context.who.account,
        form=form,
        kept=_kept(listed),
    ), refusal.status if refusal else 200


def _kept(listed: ListFilter) -> dict[str, str]:
    """Return what the address asks of the list and of its page, to ask it again after a form."""
    after = request.args.get("apres", "")
    return {**listed.kept, "apres": after} if after else listed.kept
