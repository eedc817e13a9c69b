"""The rules of a year as the national team keeps them: each figure with its source and its age, and what changed."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.national.site import blueprint
from clas_api.pages.national.wording import age_told
from clas_api.rendering.charts import draw
from clas_api.words import STANDINGS
from clas_core.documents import difference_sections
from clas_core.documents.chart import Chart, Series
from clas_core.money import cents_of
from clas_core.national import ReferentialLibrary, remarks_on

STALE_AFTER = 365
"""In days: a figure that nobody has compared with its source for a year is to be compared again."""


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
    chart = _chart(library)
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
        remarks=remarks_on(referential),
        sections=() if compared is None else difference_sections(compared, referential),
        by_year=[(str(each.school_year), {one.id: one for one in each.figures()}) for each in library],
        labels={one.id: one.label for each in library for one in each.figures()},
        chart=None if chart.is_empty else draw(chart),
        standings=STANDINGS,
        age_told=age_told,
    )


def _chart(library: ReferentialLibrary) -> Chart:
    """Return what the Ps of a group was at most, and of what price, year by year."""
    years = list(library)
    return Chart(
        id="ps",
        title="Ce que la Ps prend en compte et ce qu'elle paie au plus, par groupe et par an",
        first="Année scolaire",
        categories=[str(each.school_year) for each in years],
        series=[
            Series(name="prix plafond", values=[cents_of(each.ps.price_ceiling.value) for each in years]),
            Series(name="Ps au plus", values=[cents_of(each.ps.maximum.value) for each in years]),
        ],
        unit="€",
    )
