"""Correcting a year in force: its values beside what is right, why, and the text that says it; a file is written."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.national.site import blueprint
from clas_api.pages.national.year_words import AFTER_CORRECTION, START
from clas_api.pages.typed import day, euros
from clas_api.rendering.names import named
from clas_api.services.rules.consultation_requests import CorrectionSchema
from clas_api.services.rules.correcting_years import correct_year, correction_asked, rules_to_correct
from clas_api.year_files import why_not_written
from clas_core.errors import ClasError, InvalidInput
from clas_core.national import Referential
from clas_core.national.correcting import Correctable, CorrectionAsked, correctable_values, problems_of_values

_LABELS = {"reason": "motif", "title": "texte rectificatif", "published_on": "jour du texte"}
_PLACE = "changes/"


@blueprint.get("/annees/<year>/correction", endpoint="corrected_year")
def ask_to_correct(year: str) -> ResponseReturnValue:
    """Show every value that may be corrected, as it is now."""
    context = current_context()
    return _page(context, rules_to_correct(context, year), CafForm())


@blueprint.post("/annees/<year>/correction")
def post_correction(year: str) -> ResponseReturnValue:
    """Write a correction, or give its file."""
    context = current_context()
    rules = rules_to_correct(context, year)
    values = correctable_values(rules)
    form = _form(values)
    try:
        asked = _asked(form, rules, values)
        if form.value("action") == "download":
            return _file(*correction_asked(context, rules, asked))
        correct_year(context, year, asked, seen=form.value("seen")[:80])
    except ClasError as error:
        return _page(context, rules_to_correct(context, year), form, refused(context, form, error))
    flash(f"L'année {year} est corrigée. Ce qui est déposé garde les règles de son dépôt. {AFTER_CORRECTION} {START}")
    return redirect(url_for("national.year", year=year), 303)


def _form(values: Sequence[Correctable]) -> CafForm:
    labels = {f"{_PLACE}{each.place}": each.label for each in values}
    return CafForm(request.form, labels=_LABELS | labels)


def _asked(form: CafForm, rules: Referential, values: Sequence[Correctable]) -> CorrectionAsked:
    """Return what was typed; a value that was left as it was, or left empty, is not corrected. Raises `InvalidInput`
    with all that is wrong, of the reason and of the values."""
    typed = {each.place: form.value(f"{_PLACE}{each.place}").strip() for each in values}
    changed = {each.place: typed[each.place] for each in values if typed[each.place] not in ("", each.text)}
    read = {place: _plain(text) for place, text in changed.items()}
    try:
        said = form.read(CorrectionSchema())
    except InvalidInput as error:
        raise InvalidInput([*error.problems, *problems_of_values(rules, read)]) from None
    return CorrectionAsked(**said, values=read)


def _plain(text: str) -> str:
    """Return a number or a day typed the French way as the core reads it; a list of words is left as it is."""
    return day(text) if "/" in text else text if text[:1].isalpha() or ", " in text else euros(text)


def _page(context: Context, rules: Referential, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    return render_template(
        "national/corrected_year.html",
        year=str(rules.school_year),
        rules=rules,
        values=correctable_values(rules),
        form=form,
        why_not=why_not_written(context.installation.settings),
        start=START,
        differences=refusal.differences if refusal else None,
        since=refusal.since if refusal else "",
    ), refusal.status if refusal else 200


def _file(name: str, text: str) -> Response:
    response = Response(text, mimetype="application/toml")
    response.headers.update(named(name, attached=True))
    response.headers["Cache-Control"] = "private, no-store"
    return response
