"""What a year comes to over all departments, and what was answered to the questions that the nation counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from clas_api.pages.asking import current_context
from clas_api.pages.national.site import blueprint
from clas_api.refusals import NotSignedIn
from clas_api.services.year.statistics import national_year
from clas_core.departments.absent import plain_name
from clas_core.questions import SUBJECTS


@blueprint.get("/statistiques/<year>", endpoint="statistics")
def show_national_statistics(year: str) -> ResponseReturnValue:
    """Count the nation's year, as it may be told outside of departments."""
    context = current_context()
    if not context.who.signed_in:
        raise NotSignedIn
    counted, departments = national_year(context, year)
    names = {each.slug: each.department.name for each in context.installation.registry}
    return render_template(
        "national/statistics.html",
        year=counted["school_year"],
        years=[str(each) for each in reversed(context.installation.library.years)],
        counted=counted,
        counted_at=datetime.fromisoformat(counted["counted_at"]),
        departments_of={each["question"]: _told(each["question"], departments, names) for each in counted["answers"]},
        subjects=SUBJECTS,
    )


def _told(
    question: str, departments: Mapping[str, Sequence[Mapping[str, Any]]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return what may be told of each department of the answers to a question, by the names of these."""
    found = [
        {"name": names.get(slug) or plain_name(slug), "lines": each["lines"]}
        for slug, answers in departments.items()
        for each in answers
        if each["question"] == question and each["lines"]
    ]
    return sorted(found, key=lambda each: str(each["name"]))
