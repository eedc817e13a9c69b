"""What a year of a department comes to, as tables."""

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.site import blueprint
from clas_api.services.rules.kept_calls import find_call
from clas_api.services.year.statistics import department_statistics
from clas_api.store.statistics import PENDING
from clas_core.dossiers.lifecycle import STATES
from clas_core.eligibility import LEVELS
from clas_core.porteurs import NATURES
from clas_core.questions import SUBJECTS


@blueprint.get("/caf/<slug>/<year>/statistiques", endpoint="statistics")
def show_statistics(slug: str, year: str) -> ResponseReturnValue:
    """Count a department's year."""
    context = current_context()
    expect_department(context, "statistics.read", slug)
    plugin, campaign = find_call(context, slug, year)
    words: Mapping[str, Mapping[str, str]] = {
        "outcome": {**{str(state): name for state, name in STATES.items()}, PENDING: "pas encore décidé"},
        "level": LEVELS,
        "nature": NATURES,
        "territory": {"": "commune non dite"},
        "subject": SUBJECTS,
    }
    counted = department_statistics(context, slug, str(campaign.school_year))
    for name in ("outcome", "level"):  # in the order of the year and of school, not of the alphabet
        order = list(words[name])
        counted[f"by_{name}"].sort(key=lambda line: order.index(line["key"]) if line["key"] in order else len(order))
    return render_template(
        "caf/statistics.html",
        department=plugin.department,
        campaign=campaign,
        here="statistics",
        counted=counted,
        in_several_levels=sum(each["groups"] for each in counted["by_level"]) > counted["total"]["groups"],
        words=words,
    )
