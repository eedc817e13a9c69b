"""One act on many dossiers: a page that says what can be done and why not the rest, then what became of each."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.bulk_words import ACTS_ON_MANY, why
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.dossiers import show_list
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work_list import UNASSIGNED, read_filter
from clas_api.pages.typed import key_among
from clas_api.services.dossiers.reading import find_keys
from clas_api.services.instruction.assigning import list_agents
from clas_api.services.instruction.labelling import list_labels
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.acting_on_many import begin_act, find_act, go_on, review
from clas_api.services.year.bulk_deeds import DEEDS, payers_due
from clas_api.services.year.bulk_requests import MOST_AT_ONCE
from clas_core.errors import ClasError, InvalidInput, NotFound, Path, Problem

OF_FILTER = "filtre"
"""What a form calls all the dossiers of the filter."""

_LABELS = {"text": "ce qui est à compléter", "account": "à qui", "label": "l'étiquette", "payer": "qui a payé"}


@blueprint.get("/caf/<slug>/<year>/lot", endpoint="bulk")
def show_bulk(slug: str, year: str) -> ResponseReturnValue:
    """Tell what became of an act on many dossiers so far; lead to the list where none is named."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    key = key_among(request.args.get("suivi", ""))
    if key is None:
        return redirect(_list(slug, year), 303)
    plugin, campaign = find_call(context, slug, year)
    act = find_act(context, slug, year, key)
    done = [each for each in act.dossiers if each.get("problem") == ""]
    refusals = [each for each in act.dossiers if each.get("problem")]
    left = len(act.dossiers) - len(done) - len(refusals)
    return render_template(
        "caf/bulk_told.html",
        department=plugin.department,
        campaign=campaign,
        here="dossiers",
        words=ACTS_ON_MANY[act.act],
        why=why,
        act=act,
        done=done,
        refusals=refusals,
        left=left,
        kept=read_filter(request.args).kept,
    )


@blueprint.post("/caf/<slug>/<year>/lot")
def post_bulk(slug: str, year: str) -> ResponseReturnValue:
    """Review an act on many dossiers, take it, or go on with it, as the button that was pressed says."""
    context = current_context()
    expect_department(context, "dossiers.study", slug)
    form = CafForm(request.form, labels=dict(_LABELS))
    match form.value("action"):
        case "take":
            return _take(context, slug, year, form)
        case "go_on":
            key = form.key("suivi")
            if key is None:
                raise NotFound("Cet acte")
            go_on(context, slug, year, key)
            return redirect(_told(slug, year, key), 303)
    return _review(context, slug, year, form)


def _review(context: Context, slug: str, year: str, form: CafForm) -> ResponseReturnValue:
    act = form.value("acte")
    try:
        if act not in ACTS_ON_MANY:
            raise InvalidInput([Problem(("acte",), "Choisissez ce qui est à faire de ces dossiers.")])
        return _reviewed(context, slug, year, act, _chosen(context, slug, year, form), form)
    except InvalidInput as error:
        return show_list(context, slug, year, form, refused(context, form, error, _field_of_list))


def _field_of_list(path: Path) -> str:
    return "acte" if path[:1] == ("acte",) else ""


def _chosen(context: Context, slug: str, year: str, form: CafForm) -> Sequence[UUID]:
    """Return the dossiers that are ticked, or all those of the filter, one more than may be at most."""
    if form.value("portee") != OF_FILTER:
        return form.keys("dossiers")
    listed = read_filter(request.args)
    search = listed.search(slug, year, context.now.date(), deposited=True, limit=MOST_AT_ONCE + 1)
    return find_keys(context, search)


def _reviewed(
    context: Context,
    slug: str,
    year: str,
    act: str,
    keys: Sequence[UUID],
    form: CafForm,
    refusal: Refusal | None = None,
) -> ResponseReturnValue:
    plugin, campaign = find_call(context, slug, year)
    found = review(context, slug, year, act, keys)
    labels, _ = list_labels(context, slug)
    return render_template(
        "caf/bulk.html",
        department=plugin.department,
        campaign=campaign,
        here="dossiers",
        name=act,
        words=ACTS_ON_MANY[act],
        why=why,
        asks=frozenset(DEEDS[act].schema.fields),
        able=[each for each in found if not each.problem],
        unable=[each for each in found if each.problem],
        needs=[each.needs for each in found if each.needs],
        payer_options={each: each for each in payers_due(context, [each.row for each in found if not each.problem])},
        agent_options={**{str(each.id): each.name for each in list_agents(context, slug)}, UNASSIGNED: "Personne"},
        label_options={str(key): name for key, name in labels.items()},
        labels=labels,
        form=form,
        kept=read_filter(request.args).kept,
    ), refusal.status if refusal else 200


def _take(context: Context, slug: str, year: str, form: CafForm) -> ResponseReturnValue:
    act = form.value("acte")
    if act not in ACTS_ON_MANY:
        raise NotFound("Cet acte")
    dossiers = {key: form.revision_of(f"revision/{key}") for key in form.keys("dossiers")}
    try:
        key = begin_act(context, slug, year, act, _asked(form, act), dossiers)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _reviewed(context, slug, year, act, list(dossiers), form, refusal)
    go_on(context, slug, year, key)
    return redirect(_told(slug, year, key), 303)


def _asked(form: CafForm, act: str) -> Mapping[str, Any]:
    """Return the JSON of what an act asks; nobody is an answer to whom dossiers are assigned."""
    asked = form.typed(DEEDS[act].schema)
    if act == "assign" and form.value("account") == UNASSIGNED:
        return {"account": None}
    return asked


def _list(slug: str, year: str) -> str:
    kept: dict[str, Any] = read_filter(request.args).kept
    return url_for("caf.dossiers", slug=slug, year=year, **kept)


def _told(slug: str, year: str, key: UUID) -> str:
    kept: dict[str, Any] = read_filter(request.args).kept
    return url_for("caf.bulk", slug=slug, year=year, suivi=key, **kept)
