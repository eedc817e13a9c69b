"""``/referentials/{year}/comments``: what Cafs say of a draft of national rules, and what they are answered."""

from typing import Any
from uuid import UUID

from flask import Response

from clas_api.answers import Answer, Count, Flag, Key, Many, Moment, OneOf, Words, Year
from clas_api.security.permissions import holds
from clas_api.services.rules.answering_comments import answer_comment, hear
from clas_api.services.rules.consultation_requests import CommentAnswerSchema, CommentSchema, CommentTextSchema
from clas_api.services.rules.consulting import (
    change_comment,
    digest_of_rules,
    give_comment,
    is_open,
    list_own,
    withdraw_comment,
)
from clas_api.store.models import RuleComment
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.sending import Sent
from clas_core.national.outcomes import OUTCOMES

blueprint = Blueprint("consultations", __name__, description="What Cafs say of a draft of national rules")


class RuleCommentSchema(Answer):
    id = Key()
    school_year = Year()
    department = Words()
    place = Words(about="the item of the draft, as `ps.maximum` or `criteria.group.children`; `whole` for all of it")
    text = Words()
    draft = Words(of="digest", about="the digest of the draft that it was written of")
    role = OneOf(("agent", "head"), about="of whoever wrote it, who is not named")
    written_at = Moment()
    changed_at = Moment()
    outcome = OneOf(tuple(OUTCOMES), allow_none=True, about="null until it is answered")
    reason = Words(allow_none=True)
    answered_at = Moment(allow_none=True)
    revision = Count(about="what an answer says in `If-Match`")


class PublicAnswerSchema(Answer):
    place = Words()
    outcome = OneOf(tuple(OUTCOMES))
    reason = Words()
    answered_at = Moment()


class RuleCommentsSchema(Answer):
    school_year = Year()
    open = Flag(about="whether comments are taken")
    draft = Words(about="the digest of the rules as they are now")
    comments = Many(RuleCommentSchema, about="of the departments of whoever asks; of all, for the national team")
    answers = Many(PublicAnswerSchema, about="what other departments were answered, which are not named")


@blueprint.get("/referentials/<year>/comments")
@blueprint.answers(200, RuleCommentsSchema)
def get_comments(year: str) -> dict[str, Any]:
    """List what is said of a year, and what was answered."""
    context = current_context()
    comments, answers = (
        (hear(context, year).comments, []) if holds(context.who, "consultations.answer") else list_own(context, year)
    )
    referential = context.installation.library.parse(year)
    return {
        "school_year": str(referential.school_year),
        "open": is_open(referential),
        "draft": digest_of_rules(referential.text),
        "comments": comments,
        "answers": answers,
    }


@blueprint.post("/referentials/<year>/comments")
@blueprint.arguments(CommentSchema)
@blueprint.answers(201, RuleCommentSchema)
@blueprint.alt_response(200, schema=RuleCommentSchema)
def post_comment(asked: dict[str, Any], year: str) -> Sent:
    """Say something of an item of a draft that is in consultation; the same, twice, is one."""
    row, new = give_comment(current_context(), year=year, **asked)
    return Sent(value=row, status=201 if new else 200, revision=row.revision)


@blueprint.patch("/referentials/<year>/comments/<uuid:key>")
@blueprint.arguments(CommentTextSchema)
@blueprint.answers(200, RuleCommentSchema)
@if_match(blueprint)
def patch_comment(asked: dict[str, Any], year: str, key: UUID) -> Sent:
    """Say it otherwise, of the draft as it is now, until it is answered."""
    row = change_comment(current_context(), year, key, **asked, revision=asked_revision())
    return Sent(value=row, revision=row.revision)


@blueprint.delete("/referentials/<year>/comments/<uuid:key>")
@blueprint.response(204)
@if_match(blueprint)
def delete_comment(year: str, key: UUID) -> Response:
    """Take a comment back, until it is answered."""
    withdraw_comment(current_context(), year, key, revision=asked_revision())
    return Response(status=204)


@blueprint.put("/referentials/<year>/comments/<uuid:key>/answer")
@blueprint.arguments(CommentAnswerSchema)
@blueprint.answers(200, RuleCommentSchema)
@if_match(blueprint)
def put_answer(asked: dict[str, Any], year: str, key: UUID) -> Sent:
    """Answer a comment, for the national team, or answer it otherwise; its author is told by mail."""
    row: RuleComment = answer_comment(current_context(), key, year=year, **asked, revision=asked_revision())
    return Sent(value=row, revision=row.revision)
