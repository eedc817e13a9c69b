"""The public holidays of France, on which nobody answers nor sits."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

_FIXED = {
    (1, 1): "jour de l'an",
    (5, 1): "fête du Travail",
    (5, 8): "victoire de 1945",
    (7, 14): "fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "armistice de 1918",
    (12, 25): "Noël",
}
_AFTER_EASTER = {1: "lundi de Pâques", 39: "Ascension", 50: "lundi de Pentecôte"}


@lru_cache(maxsize=64)
def holidays_of(year: int) -> Mapping[date, str]:
    """Return the eleven public holidays of a year with their names (Code du travail, article L3133-1)."""
    easter = _easter(year)
    moving = {easter + timedelta(days=days): name for days, name in _AFTER_EASTER.items()}
    return {date(year, month, day): name for (month, day), name in _FIXED.items()} | moving


def _easter(year: int) -> date:
    """Return the Easter Sunday of a year of the Gregorian calendar, by the algorithm that Butcher published in 1876."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)
