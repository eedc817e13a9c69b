"""What a year of a department comes to, as tables and charts, beside the year before."""

from flask import render_template
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.site import blueprint
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.statistics import year_beside
from clas_core.documents.breakdowns import (
    FIGURES,
    breakdowns_of,
    chart_of_funders,
    chart_of_programmes,
    summed,
)
from clas_core.documents.territory_figures import BY_COMMUNES, OVERLAPPING, figures_of_territories, overlap
from clas_core.questions import SUBJECTS
from clas_core.statistics.taken_years import AMOUNTS
from clas_core.statistics.taken_years import FIGURES as TAKEN_FIGURES

_BESIDE_TAKEN = {
    "groups": "groups",
    "children": "children",
    "asked": "asked",
    "granted": "approved",
    "settled": "settled",
    "paid": "",
}
"""What each figure of a year that a file told stands beside; a year here says what was paid by funder."""


@blueprint.get("/caf/<slug>/<year>/statistiques", endpoint="statistics")
def show_statistics(slug: str, year: str) -> ResponseReturnValue:
    """Count a department's year."""
    context = current_context()
    expect_department(context, "statistics.read", slug)
    plugin, campaign = find_call(context, slug, year)
    told = year_beside(context, slug, str(campaign.school_year))
    counted = told.counted
    calls = plugin.department.calls_of(campaign.school_year) or [campaign]
    territories = [each for call in calls for each in call.territories]
    return render_template(
        "caf/statistics.html",
        department=plugin.department,
        campaign=campaign,
        here="statistics",
        beside=told,
        counted=counted,
        figures=FIGURES,
        breakdowns=breakdowns_of(told),
        territories=figures_of_territories(territories, counted["by_territory"]),
        territory_remarks=(BY_COMMUNES, *((OVERLAPPING,) if overlap(territories) else ())),
        funders_chart=chart_of_funders(counted["by_funder"]),
        funders_sum=summed(counted["by_funder"], "approved", "settled", "paid"),
        programmes_chart=chart_of_programmes(counted["by_programme"]),
        programmes_sum=summed(counted["by_programme"], "asked", "granted", "due"),
        subjects=SUBJECTS,
        taken_figures=TAKEN_FIGURES,
        taken_amounts=AMOUNTS,
        taken_beside=_BESIDE_TAKEN,
    )
