"""The life of a year of national rules: what was done, what is to confirm, and its next step, which asks first."""

from collections.abc import Mapping

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.national.site import blueprint
from clas_api.pages.national.year_words import EFFECTS, LASTING, NEXT, START, TITLES
from clas_api.rendering.names import named
from clas_api.services.rules.consultation_requests import YearStepSchema
from clas_api.services.rules.leading_years import after_step, begin_year, drafted, lead_year
from clas_api.services.rules.living_years import YearLife, files_of, known_years, life_of, parse_year
from clas_api.year_files import YearFiles, why_not_written
from clas_core.errors import ClasError, InvalidInput, NotFound
from clas_core.national.life import STEP_WORDS, STEPS, Status

WAYS: Mapping[str, Status] = {"consultation": "consultation", "vigueur": "in_force", "cloture": "closed"}
PARTS = ("regles", "questions")
_LABELS = {"reference": "texte de référence"}
_STEP = f"/annees/<year>/<any({', '.join(WAYS)}):stage>"


@blueprint.get("/annees", endpoint="years")
def show_years() -> ResponseReturnValue:
    """Lead to the latest year."""
    return redirect(url_for("national.year", year=known_years(current_context())[0]), 303)


@blueprint.get("/annees/<year>", endpoint="year")
def show_year(year: str) -> ResponseReturnValue:
    """Show the life of a year."""
    context = current_context()
    life = life_of(context, year)
    return render_template(
        "national/year.html",
        life=life,
        year=str(life.year),
        years=known_years(context),
        steps=STEPS,
        step_words=STEP_WORDS,
        titles={step: title.format(year=life.year) for step, title in TITLES.items()},
        ways={step: way for way, step in WAYS.items()},
        parts=PARTS,
        start=START,
    )


@blueprint.get(f"/annees/<year>/<any({', '.join(PARTS)}):part>.toml", endpoint="year_file")
def take_file(year: str, part: str) -> ResponseReturnValue:
    """Give a file of a year as it is now."""
    context = current_context()
    context.open("nation.read")
    return _file(files_of(context, parse_year(year)), part)


@blueprint.get(_STEP, endpoint="step")
def ask_step(year: str, stage: str) -> ResponseReturnValue:
    """Say what a step does, and ask."""
    context = current_context()
    life = life_of(context, year)
    if life.next_step != WAYS[stage]:
        return redirect(url_for("national.year", year=life.year), 303)
    return _ask(life, stage, CafForm())


@blueprint.post(_STEP)
def post_step(year: str, stage: str) -> ResponseReturnValue:
    """Take a step, or give the file that it would make."""
    context = current_context()
    form = CafForm(request.form, labels=dict(_LABELS))
    step = WAYS[stage]
    try:
        asked = form.read(YearStepSchema())
        if form.value("action") == "download":
            return _file(after_step(context, year, step, asked["reference"]), "regles")
        new = lead_year(context, year, step, **asked)
    except ClasError as error:
        refusal = refused(context, form, error)
        return _ask(life_of(context, year), stage, form, refusal)
    told = f"L'année {year} est {STEP_WORDS[step]}." if new else f"L'année {year} était déjà {STEP_WORDS[step]}."
    flash(f"{told} {NEXT[step]} {START}")
    return redirect(url_for("national.year", year=year), 303)


@blueprint.get("/annees/<year>/projet", endpoint="begun_year")
def ask_to_begin(year: str) -> ResponseReturnValue:
    """Say what the draft of a next year is begun from, and ask; of one that is begun, lead to it."""
    context = current_context()
    if parse_year(year) in known_years(context):
        return redirect(url_for("national.year", year=year), 303)
    return _begin(context, year, CafForm())


@blueprint.post("/annees/<year>/projet")
def post_begun(year: str) -> ResponseReturnValue:
    """Begin the draft of a next year, or give its files."""
    context = current_context()
    form = CafForm(request.form)
    try:
        if (part := form.value("action")) in PARTS:
            return _file(drafted(context, year), part)
        new = begin_year(context, year)
    except NotFound:
        raise
    except ClasError as error:
        return _begin(context, year, form, refused(context, form, error).status)
    if new:
        flash(f"Le projet {year} est commencé : tout y est à confirmer. {NEXT['draft']} {START}")
    else:
        flash(f"Le projet {year} était déjà commencé : rien n'est changé.")
    return redirect(url_for("national.year", year=year), 303)


def _ask(life: YearLife, stage: str, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    form.labels |= _LABELS
    step = WAYS[stage]
    blocked = step == "in_force" and bool(life.waiting)
    return render_template(
        "national/step.html",
        life=life,
        year=str(life.year),
        stage=stage,
        title=TITLES[step].format(year=life.year),
        effects=[*EFFECTS[step], *_about_comments(life, step), LASTING, START],
        form=form,
        blocked=blocked,
        required=step == "in_force",
        seen=life.now.digest if life.now else "",
        differences=refusal.differences if refusal else None,
        since=refusal.since if refusal else "",
    ), refusal.status if refusal else 200


def _about_comments(life: YearLife, step: Status) -> list[str]:
    if step != "in_force" or not life.unanswered:
        return []
    count = life.unanswered
    return [f"{count} avis {'reste' if count == 1 else 'restent'} sans réponse : vous pourrez encore y répondre."]


def _begin(context: Context, year: str, form: CafForm, status: int = 200) -> ResponseReturnValue:
    files = drafted(context, year)
    try:
        files.read(ready=True)
        count = 0
    except InvalidInput as error:
        count = len(error.problems)
    return render_template(
        "national/begun_year.html",
        year=str(files.year),
        before=str(files.year.previous),
        count=count,
        asks=bool(files.questions),
        blocked=why_not_written(context.installation.settings),
        start=START,
        form=form,
    ), status


def _file(files: YearFiles, part: str) -> Response:
    """Return a text of a year as a file to be saved, which nobody on the way keeps."""
    text = files.rules if part == "regles" else files.questions
    if not text:
        raise NotFound("Ce fichier")
    response = Response(text, mimetype="application/toml")
    response.headers.update(named(files.name if part == "regles" else f"questions-{files.name}", attached=True))
    response.headers["Cache-Control"] = "private, no-store"
    return response
