"""What the public pages say of departments: what state their calls are in, why one was found."""

from clas_api.rendering.map import Shown
from clas_core.communes import Commune
from clas_core.departments import Campaign
from clas_core.departments.looked_for import FoundDepartment
from clas_core.years import write_when

LISTED = {
    "open": "Appels ouverts",
    "upcoming": "Appels qui vont ouvrir",
    "announced": "Appels annoncés, dont la clôture n'est pas encore connue",
    "closed": "Appels clos",
}
"""The titles of what the home page lists, in its order."""

KEY = {"full": "appel ouvert", "striped": "appel à venir", "dotted": "appel clos", "blank": "pas encore ici"}
"""What the fills of the map mean."""

NOT_HERE = Shown(fill="blank", words="pas encore sur cette plateforme")
FAULTY = "indisponible pour l'instant"

_FILLS = {"open": "full", "upcoming": "striped", "announced": "striped", "closed": "dotted"}
_NAMED = 3
"""Communes that are named of those by which a department was found."""


def standing_of(campaign: Campaign, state: str) -> tuple[str, str]:
    """Return the fill of a department on the map, and what is said of it."""
    calendar = campaign.calendar
    closes, opens = (write_when(each) if each else "" for each in (calendar.closes, calendar.opens))
    words = {
        "open": f"appel {campaign.title} ouvert, clôture : {closes}",
        "upcoming": f"appel {campaign.title} à venir, ouverture : {opens}",
        "announced": f"appel {campaign.title} annoncé",
        "closed": f"appel {campaign.title} clos",
    }
    return _FILLS[state], words[state]


def why_found(found: FoundDepartment) -> str:
    """Say in a sentence why a department answers what was typed; nothing where its name says it."""
    if found.near and not found.communes:
        return {
            "postal_code": "Ce code postal n'est pas dans la liste de La Poste : ses premiers chiffres sont ceux de ce "
            "département.",
        }.get(found.by, "Rien ne s'écrit tout à fait ainsi : c'est le nom le plus proche.")
    if not found.communes:
        return ""
    one = len(found.communes) == 1
    where = "est dans ce département." if one else "sont dans ce département."
    sentence = f"{_listed(found.communes)} {where}"
    return f"Rien ne s'écrit tout à fait ainsi ; {sentence}" if found.near else sentence


def _listed(communes: tuple[Commune, ...]) -> str:
    named = [f"{each.name} ({each.postal_codes[0]})" if each.postal_codes else each.name for each in communes[:_NAMED]]
    more = len(communes) - len(named)
    if more:
        return f"{', '.join(named)} et {more} autre{'s' if more > 1 else ''} commune{'s' if more > 1 else ''}"
    return f"{', '.join(named[:-1])} et {named[-1]}" if len(named) > 1 else named[0]
