"""``/statistics/{year}/simulation``: a year under other figures, for the national team, and what fits an envelope."""

from flask import Response, jsonify
from marshmallow import fields

from clas_api.services.year.simulating import begin_from, read_asked, simulate_nation
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.schemas import amount, school_year
from clas_core.errors import InvalidInput, Problem
from clas_core.fields import Line
from clas_core.simulation.levers import BONUS
from clas_core.strict import StrictSchema

blueprint = Blueprint("simulations", __name__, description="A year under other figures, and what fits an envelope")

_FIGURES = ("rate", "price_ceiling", "maximum", "maximum_follows_ceiling", "least", "most")


def _text(description: str) -> Line:
    return Line(load_default="", longest=40, metadata={"description": description})


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


class SimulatedCellSchema(StrictSchema):
    groups = fields.Integer(required=True)
    children = fields.Integer(required=True)
    before = amount(required=True)
    after = amount(required=True)
    difference = amount(required=True)


class SimulatedFateSchema(SimulatedCellSchema):
    fate = fields.String(required=True)
    label = fields.String(required=True)


class SimulatedDepartmentSchema(StrictSchema):
    department = fields.String(required=True)
    total = fields.Nested(
        SimulatedCellSchema, required=True, allow_none=True, metadata={"description": "null where it is not told"}
    )


class SizesSchema(StrictSchema):
    least = fields.Integer(required=True)
    most = fields.Integer(required=True)


class FiguresSchema(StrictSchema):
    school_year = school_year(required=True)
    status = fields.String(required=True)
    digest = fields.String(required=True)
    rate = fields.String(required=True, metadata={"example": "0.3300"})
    price_ceiling = amount(required=True)
    maximum = amount(required=True)
    maximum_follows_ceiling = fields.Boolean(required=True)
    bonuses = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    children = fields.Nested(SizesSchema, required=True, allow_none=True)
    provisional = fields.Boolean(required=True)


class RefusingSchema(StrictSchema):
    criterion = fields.String(required=True)
    message = fields.String(required=True)
    groups = fields.Integer(required=True)


class CurvePointSchema(StrictSchema):
    value = fields.String(required=True)
    total = amount(required=True)


class ReplySchema(StrictSchema):
    """The largest value of a lever with which the nation stays within an envelope; null where it may not be told."""

    lever = fields.String(required=True)
    label = fields.String(required=True)
    envelope = amount(required=True)
    present = fields.String(required=True)
    outcome = fields.String(required=True, allow_none=True)
    said = fields.String(required=True)
    value = fields.String(required=True, allow_none=True)
    total = amount(required=True, allow_none=True)
    left = amount(required=True, allow_none=True)
    by_fate = fields.List(fields.Nested(SimulatedFateSchema), required=True)
    by_department = fields.List(fields.Nested(SimulatedDepartmentSchema), required=True)
    curve = fields.List(fields.Nested(CurvePointSchema), required=True)


class SimulationSchema(StrictSchema):
    school_year = school_year(required=True)
    before = fields.Nested(FiguresSchema, required=True)
    after = fields.Nested(FiguresSchema, required=True)
    provisional = fields.Boolean(required=True)
    least_shown = fields.Integer(required=True, metadata={"description": "no smaller count is told"})
    total = fields.Nested(SimulatedCellSchema, required=True, allow_none=True)
    by_fate = fields.List(fields.Nested(SimulatedFateSchema), required=True)
    by_department = fields.List(fields.Nested(SimulatedDepartmentSchema), required=True)
    refused_by = fields.List(fields.Nested(RefusingSchema), required=True, allow_none=True)
    reply = fields.Nested(ReplySchema, required=True, allow_none=True)
    counted_at = fields.String(required=True, metadata={"format": "date-time"})


@blueprint.get("/statistics/<year>/simulation")
@blueprint.query(SimulationQuerySchema)
@blueprint.response(200, SimulationSchema)
def get_simulation(year: str, query: dict[str, object]) -> Response:
    """Replay the groups deposited for a year under other figures, as it may be told outside of departments."""
    context = current_context()
    before, start = begin_from(context, year, str(query["rules"]))
    texts = {name: str(query[name]) for name in _FIGURES if query[name]} | _bonuses(query["bonus"])
    asked = read_asked(before, start, texts, lever=str(query["lever"]), envelope=str(query["envelope"]))
    return jsonify(simulate_nation(context, asked).told)


def _bonuses(given: object) -> dict[str, str]:
    """Return the bonuses that are moved, by the names that figures have. Raises `InvalidInput`."""
    assert isinstance(given, list)
    if len(given) > 20:
        raise InvalidInput([Problem(("bonus",), f"{len(given)} bonus : 20 au plus.")])
    return {BONUS + name.strip(): text.strip() for name, _, text in (each.partition(":") for each in given)}
