"""The settings of a published call: what holds and who says it, what was stated of it, and a form to state more."""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.form import CafForm, refused
from clas_api.pages.caf.site import blueprint
from clas_api.security.permissions import departments_of
from clas_api.services.rules.amending import amend_campaign, may_be_stated
from clas_api.services.rules.kept_calls import find_call
from clas_core.departments import Campaign
from clas_core.departments.amending import deciding_bodies
from clas_core.departments.amendment import MOST_STATED
from clas_core.departments.amendment_text import request_schema
from clas_core.departments.own_envelopes import of_their_own
from clas_core.documents.aid_parts import ENVELOPES
from clas_core.documents.amendments_part import said_by
from clas_core.documents.call_settings import settings_of
from clas_core.errors import ClasError, Path
from clas_core.reading import read_json
from clas_core.strict import StrictSchema

ROWS: Mapping[str, tuple[int, str]] = {
    "envelopes": (3, "amount"),
    "own_envelopes": (MOST_STATED, "amount"),
    "advances": (3, "share"),
    "contacts": (3, "role"),
    "sessions": (4, "title"),
}
"""How many of each thing the form states at once (whoever has more sends it again), and the first field of each."""

LABELS: Mapping[str, str] = {"decides": "instance qui décide", "closes": "dernier jour pour déposer"}
NOT_A_SHARE = "Écrivez un pourcentage, par exemple 70."


@blueprint.get("/departements/<slug>/avenants/<year>", endpoint="amendments")
def show_amendments(slug: str, year: str) -> ResponseReturnValue:
    """Show what was stated of a call and, to the head of the service, a form to state what its file leaves open."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    return _show(context, slug, year, CafForm())


@blueprint.post("/departements/<slug>/avenants/<year>")
def post_amendment(slug: str, year: str) -> ResponseReturnValue:
    """State what the file of a call leaves open."""
    context = current_context()
    expect_department(context, "campaigns.amend", slug)
    form = CafForm(request.form)
    asked, ranks = _typed(form)
    try:
        row, _ = amend_campaign(context, slug, year, read_json(asked, request_schema()))
    except ClasError as error:
        refusal = refused(context, form, error, lambda path: _field(path, ranks))
        return _show(context, slug, year, form, refusal.status)
    flash(f"L'avenant n° {row.number} est enregistré : l'appel le dit désormais.")
    return redirect(url_for("caf.amendments", slug=slug, year=year), 303)


def _typed(form: CafForm) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Return what was typed, as the JSON of an amendment, and the rows of the form that each list was typed in."""
    schema = request_schema()
    asked = {name: each for name in ("source", "decides") if (each := form.words(name)) is not None}
    typed: dict[str, Any] = {**asked, **{name: day for name in ("closes", "bilan_due") if (day := form.day(name))}}
    ranks: dict[str, list[int]] = {}
    for name, (most, _) in ROWS.items():
        below = cast("StrictSchema", cast("Any", schema.fields[name]).inner.schema)
        rows = {rank: _row(form, below, f"{name}/{rank}/") for rank in range(most)}
        for rank, row in rows.items():
            if "share" in row:
                row["share"] = _share(form, f"{name}/{rank}/share")
        # An envelope is named by its row, and said by its amount alone.
        said = {rank: row for rank, row in rows.items() if set(row) - {"kind", "id"}}
        if said:
            typed[name], ranks[name] = list(said.values()), list(said)
    return typed, ranks


def _row(form: CafForm, schema: StrictSchema, place: str) -> dict[str, Any]:
    """Return what was typed on a row of the form; a list that is not asked there says nothing."""
    return {name: value for name, value in form.typed(schema, place).items() if value != []}


def _share(form: CafForm, name: str) -> str:
    """Return a share, typed as a percentage, as JSON says it; what is none as it is, for the core to refuse."""
    form.wordings[name] = NOT_A_SHARE
    text = "".join(form.value(name).split()).removesuffix("%").replace(",", ".")
    try:
        return f"{Decimal(text) / 100:f}" if len(text) <= 10 else text
    except InvalidOperation:
        return text or "%"


def _field(path: Path, ranks: Mapping[str, list[int]]) -> str:
    """Return the field that a place of the JSON was typed in."""
    if not path or path[0] not in ROWS:
        return "/".join(map(str, path))
    name = str(path[0])
    _, first = ROWS[name]
    rank = ranks[name][int(path[1])] if len(path) > 1 and name in ranks else 0
    asked = path[2] if len(path) > 2 and path[2] not in ("kind", "id") else first
    return f"{name}/{rank}/{asked}"


def _own_envelopes(campaign: Campaign, left_open: Collection[str]) -> Mapping[str, str]:
    """Return the aids and programmes whose envelope the form asks, by identifier, with their names."""
    asked = {name: label for name, label in of_their_own(campaign).items() if f"own_envelopes/{name}" in left_open}
    return dict(list(asked.items())[:MOST_STATED])


def _show(context: Context, slug: str, year: str, form: CafForm, status: int = 200) -> ResponseReturnValue:
    plugin, campaign = find_call(context, slug, year)
    left_open = may_be_stated(context, slug, campaign.name)
    form.labels = dict(LABELS)
    return (
        render_template(
            "caf/amendments.html",
            department=plugin.department,
            campaign=campaign,
            here="amendments",
            amending=slug in departments_of(context.who, "campaigns.amend"),
            form=form,
            stated=[(each, list(said_by(campaign, each))) for each in campaign.amendments],
            envelopes=ENVELOPES,
            own_envelopes=_own_envelopes(campaign, left_open),
            rows={name: most for name, (most, _) in ROWS.items()},
            bodies=deciding_bodies(campaign),
            left_open=left_open,
            settings=list(settings_of(campaign, left_open)),
        ),
        status,
    )
