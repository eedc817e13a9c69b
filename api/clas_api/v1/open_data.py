"""``/open-data`` and ``/departments/{slug}/campaigns/{year}/open-data``: what is published of what is granted."""

from collections.abc import Mapping
from typing import Any

from clas_api.answers import Answer, Call, Count, Day, Flag, Many, Moment, Money, One, OneOf, Words
from clas_api.services.outward.publication_requests import PublicationSchema
from clas_api.services.outward.publications import list_published, published_of
from clas_api.services.outward.publishing import Preview, preview_publication, publish_call
from clas_api.store.models import Publication
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.revisions import changed_within
from clas_api.v1.sending import Sent
from clas_core.open_data import REASONS, kept_award
from clas_core.open_data.award import STANDINGS

blueprint = Blueprint("open-data", __name__, description="What is published of what is granted")


class GiverSchema(Answer):
    name = Words()
    siret = Words(about="empty where the file of the department gives none")


class AwardSchema(Answer):
    receipt = Words()
    reference = Words(about="of the decision, unique")
    deposited_on = Day()
    decided_on = Day()
    notified_on = Day()
    name = Words()
    siret = Words()
    rna = Words(about="empty where there is none")
    purpose = Words()
    asked = Money()
    amount = Money(of="cents")
    pays_from = Day()
    pays_until = Day()
    standing = OneOf(STANDINGS)
    replaces = Words(about="the reference that this one corrects, empty for none")
    before = Money(allow_none=True, about="what was granted before it was corrected or withdrawn")


class WithheldSchema(Answer):
    receipt = Words(of="award.receipt")
    amount = Money(of="award.cents")
    reasons = Many(OneOf(REASONS))
    messages = Many(Words(), of="words")


class PreviewSchema(Answer):
    giver = One(GiverSchema)
    awards = Many(AwardSchema)
    withheld = Many(WithheldSchema)
    changes = Flag(about="whether publishing now would say anything else than what is public")
    seen = Words(about="names this preview: whoever publishes says which one they have read")


class PublicationAnswerSchema(Answer):
    department = Words()
    call = Call()
    number = Count(about="its rank among those of the call")
    published_at = Moment()
    giver = One(GiverSchema)
    awards = Many(AwardSchema)


class PublishedCallSchema(Answer):
    department = Words(of="slug")
    call = Call()
    number = Count(of="publication.number")
    published_at = Moment(of="publication.published_at")
    awards = Count(of=lambda each: len(each.publication.awards))


class PublishedCallsSchema(Answer):
    items = Many(PublishedCallSchema)


@blueprint.get("/open-data")
@blueprint.answers(200, PublishedCallsSchema)
def get_published() -> dict[str, Any]:
    """List the calls of which something was published, the latest year first; anybody may."""
    return {"items": list_published(current_context())}


@blueprint.get("/departments/<slug>/campaigns/<year>/open-data")
@blueprint.answers(200, PublicationAnswerSchema)
def get_publication(slug: str, year: str) -> Mapping[str, Any]:
    """Tell what was published last of a call; anybody may. Its files are at ``/open-data/{slug}/{year}/{format}``."""
    return _shown(published_of(current_context(), slug, year))


@blueprint.get("/departments/<slug>/campaigns/<year>/open-data/preview")
@blueprint.answers(200, PreviewSchema)
def get_preview(slug: str, year: str) -> Preview:
    """Tell the Caf what would be public of a call, what would not, and why. Nothing is published."""
    return preview_publication(current_context(), slug, year)


@blueprint.post("/departments/<slug>/campaigns/<year>/open-data")
@blueprint.arguments(PublicationSchema)
@blueprint.answers(201, PublicationAnswerSchema)
@blueprint.alt_response(200, schema=PublicationAnswerSchema)
@changed_within(blueprint)
def post_publication(asked: dict[str, Any], slug: str, year: str) -> Sent:
    """Publish what a preview said, while it still says so."""
    row, new = publish_call(current_context(), slug, year, seen=asked["seen"])
    return Sent(value=_shown(row), status=201 if new else 200)


def _shown(row: Publication) -> Mapping[str, Any]:
    return {
        "department": row.department,
        "call": row.call,
        "number": row.number,
        "published_at": row.published_at,
        "giver": row.giver,
        "awards": [kept_award(each) for each in row.awards],
    }
