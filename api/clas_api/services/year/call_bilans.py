"""The bilan of a department's calls of a year, as a document, from what is counted of it."""

from typing import NamedTuple

from clas_api.context import Context
from clas_api.services.rules.kept_calls import calls_of_year, find_department, find_referential
from clas_api.services.year.statistics import year_beside
from clas_core.departments import DepartmentPlugin
from clas_core.documents import Document
from clas_core.documents.call_bilan import call_bilan
from clas_core.errors import NotFound, Unknown
from clas_core.statistics.year_told import YearTold
from clas_core.years import SchoolYear


class CallBilan(NamedTuple):
    """A department, what its year comes to, and the document that tells it."""

    plugin: DepartmentPlugin
    told: YearTold
    document: Document


def load_call_bilan(context: Context, slug: str, year: str) -> CallBilan:
    """Return the bilan of the calls of a year. Raises `NotFound` for what is no year of the department's calls, or for
    people of elsewhere, `Forbidden`, `UnknownDepartment`."""
    try:
        name = str(SchoolYear.parse(year))
    except ValueError:
        raise NotFound("Cette année scolaire") from None
    told = year_beside(context, slug, name)
    plugin = find_department(context, slug)
    calls = calls_of_year(context, slug, name)
    if not calls:
        raise NotFound("L'appel de cette année")
    try:
        referential = find_referential(context, name)
    except Unknown:
        referential = None
    return CallBilan(plugin, told, call_bilan(plugin.department, calls, told, referential))
