"""What the check of a department's files says, for the national team: its files are read, none of its code is run."""

from datetime import date
from functools import lru_cache

from clas_api.context import Context
from clas_core.conformance import Report, check_installed
from clas_core.national import ReferentialLibrary

_MOST = 200
"""Departments that are kept checked: there are 101."""


def check_of(context: Context, slug: str) -> Report | None:
    """Return what the check of an installed department finds; `None` where it has no files. Raises `Forbidden`."""
    context.open("nation.read")
    return checked_today(slug, context.installation.library, context.now.date())


@lru_cache(maxsize=_MOST)
def checked_today(slug: str, library: ReferentialLibrary, today: date) -> Report | None:
    """Check once a day: what is installed does not change while a process lasts."""
    return check_installed(slug, library, today)
