"""The trace: reading it in words, looking for something in it, and having it verified."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.admin import trace_words, wording
from clas_api.pages.admin.site import blueprint
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.lists import ROWS
from clas_api.services.changes import ACTIONS
from clas_api.services.maintenance.searching_trace import FoundEntries, TraceSearch, chains_of_trace, search_trace
from clas_api.services.maintenance.verifying_apart import begin_verifying, progress_of
from clas_api.statuses import status_of
from clas_api.store.models import NATIONAL
from clas_core.errors import InvalidInput, Refused
from clas_core.fields import JsonDay
from clas_core.reading import read_json
from clas_core.strict import StrictSchema

_LONGEST = 200
_MOST = 2_000_000_000


class TraceDaysSchema(StrictSchema):
    """From which day to which one the trace is read."""

    du = JsonDay(load_default=None, allow_none=True)
    au = JsonDay(load_default=None, allow_none=True)


LABELS: Mapping[str, str] = {"qui": "par qui", "objet": "à propos de", "du": "du", "au": "au"}


@blueprint.get("/trace", endpoint="trace")
def show_trace() -> ResponseReturnValue:
    """Show entries of a chain, the latest first: by somebody, about something, of an action, between days."""
    context = current_context()
    chains = chains_of_trace(context)
    form = CafForm(request.args.copy(), labels=dict(LABELS))
    asked = {name: _asked(name) for name in ("chaine", "qui", "objet", "action", "du", "au")}
    chain = asked["chaine"] if asked["chaine"] in chains else NATIONAL
    found, status = None, 200
    try:
        days = _days(form)
        search = TraceSearch(
            chain=chain,
            who=asked["qui"],
            subject=asked["objet"],
            action=asked["action"] if asked["action"] in ACTIONS else "",
            since=days.get("du"),
            until=days.get("au"),
            before=_number(request.args.get("avant", "")),
        )
        found = search_trace(context, search, ROWS)
    except InvalidInput as error:
        form.refuse_by(error)
    if form.refused:
        found, status = None, 422
    following = ""
    if found is not None and found.more:
        kept = {name: text for name, text in asked.items() if text}
        following = urlencode({**kept, "avant": found.entries[-1].number})
    page = render_template(
        "admin/trace.html",
        form=form,
        chain=chain,
        chains={each: _chain_told(context, each) for each in chains},
        asked=asked,
        actions=dict(sorted(ACTIONS.items(), key=lambda each: each[1])),
        lines=[] if found is None else _lines(context, found),
        following=following,
        first=not request.args.get("avant"),
    )
    return page, status


@blueprint.get("/trace/verification", endpoint="verification")
def show_verification() -> ResponseReturnValue:
    """Show how far the verification of the trace is: the page reads it again by itself while one is running."""
    context = current_context()
    context.open("upkeep.read")
    progress = progress_of(context)
    page = render_template("admin/verification.html", progress=progress, form=CafForm())
    running = progress is not None and progress.ended_at is None
    return page, 200, {"Refresh": "3"} if running else {}


@blueprint.post("/trace/verification")
def post_verification() -> ResponseReturnValue:
    """Begin to verify the trace."""
    context = current_context()
    context.open("upkeep.manage")
    try:
        begin_verifying(context)
    except Refused as error:
        form = CafForm()
        form.refuse_by(error)
        return render_template("admin/verification.html", progress=progress_of(context), form=form), status_of(error)
    flash("La vérification a commencé : cette page dit où elle en est.")
    return redirect(url_for("admin.verification"), 303)


def _days(form: CafForm) -> dict[str, Any]:
    """Return the days that were typed; what is no day is refused beside its field, and the rest is looked at too."""
    try:
        days: dict[str, Any] = read_json(form.typed(TraceDaysSchema()), TraceDaysSchema())
    except InvalidInput as error:
        form.refuse_by(error)
        return {}
    return days


def _lines(context: Context, found: FoundEntries) -> list[trace_words.Line]:
    return [trace_words.line_of(context.installation, each, found) for each in found.entries]


def _chain_told(context: Context, chain: str) -> str:
    return wording.CHAINS.get(chain) or wording.department_name(context.installation, chain)


def _asked(name: str) -> str:
    return "".join(filter(str.isprintable, request.args.get(name, ""))).strip()[:_LONGEST]


def _number(text: str) -> int | None:
    return min(int(text), _MOST) if text.isascii() and text.isdecimal() and len(text) < 12 else None
