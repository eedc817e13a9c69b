"""The pages of the national team: its dashboard, rules from year to year, what a year comes to over all departments."""

from clas_api.pages.national import (
    comments,
    corrections,
    given_years,
    home,
    preparation,
    rules,
    simulation,
    statistics,
    years,
)
from clas_api.pages.national.site import blueprint

__all__ = [
    "blueprint",
    "comments",
    "corrections",
    "given_years",
    "home",
    "preparation",
    "rules",
    "simulation",
    "statistics",
    "years",
]
