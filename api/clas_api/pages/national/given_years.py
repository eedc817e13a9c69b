"""A draft of national rules that was reviewed as files, and comes back: checked whole, then put in its place."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.national.site import blueprint
from clas_api.pages.national.year_words import START
from clas_api.services.rules.leading_years import replace_draft
from clas_api.services.rules.living_years import files_of, life_of, parse_year
from clas_api.year_files import YearFiles
from clas_core.errors import ClasError, InvalidFile, InvalidFiles, InvalidInput, Problem
from clas_core.reading import LARGEST, text_in

_LABELS = {"rules": "fichier des règles", "questions": "fichier des questions"}


@blueprint.get("/annees/<year>/fichiers", endpoint="given_year")
def show_given(year: str) -> ResponseReturnValue:
    """Show a form to give the reviewed files of a draft."""
    return _page(current_context(), year, CafForm())


@blueprint.post("/annees/<year>/fichiers")
def post_given(year: str) -> ResponseReturnValue:
    """Check the files, all of them, and put them in the place of the draft."""
    context = current_context()
    context.open("years.lead")
    form = CafForm(request.form, labels=dict(_LABELS))
    try:
        new = replace_draft(context, year, _given(context, year), seen=form.value("seen")[:80])
    except (InvalidFile, InvalidFiles) as error:
        return _page(context, year, form, Refusal(422), lines=error.lines)
    except ClasError as error:
        return _page(context, year, form, refused(context, form, error))
    flash(
        f"Le projet {year} est remplacé. {START}"
        if new
        else "Ces fichiers sont ceux qui y sont déjà : rien n'a changé."
    )
    return redirect(url_for("national.year", year=year), 303)


def _given(context: Context, year: str) -> YearFiles:
    """Return the files that were given; the questions that are there, where none are."""
    there = files_of(context, parse_year(year))
    rules = request.files.get("rules")
    if rules is None or not rules.filename:
        raise InvalidInput([Problem(("rules",), "Choisissez le fichier des règles.")])
    asked = request.files.get("questions")
    given = asked is not None and bool(asked.filename)
    return YearFiles(
        year=there.year,
        rules=_text(rules, there.name),
        questions=_text(asked, there.asking) if asked is not None and given else there.questions,
    )


def _text(given: FileStorage, name: str) -> str:
    return text_in(given.stream.read(LARGEST + 1), name=name)


def _page(
    context: Context, year: str, form: CafForm, refusal: Refusal | None = None, *, lines: Sequence[str] = ()
) -> ResponseReturnValue:
    form.labels |= _LABELS
    life = life_of(context, year)
    return render_template(
        "national/given_year.html",
        life=life,
        year=str(life.year),
        form=form,
        lines=lines,
        seen=life.now.digest if life.now else "",
        differences=refusal.differences if refusal else None,
        since=refusal.since if refusal else "",
    ), refusal.status if refusal else 200
