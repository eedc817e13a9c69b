"""``/statistics/{year}/simulation``: a year under other figures, for the national team, and what fits an envelope."""

from collections import Counter
from typing import Any

from marshmallow import fields

from clas_api.services.year.moving_figures import begin_from, read_asked, simulate_nation
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.simulation_answers import SimulationSchema
from clas_core.errors import InvalidInput, Problem
from clas_core.fields import Line
from clas_core.simulation.levers import BONUS
from clas_core.strict import StrictSchema

blueprint = Blueprint("simulations", __name__, description="A year under other figures, and what fits an envelope")

_FIGURES = ("rate", "price_ceiling", "maximum", "maximum_follows_ceiling", "least", "most")


def _text(description: str) -> Line:
    return Line(load_default=None, longest=40, metadata={"description": description})


class SimulationQuerySchema(StrictSchema):
    rules = _text("the school year to begin from; the same year without it")
    rate = _text("a share by steps of 0.0001, `0.33`")
    price_ceiling = _text("euros; no part of the Ps but where the maximum follows it")
    maximum = _text("euros")
    maximum_follows_ceiling = _text("`true`: the maximum is the rate's share of the ceiling")
    least = _text("children of a group, at least")
    most = _text("children of a group, at most")
    bonus = fields.List(
        Line(longest=80),
        load_default=list,
        metadata={"description": "`children:350.00`, once for each bonus that is moved"},
    )
    lever = _text("what is moved to fit the envelope: `maximum`, `rate`, `ceiling`, `bonus:children` …")
    envelope = _text("euros; without it no reply is looked for")


@blueprint.get("/statistics/<year>/simulation")
@blueprint.query(SimulationQuerySchema)
@blueprint.answers(200, SimulationSchema)
def get_simulation(year: str, query: dict[str, Any]) -> dict[str, Any]:
    """Replay the groups deposited for a year under other figures, as it may be told outside of departments."""
    context = current_context()
    before, start = begin_from(context, year, query["rules"] or "")
    texts = {name: query[name] for name in _FIGURES if query[name] is not None} | _bonuses(query["bonus"])
    asked = read_asked(before, start, texts, lever=query["lever"] or "", envelope=query["envelope"] or "")
    return simulate_nation(context, asked).told


def _bonuses(given: list[str]) -> dict[str, str]:
    """Return the bonuses that are moved, by the names that figures have. Raises `InvalidInput`."""
    if len(given) > 20:
        raise InvalidInput([Problem(("bonus",), f"{len(given)} bonus : 20 au plus.")])
    read = [(name.strip(), text.strip()) for name, _, text in (each.partition(":") for each in given)]
    if twice := [name for name, times in Counter(name for name, _ in read).items() if times > 1]:
        raise InvalidInput([Problem(("bonus",), f"« {name} » a deux montants : gardez-en un.") for name in twice])
    return {BONUS + name: text for name, text in read}
