"""``/dossiers/{id}/attachments``: documents of a dossier."""

from io import SEEK_END
from typing import Any
from uuid import UUID

from flask import Response, request, send_file
from flask_smorest.fields import Upload

from clas_api.answers import Answer, Count, Key, Many, Moment, OneOf, Words
from clas_api.services.dossiers.attaching import (
    TOO_LARGE,
    attach,
    expect_document,
    list_documents,
    open_document,
)
from clas_api.services.dossiers.taking_out import take_out
from clas_api.store.models import EXAMINED
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint, View
from clas_api.v1.form_with_file import AROUND, read_form
from clas_api.v1.sending import Sent
from clas_core.dossiers import DOCUMENT_TYPES, LARGEST_DOCUMENT
from clas_core.fields import Identifier
from clas_core.strict import StrictSchema

blueprint = Blueprint("attachments", __name__, description="Documents of a dossier")


LARGEST_FORM = LARGEST_DOCUMENT + AROUND
"""In bytes, of a whole request."""


class NewAttachmentSchema(StrictSchema):
    kind = Identifier(required=True, metadata={"example": "statutes"})
    file = Upload(required=True)


class AttachmentSchema(Answer):
    id = Key()
    dossier = Key(of="dossier_id")
    kind = Words(example="statutes")
    filename = Words()
    media_type = Words()
    size = Count(about="in bytes")
    sha256 = Words()
    added_at = Moment()
    examined = OneOf(EXAMINED, allow_none=True, about="what the antivirus says; null where the installation has none")


class AttachmentsSchema(Answer):
    attachments = Many(AttachmentSchema)


@blueprint.get("/dossiers/<uuid:key>/attachments")
@blueprint.answers(200, AttachmentsSchema)
def get_attachments(key: UUID) -> dict[str, Any]:
    """List the documents of a dossier, the oldest first."""
    return {"attachments": list_documents(current_context(), key)}


@blueprint.post("/dossiers/<uuid:key>/attachments")
@blueprint.upload(NewAttachmentSchema)
@blueprint.answers(201, AttachmentSchema)
@blueprint.alt_response(200, schema=AttachmentSchema)
def post_attachment(key: UUID) -> Sent:
    """Join a document of at most 10 MiB to your dossier; joining the same one twice gives the first (200)."""
    context = current_context()
    expect_document(context, key)
    asked, file = read_form(
        "kind", largest=LARGEST_DOCUMENT, too_large=TOO_LARGE, summary="Le document n'est pas joint."
    )
    document, new = attach(context, key, asked["kind"], file.filename or "", file.stream)
    where = f"/dossiers/{key}/attachments/{document.id}"
    return Sent(value=document, status=201 if new else 200, location=where)


def _of_any_type(view: View) -> View:
    """Document an answer of each type that a document may have."""
    for media_type in sorted({each.media_type for each in DOCUMENT_TYPES.values()}):
        view = blueprint.response(200, {"type": "string", "format": "binary"}, content_type=media_type)(view)
    return view


@blueprint.delete("/dossiers/<uuid:key>/attachments/<uuid:attachment>")
@blueprint.response(204)
def delete_attachment(key: UUID, attachment: UUID) -> Response:
    """Take a document out of what you are writing; a deposit that holds it still does."""
    take_out(current_context(), key, attachment)
    return Response(status=204)


@blueprint.get("/dossiers/<uuid:key>/attachments/<uuid:attachment>")
@_of_any_type
def get_attachment(key: UUID, attachment: UUID) -> Response:
    """Download a document, as it was joined."""
    document, content = open_document(current_context(), key, attachment)
    size = content.seek(0, SEEK_END)
    content.seek(0)
    response = send_file(
        content,
        mimetype=document.media_type,
        as_attachment=True,
        download_name=document.filename,
        etag=document.sha256.removeprefix("sha256:"),
        max_age=None,
        conditional=False,
    )
    response.content_length = size
    response.make_conditional(request, accept_ranges=True, complete_length=size)
    # Whatever a browser makes of the bytes, it gives them no right: no script, no form, nothing of this service.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-cache"
    return response
