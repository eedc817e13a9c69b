"""The pages of the national team: what a year comes to over all departments."""

from clas_api.pages.national import statistics
from clas_api.pages.national.site import blueprint

__all__ = ["blueprint", "statistics"]
