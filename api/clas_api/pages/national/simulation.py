"""« Simuler l'année »: figures moved by sliders over the groups that were deposited, and the best reply to an envelope.

The form is sent by GET: a simulation is an address, that one can keep or send. Nothing of it is kept here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.national.site import blueprint
from clas_api.pages.national.sliders import Slider, sliders_of, texts_of
from clas_api.pages.typed import euros
from clas_api.rendering.charts import draw
from clas_api.rendering.curves import draw_curve
from clas_api.services.year.moving_figures import Simulated, begin_from, read_asked, simulate_nation
from clas_api.words import STATUSES
from clas_core.departments.absent import plain_name
from clas_core.documents.chart import Chart, chart_of
from clas_core.documents.curve import curve_of
from clas_core.errors import InvalidInput
from clas_core.money import parse_amount
from clas_core.simulation.asked import FOLLOWS
from clas_core.simulation.levers import levers_of
from clas_core.simulation.scenario import Scenario

_FOLLOWS = "suit"
_ENVELOPE, _LEVER = "enveloppe", "levier"


@blueprint.get("/simulation", endpoint="simulation")
def show_simulation() -> ResponseReturnValue:
    """Show the sliders, and what they make of the groups of a year."""
    context = current_context()
    library = context.installation.library
    latest = str(library.latest().school_year)
    year = request.args.get("annee", "") or latest
    rules = request.args.get("regles", "") or year
    before, start = begin_from(context, year, rules)
    sent = _sent(rules)
    sliders = sliders_of(start, sent)
    follows = sent.get(_FOLLOWS) == "oui"
    simulated, errors = _simulate(context, before, start, sliders, follows=follows, sent=sent)
    names = {each.slug: each.department.name for each in context.installation.registry}
    reply = None if simulated is None else simulated.reply
    return render_template(
        "national/simulation.html",
        year=str(before.referential.school_year),
        years=[str(each) for each in reversed(library.years)],
        rules=str(start.referential.school_year),
        statuses={str(each.school_year): STATUSES[each.status] for each in library},
        sliders=[replace(each, error=errors.get(each.key, "")) for each in sliders],
        follows=follows,
        levers=levers_of(start),
        lever=sent.get(_LEVER, ""),
        envelope=sent.get(_ENVELOPE, ""),
        errors=errors,
        simulated=simulated,
        result=None if simulated is None else simulated.told,
        shared=_shared(year, rules, sliders, follows=follows, sent=sent),
        chart=None if simulated is None else _chart(simulated, names),
        draw=draw,
        curve=None if reply is None else draw_curve(curve_of(reply)),
        written=None if reply is None else reply.lever.written,
        reply=reply,
        named=lambda slug: names.get(slug) or plain_name(slug),
    )


def _sent(rules: str) -> Mapping[str, str]:
    """Return what the form sent; without its figures where other rules were chosen to begin from."""
    sent = request.args.to_dict()
    if sent.get("regles-avant", rules) == rules:
        return sent
    return {name: sent[name] for name in (_ENVELOPE, _LEVER) if name in sent}


def _simulate(
    context: Context,
    before: Scenario,
    start: Scenario,
    sliders: Sequence[Slider],
    *,
    follows: bool,
    sent: Mapping[str, str],
) -> tuple[Simulated | None, Mapping[str, str]]:
    """Return the simulation, or why each field keeps it from being made."""
    texts = texts_of(sliders) | ({FOLLOWS: "true"} if follows else {})
    try:
        envelope = euros(sent.get(_ENVELOPE, ""))[:40]
        lever = sent.get(_LEVER, "") if envelope else ""  # a list always sends one
        asked = read_asked(before, start, texts, lever=lever, envelope=envelope)
    except InvalidInput as error:
        return None, {str(each.path[0]): each.message for each in error.problems}
    return simulate_nation(context, asked), {}


def _shared(year: str, rules: str, sliders: Sequence[Slider], *, follows: bool, sent: Mapping[str, str]) -> str:
    """Return the address by which a simulation is found again: what was moved, and nothing of how."""
    kept: dict[str, Any] = {each.name: each.text for each in sliders if each.value != each.present}
    if follows:
        kept[_FOLLOWS] = "oui"
    if sent.get(_ENVELOPE):
        kept |= {_ENVELOPE: sent[_ENVELOPE], _LEVER: sent.get(_LEVER, "")}
    return url_for("national.simulation", annee=year, regles=rules, **kept)


def _chart(simulated: Simulated, names: Mapping[str, str]) -> Chart:
    """Return what departments would be paid, before and after; those that are told."""
    lines = [
        (
            names.get(each["department"]) or plain_name(each["department"]),
            (parse_amount(each["total"]["after"]), parse_amount(each["total"]["before"])),
        )
        for each in simulated.told["by_department"]
        if each["total"] is not None
    ]
    return chart_of("departements", "Par département, après et avant", "Département", lines, "après", "avant", unit="€")
