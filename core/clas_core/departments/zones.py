"""Where a department stands in time: the hour that its clocks show when a deadline falls in Paris, and the zone of its
school holidays.

Sources: the IANA time zone database, for the hours; the order of 7 December 2022 for the zones of academies, and the
education code for which departments an academy has. Corsica and overseas academies set their own holidays: no zone.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from clas_core.years import write_day, write_when

_OVERSEAS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "971": ("America/Guadeloupe", "en Guadeloupe"),
        "972": ("America/Martinique", "en Martinique"),
        "973": ("America/Cayenne", "en Guyane"),
        "974": ("Indian/Reunion", "à La Réunion"),
        "976": ("Indian/Mayotte", "à Mayotte"),
        "977": ("America/St_Barthelemy", "à Saint-Barthélemy"),
        "978": ("America/Marigot", "à Saint-Martin"),
        "986": ("Pacific/Wallis", "à Wallis-et-Futuna"),
        "987": ("Pacific/Tahiti", "à Tahiti"),
        "988": ("Pacific/Noumea", "en Nouvelle-Calédonie"),
    }
)

_ACADEMIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "A": {
            "Besançon": "25 39 70 90",
            "Bordeaux": "24 33 40 47 64",
            "Clermont-Ferrand": "03 15 43 63",
            "Dijon": "21 58 71 89",
            "Grenoble": "07 26 38 73 74",
            "Limoges": "19 23 87",
            "Lyon": "01 42 69",
            "Poitiers": "16 17 79 86",
        },
        "B": {
            "Aix-Marseille": "04 05 13 84",
            "Amiens": "02 60 80",
            "Lille": "59 62",
            "Nancy-Metz": "54 55 57 88",
            "Nantes": "44 49 53 72 85",
            "Nice": "06 83",
            "Normandie": "14 27 50 61 76",
            "Orléans-Tours": "18 28 36 37 41 45",
            "Reims": "08 10 51 52",
            "Rennes": "22 29 35 56",
            "Strasbourg": "67 68",
        },
        "C": {
            "Créteil": "77 93 94",
            "Montpellier": "11 30 34 48 66",
            "Paris": "75",
            "Toulouse": "09 12 31 32 46 65 81 82",
            "Versailles": "78 91 92 95",
        },
    }
)

SCHOOL_ZONES: Mapping[str, str] = MappingProxyType(
    {code: zone for zone, academies in _ACADEMIES.items() for codes in academies.values() for code in codes.split()}
)
"""The zone of the school holidays of each department that has one, by its code."""


def write_there(moment: datetime, code: str) -> str:
    """Say a moment as the clocks of an overseas department show it: ``soit le 19 août 2025 à 1 h 59 à La Réunion``;
    nothing for a department that lives by the hour of Paris."""
    overseas = _OVERSEAS.get(code)
    if overseas is None:
        return ""
    zone, where = overseas
    there = moment.astimezone(ZoneInfo(zone))
    return f"soit le {write_day(there.date())} à {there.hour} h {there.minute:02d} {where}"


def write_deadline(moment: datetime, code: str) -> str:
    """Write a deadline in the words of a department: ``18 août 2025 à 23 h 59``, and for one overseas by its clocks
    too, since Paris decides and nobody there lives by it."""
    there = write_there(moment, code)
    return f"{write_when(moment)} (heure de Paris), {there}" if there else write_when(moment)
