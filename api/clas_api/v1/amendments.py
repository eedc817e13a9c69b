"""``/departments/{slug}/campaigns/{year}/amendments``: what a Caf states of its published call."""

from typing import Any

from clas_api.answers import Answer, Count, Key, Moment, Named
from clas_api.services.rules.amending import amend_campaign
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.sending import Sent
from clas_core.departments.amendment_text import request_schema

blueprint = Blueprint("amendments", __name__, description="What a Caf states of its published call, with its source")


class AmendmentAnswerSchema(Answer):
    id = Key()
    number = Count(about="its rank among those of the call")
    content = Named(about="what was stated, on which day, by which document")
    stated_at = Moment()


@blueprint.post("/departments/<slug>/campaigns/<year>/amendments")
@blueprint.arguments(type(request_schema()))
@blueprint.answers(201, AmendmentAnswerSchema)
@blueprint.alt_response(200, schema=AmendmentAnswerSchema)
def post_amendment(asked: dict[str, Any], slug: str, year: str) -> Sent:
    """State what the file of a call leaves open, with its source; what the call then is, its address says."""
    row, new = amend_campaign(current_context(), slug, year, asked)
    return Sent(value=row, status=201 if new else 200)
