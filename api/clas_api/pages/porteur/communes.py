"""The communes of a department, as a list that the browser suggests from: whoever types another is not refused."""

from functools import lru_cache

from markupsafe import Markup

from clas_core.communes import of_department

MOST_KEPT = 110
"""Departments whose list is kept: all of them."""


@lru_cache(MOST_KEPT)
def suggested_communes(department: str) -> Markup:
    """Return the list of the communes of a department, by its code; nothing for a department that is not known.

    Written once, and not at each page.
    """
    communes = of_department(department)
    if not communes:
        return Markup()
    options = Markup().join(Markup("<option>{}</option>").format(each.name) for each in communes)
    return Markup('<datalist id="communes">{}</datalist>').format(options)
