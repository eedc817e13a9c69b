"""What the pages of the national team say of figures that may be told, told between bounds, or not told."""

from collections.abc import Sequence

from clas_api.rendering.map import Shown
from clas_api.services.year.steering import Figures, Standing
from clas_api.words import STATES
from clas_core.departments import Campaign
from clas_core.money import write_euros
from clas_core.statistics.between import share_between
from clas_core.years import write_when

NOT_TOLD = "non communiqué"

DEPOSITED = {"porteurs": "Porteurs", "dossiers": "Dossiers", "groups": "Groupes", "children": "Enfants"}
"""The counts that the nation steers by, of what was deposited."""

KEY = {
    "full": "appel ouvert",
    "striped": "appel à venir ou annoncé",
    "dotted": "appel clos, ou pas d'appel cette année-là",
    "blank": "pas servi ici",
}
"""What the fills of the map mean."""

NOT_SERVED = Shown(fill="blank", words="pas servi sur cette plateforme")
_FILLS = {"open": "full", "upcoming": "striped", "announced": "striped", "closed": "dotted"}


def count_told(figures: Figures | None, name: str) -> str:
    """Write a count of what was deposited: as it is, between bounds, or that it is not told."""
    if figures is None:
        return "0"
    bounds = figures.bounds_of(name)
    if bounds is None:
        return NOT_TOLD
    low, high = bounds
    return _number(low) if low == high else f"{_number(low)} à {_number(high)}"


def retained_told(figures: Figures | None, name: str) -> str:
    """Write a count of what was retained."""
    value = 0 if figures is None else getattr(figures.retained, name)
    return NOT_TOLD if value is None else _number(value)


def amount_told(figures: Figures | None, name: str) -> str:
    """Write an amount: asked for, or granted to what was retained."""
    if figures is None:
        return write_euros(0)
    value = figures.total.asked if name == "asked" else figures.retained.approved
    return NOT_TOLD if value is None else write_euros(value)


def about(amount: str) -> str:
    """Write an amount without its cents, for where it is read at a glance: the table has them."""
    whole, comma, _ = amount.partition(",")
    return f"{whole}\u00a0€" if comma else amount


def age_told(days: int) -> str:
    """Write how long ago a figure was compared with its source; nothing for what a pinned day has not seen yet."""
    if days < 0:
        return ""
    return f", il y a {days} jour{'s' if days > 1 else ''}" if days else ", aujourd'hui"


def approval_told(figures: Figures | None) -> str:
    """Write the share of the dossiers deposited that were retained, whole or in part; nothing before a decision."""
    if figures is None or figures.retained.dossiers == 0:
        return "pas encore de décision"
    bounds, retained = figures.bounds_of("dossiers"), figures.retained.dossiers
    share = None if bounds is None or retained is None else share_between(retained, bounds)
    if share is None:
        return NOT_TOLD
    return f"{share[0]}\u00a0%" if share[0] == share[1] else f"{share[0]} à {share[1]}\u00a0%"


def call_told(campaign: Campaign, state: str) -> str:
    """Write a call with its days: ``2025-2026, ouvert, du 26 mai au 18 août 2025``."""
    calendar = campaign.calendar
    opens = f", ouverture {write_when(calendar.opens)}" if calendar.opens else ""
    closes = f", clôture {write_when(calendar.closes)}" if calendar.closes else ", clôture pas encore connue"
    return f"{campaign.title} : {STATES[state]}{opens}{closes}"


def on_the_map(standing: Standing, states: Sequence[str], address: str) -> Shown:
    """Return how a department is drawn: by the liveliest of its calls."""
    if standing.plugin is None:
        return Shown(fill="blank", words="indisponible pour l'instant", address=address)
    fills = [_FILLS[each] for each in states]
    fill = next((each for each in KEY if each in fills), "dotted")
    words = " ; ".join(f"appel {STATES[each]}" for each in states) or "pas d'appel cette année-là"
    return Shown(fill=fill, words=words, address=address)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")
