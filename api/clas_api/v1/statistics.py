"""``/departments/{slug}/statistics/{year}`` and ``/statistics/{year}``: what a year comes to, counted from dossiers."""

from uuid import UUID

from flask import Response, jsonify
from marshmallow import fields

from clas_api.services.dossiers.next_year import NextYear, changes_since
from clas_api.services.year.statistics import department_statistics, national_statistics
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.schemas import amount, school_year
from clas_api.v1.year_answers import NextYearSchema
from clas_core.strict import StrictSchema

blueprint = Blueprint("statistics", __name__, description="What a year comes to; what the next one changes")


def _count() -> fields.Integer:
    return fields.Integer(required=True, allow_none=True)


class LineSchema(StrictSchema):
    """Figures of what has `key` in common; an amount that is not told is null, and so is all of a total."""

    key = fields.String(required=True)
    porteurs = _count()
    dossiers = _count()
    actions = _count()
    groups = _count()
    children = _count()
    adults = _count()
    asked = amount(required=True, allow_none=True)
    approved = amount(required=True, allow_none=True)
    settled = amount(required=True, allow_none=True)


class BoundsSchema(StrictSchema):
    """The least and the most that a count is, both of them possible."""

    least = fields.Integer(required=True)
    most = fields.Integer(required=True)


class TotalBetweenSchema(StrictSchema):
    """Between which bounds each count of a total is that is not told as it is."""

    porteurs = fields.Nested(BoundsSchema, required=True)
    dossiers = fields.Nested(BoundsSchema, required=True)
    actions = fields.Nested(BoundsSchema, required=True)
    groups = fields.Nested(BoundsSchema, required=True)
    children = fields.Nested(BoundsSchema, required=True)
    adults = fields.Nested(BoundsSchema, required=True)


class FunderLineSchema(StrictSchema):
    """What a funder gives in a year; the Caf has no name of a funder."""

    funder = fields.String(required=True, allow_none=True)
    payer = fields.String(required=True, allow_none=True)
    dossiers = fields.Integer(required=True)
    approved = amount(required=True)
    settled = amount(required=True)
    paid = amount(required=True, metadata={"description": "so far, less what was given back"})


class ProgrammeLineSchema(StrictSchema):
    """What another programme of the call than the Clas comes to in a year: none of it is in the other figures."""

    programme = fields.String(required=True)
    label = fields.String(required=True)
    payer = fields.String(required=True, allow_none=True, metadata={"description": "none where the Caf pays it"})
    dossiers = fields.Integer(required=True, metadata={"description": "that ask for it"})
    asked = amount(required=True)
    approved = fields.Integer(required=True, metadata={"description": "dossiers that get some of it"})
    granted = amount(required=True)
    due = amount(required=True, metadata={"description": "of those that are settled"})


class AnswerLineSchema(StrictSchema):
    """How many things were answered one way: a choice, `all`, a number (`answered`), or nothing (an empty key)."""

    key = fields.String(required=True)
    label = fields.String(required=True)
    porteurs = fields.Integer(required=True)
    answers = fields.Integer(required=True)
    total = fields.String(required=True, allow_none=True, metadata={"description": "what the numbers answered come to"})
    median = fields.String(required=True, allow_none=True, metadata={"description": "for the department itself alone"})


class CountedQuestionSchema(StrictSchema):
    question = fields.String(required=True)
    label = fields.String(required=True)
    subject = fields.String(required=True)
    kind = fields.String(required=True)
    lines = fields.List(fields.Nested(AnswerLineSchema), required=True)


_WITHHELD = (
    "0: everything is told. Else no smaller count is, nor what it could be worked out from: a total is null, a line is "
    "left out, a breakdown is empty; lines need not add up to the total. An amount that too few porteurs share is null."
)


class StatisticsSchema(StrictSchema):
    department = fields.String(required=True, allow_none=True)
    school_year = school_year(required=True)
    counted_at = fields.String(required=True, metadata={"format": "date-time"})
    least_shown = fields.Integer(required=True, metadata={"description": _WITHHELD})
    total = fields.Nested(LineSchema, required=True)
    total_between = fields.Nested(
        TotalBetweenSchema,
        required=True,
        allow_none=True,
        metadata={"description": "where the total is null, in bands of five; null where nothing may be told of it"},
    )
    retained = fields.Nested(LineSchema, required=True, metadata={"description": "the groups that were approved"})
    by_outcome = fields.List(fields.Nested(LineSchema), required=True)
    by_level = fields.List(fields.Nested(LineSchema), required=True)
    by_span = fields.List(
        fields.Nested(LineSchema),
        required=True,
        metadata={
            "description": "groups of one level, by it, and those of several: each once. To the department's own people"
        },
    )
    by_territory = fields.List(fields.Nested(LineSchema), required=True)
    by_nature = fields.List(fields.Nested(LineSchema), required=True)
    by_funder = fields.List(
        fields.Nested(FunderLineSchema), required=True, metadata={"description": "to the department's own people alone"}
    )
    by_programme = fields.List(
        fields.Nested(ProgrammeLineSchema),
        required=True,
        metadata={"description": "to the department's own people alone"},
    )
    answers = fields.List(
        fields.Nested(CountedQuestionSchema),
        required=True,
        metadata={"description": "to the questions that are counted: the nation's, and a department's own in its own"},
    )


@blueprint.get("/departments/<slug>/statistics/<year>")
@blueprint.response(200, StatisticsSchema)
def get_department_statistics(slug: str, year: str) -> Response:
    """Count a department's year: whole for its own people, without what gives small counts away for others."""
    return jsonify(department_statistics(current_context(), slug, year))


@blueprint.get("/statistics/<year>")
@blueprint.response(200, StatisticsSchema)
def get_national_statistics(year: str) -> Response:
    """Count the nation's year, without small counts. A porteur counts once in each department where it applies."""
    return jsonify(national_statistics(current_context(), year))


@blueprint.get("/dossiers/<uuid:key>/changes")
@blueprint.answers(200, NextYearSchema)
def get_changes(key: UUID) -> NextYear:
    """Say what was kept of the dossier that this one took up, what is to be said anew, and what the rules changed."""
    return changes_since(current_context(), key)
