"""The communes of a department, as a list that the browser suggests from: whoever types another is not refused."""

from functools import lru_cache

from markupsafe import Markup

from clas_core.communes import of_department
from clas_core.departments.territories import Territory

MOST_KEPT = 200
"""Lists that are kept: those of all departments, and of many territories."""


def suggested_communes(department: str, territory: Territory | None = None) -> Markup:
    """Return the list of the communes of a department, by its code: those of the `territory` of a call alone, where it
    says which they are. Nothing for a department that is not known."""
    listed = territory is not None and not territory.neighbourhoods and not territory.cantons
    return _written(department, territory.codes if territory is not None and listed else None)


@lru_cache(MOST_KEPT)
def _written(department: str, codes: frozenset[str] | None) -> Markup:
    """Write a list once, and not at each page."""
    communes = [each for each in of_department(department) if codes is None or codes & {each.code, each.whole}]
    if not communes:
        return Markup()
    options = Markup().join(Markup("<option>{}</option>").format(each.name) for each in communes)
    return Markup('<datalist id="communes">{}</datalist>').format(options)
