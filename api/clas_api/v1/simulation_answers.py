"""What is answered of a simulation: amounts and values are text already, as they are told."""

from typing import get_args

from clas_api.answers import EUROS, SCHOOL_YEAR, Answer, Anything, Count, Flag, Many, Moment, One, OneOf, Words
from clas_core.national import Status
from clas_core.simulation.best_reply import OUTCOMES
from clas_core.simulation.fates import FATES


def _euros(*, allow_none: bool = False) -> Words:
    return Words(metadata=EUROS, allow_none=allow_none)


class SimulatedGroupsSchema(Answer):
    groups = Count()
    children = Count()
    before = _euros()
    after = _euros()
    difference = _euros()


class SimulatedFateSchema(SimulatedGroupsSchema):
    fate = OneOf(FATES)
    label = Words()


class SimulatedDepartmentSchema(Answer):
    department = Words()
    total = One(SimulatedGroupsSchema, allow_none=True, about="null where it is not told")


class SimulatedSizesSchema(Answer):
    least = Count()
    most = Count()


class SimulatedFiguresSchema(Answer):
    school_year = Words(metadata=SCHOOL_YEAR)
    status = OneOf(get_args(Status))
    digest = Words()
    rate = Words(example="0.3300")
    price_ceiling = _euros()
    maximum = _euros()
    maximum_follows_ceiling = Flag(about="the maximum is the rate's share of the ceiling")
    bonuses = Anything(about="euros of each bonus, by its identifier")
    children = One(SimulatedSizesSchema, allow_none=True)
    provisional = Flag()


class RefusingSchema(Answer):
    criterion = Words()
    message = Words()
    groups = Count()


class CurvePointSchema(Answer):
    value = Words(about="of the lever: euros, or a share")
    total = _euros()


class BestReplySchema(Answer):
    """The largest value of a lever with which the nation stays within an envelope; null where it may not be told."""

    lever = Words()
    label = Words()
    envelope = _euros()
    present = Words(about="the value of the lever as it is")
    outcome = OneOf(OUTCOMES, allow_none=True)
    said = Words()
    value = Words(allow_none=True)
    total = _euros(allow_none=True)
    left = _euros(allow_none=True)
    by_fate = Many(SimulatedFateSchema)
    by_department = Many(SimulatedDepartmentSchema)
    curve = Many(CurvePointSchema)


class SimulationSchema(Answer):
    school_year = Words(metadata=SCHOOL_YEAR)
    before = One(SimulatedFiguresSchema)
    after = One(SimulatedFiguresSchema)
    provisional = Flag()
    least_shown = Count(about="no smaller count is told, nor what it could be worked out from")
    total = One(SimulatedGroupsSchema, allow_none=True)
    by_fate = Many(SimulatedFateSchema)
    by_department = Many(SimulatedDepartmentSchema)
    refused_by = Many(RefusingSchema, allow_none=True, about="null where it is not told")
    reply = One(BestReplySchema, allow_none=True)
    counted_at = Moment()
