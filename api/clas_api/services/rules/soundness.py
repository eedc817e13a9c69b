"""What the check of a department's files says, for the national team: its files are read, none of its code is run."""

from datetime import date
from functools import lru_cache

from clas_api.context import Context
from clas_core.conformance import Report
from clas_core.national import ReferentialLibrary


def check_of(context: Context, slug: str) -> Report | None:
    """Return what the check of an installed department finds; `None` where it has no files. Raises `Forbidden`."""
    context.open("nation.read")
    return checked_today(slug, context.installation.library, context.now.date())


def checked_today(slug: str, library: ReferentialLibrary, today: date) -> Report | None:
    """Check once a day: what is installed does not change while a process lasts."""
    from clas_core.conformance.checking import check_installed  # long to load, and only a few pages ask for it

    kept = _kept(library, today)
    if slug not in kept:
        kept[slug] = check_installed(slug, library, today)
    return kept[slug]


def is_checked_today(slug: str, library: ReferentialLibrary, today: date) -> bool:
    """Tell whether a department was checked already, so that its report is there at once."""
    return slug in _kept(library, today)


@lru_cache(maxsize=1)
def _kept(library: ReferentialLibrary, today: date) -> dict[str, Report | None]:
    """The reports of a day, by department: of those that are installed, 101 at most."""
    return {}
