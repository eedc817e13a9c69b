"""The rules of a year as the national team keeps them: each figure with its source and its age, and what changed."""

from collections.abc import Sequence

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from clas_api.exchange.writing_csv import table_csv
from clas_api.files_given import file_of
from clas_api.pages.asking import current_context
from clas_api.pages.national.site import blueprint
from clas_api.pages.national.wording import age_told
from clas_api.rendering import FORMATS
from clas_api.rendering.charts import draw
from clas_api.rendering.names import named
from clas_api.words import STANDINGS
from clas_core.documents.differences import HEADER as DIFFERENCE_HEADER
from clas_core.documents.differences import case_sections, difference_rows, difference_sections, differences_document
from clas_core.documents.figures_chart import CHARTS, figures_chart
from clas_core.documents.model import Bullets, Section
from clas_core.estimates.compared_cases import national_compared
from clas_core.national import Referential
from clas_core.national.remarks import remarks_on

STALE_AFTER = 365
"""In days: a figure that nobody has compared with its source for a year is to be compared again."""

LONG = 10
"""In lines: a longer list opens when it is asked for, on a desk too."""


@blueprint.get("/regles", endpoint="rules")
def show_rules() -> ResponseReturnValue:
    """Show the rules of a year, and what changes in them from another one: from the year before by default."""
    context = current_context()
    context.open("nation.read")
    library = context.installation.library
    asked = request.args.get("annee", "")
    referential = library.parse(asked) if asked else library.latest()
    others = [each for each in library if each.school_year != referential.school_year]
    earlier = [each for each in others if each.school_year < referential.school_year]
    wanted = request.args.get("avec", "")
    compared = library.parse(wanted) if wanted else next(iter([*reversed(earlier), *others]), None)
    if compared is not None and compared.school_year == referential.school_year:
        compared = None
    today = context.now.date()
    charts = [figures_chart(library, each) for each in CHARTS]
    sections = () if compared is None else _sections(compared, referential)
    remarks = remarks_on(referential)
    lines = {each.id: _lines_of(each) for each in sections} | {"remarques": len(remarks)}
    return render_template(
        "national/rules.html",
        referential=referential,
        years=[str(each) for each in reversed(library.years)],
        compared=compared,
        others=others,
        ages={each.id: each.days_since_checked(today) for each in referential.figures()},
        criteria=[each for _, each in referential.rules.criteria],
        criteria_ages=[(today - each.checked_on).days for _, each in referential.rules.criteria],
        stale_after=STALE_AFTER,
        remarks=remarks,
        sections=sections,
        told_of=lambda part: (lines[part] > LONG, f"les {lines[part]} lignes" if lines[part] > LONG else ""),
        parts=[
            *((each.id, each.title) for each in sections),
            ("chiffres", "Les chiffres, et leur source"),
            ("criteres", "Les critères"),
            ("annees", "D'année en année"),
            *([("remarques", "Ce qu'il faut savoir de ces chiffres")] if remarks else ()),
        ],
        by_year=[(str(each.school_year), {one.id: one for one in each.figures()}) for each in library],
        labels={one.id: one.label for each in library for one in each.figures()},
        charts=[(each.title, draw(each)) for each in charts if not each.is_empty],
        standings=STANDINGS,
        age_told=age_told,
    )


def _sections(before: Referential, after: Referential) -> Sequence[Section]:
    cases = national_compared(before, after)
    told = case_sections(cases, str(before.school_year), str(after.school_year))
    return [*difference_sections(before, after, whole=True), *told]


def _lines_of(section: Section) -> int:
    """Return how many lines a list of a section has, the longest one."""
    return max((len(each.items) for each in section.blocks if isinstance(each, Bullets)), default=0)


@blueprint.get("/regles/<older>/<newer>/differences.<form>", endpoint="differences")
def give_differences(older: str, newer: str, form: str) -> Response:
    """Give what changes from a year to another as a file: a document, or its table alone."""
    context = current_context()
    context.open("nation.read")
    library = context.installation.library
    before, after = library.parse(older), library.parse(newer)
    name = f"clas-differences-{before.school_year}-{after.school_year}"
    if form == "csv":
        body = table_csv(DIFFERENCE_HEADER, difference_rows(before, after))
        return Response(body, mimetype="text/csv", headers=named(f"{name}.csv", attached=True))
    if form not in FORMATS:
        abort(404)
    document = differences_document(before, after, national_compared(before, after))
    return file_of(document, name, form, rehearsal=context.installation.is_rehearsal)
