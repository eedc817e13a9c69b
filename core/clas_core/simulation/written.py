"""A simulation as one JSON document: the same for the page, the service and the command."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from clas_core.money import amount_text
from clas_core.simulation.best_reply import Reply
from clas_core.simulation.fates import Cell, Fate
from clas_core.simulation.levers import lever_of
from clas_core.simulation.scenario import Scenario
from clas_core.simulation.telling import ToldFates

FATES_SAID: Mapping[Fate, str] = MappingProxyType(
    {
        "gains": "gagnent",
        "loses": "perdent",
        "not_eligible_now": "ne sont plus éligibles",
        "eligible_now": "deviennent éligibles",
        "same": "reçoivent autant",
        "refused": "ne sont éligibles ni avant ni après",
    }
)

OUTCOMES_SAID = MappingProxyType(
    {
        "fits": "La plus grande valeur qui tient dans l'enveloppe.",
        "all_fit": "Même la plus grande valeur tient dans l'enveloppe : ce levier seul ne l'atteint jamais.",
        "none_fits": "Même la plus petite valeur dépasse l'enveloppe : ce levier seul ne suffit pas.",
        "no_effect": "Aucun groupe n'est payé selon ce levier : le déplacer ne change rien.",
    }
)


NOT_TOLD = "Trop peu de groupes changeraient pour que la réponse soit donnée sans les désigner."


def figures_json(scenario: Scenario) -> dict[str, Any]:
    """Return the figures of a scenario as JSON values."""
    sizes = scenario.sizes
    return {
        "school_year": str(scenario.referential.school_year),
        "status": scenario.referential.status,
        "digest": scenario.referential.digest,
        "rate": lever_of(scenario, "rate").as_json(scenario.rate),
        "price_ceiling": amount_text(scenario.ceiling),
        "maximum": amount_text(scenario.maximum),
        "maximum_follows_ceiling": scenario.follows,
        "bonuses": {name: amount_text(cents) for name, cents in scenario.bonuses.items()},
        "children": None if sizes is None else {"least": sizes[0], "most": sizes[1]},
        "provisional": scenario.provisional,
    }


def simulation_json(
    year: str, before: Scenario, after: Scenario, told: ToldFates, reply: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what a simulation of the groups of a year says, as JSON values; what is not told is null, or not there."""
    criteria = {each.id: each for _, each in after.rules.criteria}
    return {
        "school_year": year,
        "before": figures_json(before),
        "after": figures_json(after),
        "provisional": before.provisional or after.provisional,
        "least_shown": told.least_shown,
        "total": None if told.nation is None else cell_json(told.nation),
        "by_fate": [
            {"fate": fate, "label": FATES_SAID[fate], **cell_json(told.by_fate[fate])}
            for fate in FATES_SAID
            if fate in told.by_fate and told.by_fate[fate].groups
        ],
        "by_department": [
            {"department": slug, "total": None if cell is None else cell_json(cell)}
            for slug, cell in sorted(told.departments.items())
        ],
        "refused_by": None
        if told.refused_by is None
        else [
            {"criterion": each, "message": criteria[each].message, "groups": count}
            for each, count in told.refused_by.items()
        ],
        "reply": reply,
    }


def cell_json(cell: Cell) -> dict[str, Any]:
    """Return figures of some groups as JSON values."""
    amounts = {name: amount_text(getattr(cell, name)) for name in ("before", "after", "difference")}
    return {"groups": cell.groups, "children": cell.children, **amounts}


def reply_json(reply: Reply, told: ToldFates) -> dict[str, Any]:
    """Return the best reply to an envelope as JSON values, with whom it changes as far as it may be told.

    Where the nation may not be told what it comes to, neither is the value: it would say it.
    """
    lever, secret = reply.lever, told.nation is None
    shown = None if secret else reply
    return {
        "lever": lever.id,
        "label": lever.label,
        "envelope": amount_text(reply.envelope),
        "present": lever.as_json(reply.present),
        "outcome": None if shown is None else shown.outcome,
        "said": NOT_TOLD if shown is None else reply_said(shown),
        "value": None if shown is None or shown.value is None else lever.as_json(shown.value),
        "total": None if shown is None else amount_text(shown.total),
        "left": None if shown is None else amount_text(shown.left),
        "by_fate": [
            {"fate": fate, "label": FATES_SAID[fate], **cell_json(told.by_fate[fate])}
            for fate in FATES_SAID
            if fate in told.by_fate and told.by_fate[fate].groups
        ],
        "by_department": [
            {"department": slug, "total": None if cell is None else cell_json(cell)}
            for slug, cell in sorted(told.departments.items())
        ],
        "curve": []
        if shown is None
        else [{"value": lever.as_json(value), "total": amount_text(total)} for value, total in shown.curve],
    }


def reply_said(reply: Reply) -> str:
    """Say in a sentence or two what a reply is worth."""
    beyond = " Le maximum trouvé dépasse le prix plafond : relevez aussi le plafond." if reply.beyond_ceiling else ""
    return OUTCOMES_SAID[reply.outcome] + beyond
