"""``/dossiers``: drafts, checks, deposits, versions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from clas_api.answers import Beside
from clas_api.context import Context
from clas_api.refusals import NotServed
from clas_api.services.dossiers.asked_since import changed_questions
from clas_api.services.dossiers.depositing import deposit
from clas_api.services.dossiers.dossier_requests import DepositRequestSchema, NewDossierSchema
from clas_api.services.dossiers.drafting import check, remove_draft, save_dossier, start_dossier
from clas_api.services.dossiers.moving import is_writable
from clas_api.services.dossiers.reading import (
    compare_versions,
    content_for,
    is_of_porteur,
    list_dossiers,
    list_versions,
    load_dossier,
    load_version,
    state_for,
)
from clas_api.services.dossiers.receipts import ReceiptSchema
from clas_api.services.dossiers.shown_answers import shown_content
from clas_api.services.dossiers.timing import deadline_of, out_of_time
from clas_api.services.rules.call_requests import call_asked
from clas_api.services.rules.campaigns import call_of
from clas_api.services.rules.kept_calls import not_served
from clas_api.services.year.ending import withdraw_dossier
from clas_api.services.year.year_requests import EndingReasonSchema
from clas_api.store import places
from clas_api.store.dossier_lists import Search
from clas_api.store.models import DossierRow
from clas_api.store.orders import order_of
from clas_api.v1.answer_keys import answer_key_header, asked_answer_key
from clas_api.v1.asking import current_context
from clas_api.v1.body import Blueprint
from clas_api.v1.catalogue_serializers import plain
from clas_api.v1.dossier_answers import (
    DossierPageSchema,
    DossierSchema,
    DossierSummarySchema,
    ValueChangesSchema,
    VersionSchema,
    VersionsSchema,
    seen_dossier,
)
from clas_api.v1.dossier_schemas import (
    DossierQuerySchema,
    SectionsSchema,
    assignee_of,
)
from clas_api.v1.kept_forms import DossierCheckSchema
from clas_api.v1.paging import PageQuerySchema, page, place_of
from clas_api.v1.revisions import asked_revision, if_match
from clas_api.v1.sending import Sent, sent
from clas_core.dossiers import check_json

blueprint = Blueprint("dossiers", __name__, description="Dossiers: drafts, checks, deposits, versions")


def _shown(context: Context, row: DossierRow, **options: Any) -> Sent:
    deadline, notice = _time_left(context, row)
    state = state_for(context, row)
    content = shown_content(context, row, content_for(context, row))
    return sent(seen_dossier(row, state, deadline=deadline, notice=notice, content=content), **options)


def _time_left(context: Context, row: DossierRow) -> tuple[datetime | None, str | None]:
    """Return until when a dossier is deposited, as far as it is known, and why it is not now, to its porteur."""
    own = is_writable(row) and is_of_porteur(context, row)
    try:
        call = call_of(context, row)
    except NotServed as refusal:
        return None, refusal.message if own else None
    refused = out_of_time(context, row, call) if call.served else not_served(context, row.department, row.call)
    return deadline_of(context, row, call), refused.message if own and refused else None


@blueprint.get("/dossiers")
@blueprint.query(DossierQuerySchema)
@blueprint.answers(200, DossierPageSchema)
def get_dossiers(query: dict[str, Any]) -> dict[str, Any]:
    """List the dossiers that you may see, the latest changed first unless `sort` says otherwise."""
    limit = query["limit"]
    order = order_of(query["sort"])
    search = Search(
        department=query["department"],
        school_year=query["school_year"],
        call=query["call"],
        states=query["state"],
        porteur=query["porteur"],
        assigned_to=assignee_of(query["assigned_to"]),
        text=query["q"],
        sort=query["sort"],
        after=place_of(query, order.read, places.key),
        limit=limit,
    )
    context = current_context()
    rows = list_dossiers(context, search)
    seen = [seen_dossier(row, state_for(context, row)) for row in rows]
    return page(seen, limit, lambda row: [order.place(row), str(row.id)])


@blueprint.post("/dossiers")
@blueprint.arguments(NewDossierSchema)
@blueprint.answers(200, DossierSchema)
@blueprint.alt_response(201, schema=DossierSchema)
def post_dossier(asked: dict[str, Any]) -> Sent:
    """Start the dossier of a porteur for a call; starting it twice gives the same draft (200)."""
    context = current_context()
    row, new = start_dossier(
        context, asked["department"], call_asked(asked), asked["porteur"], copy_from=asked["copy_from"]
    )
    return _shown(context, row, status=201 if new else 200, location=f"/dossiers/{row.id}")


@blueprint.get("/dossiers/<uuid:key>")
@blueprint.answers(200, DossierSchema)
def get_dossier(key: UUID) -> Sent:
    """Show a dossier: what its porteur is writing, or, to others, what was deposited."""
    context = current_context()
    return _shown(context, load_dossier(context, key))


@blueprint.patch("/dossiers/<uuid:key>")
@blueprint.arguments(SectionsSchema)
@blueprint.answers(200, DossierSchema)
@if_match(blueprint)
def patch_dossier(asked: dict[str, Any], key: UUID) -> Sent:
    """Save sections of a dossier, at any stage."""
    context = current_context()
    row = save_dossier(context, key, asked, revision=asked_revision())
    return _shown(context, row)


@blueprint.delete("/dossiers/<uuid:key>")
@blueprint.response(204)
@if_match(blueprint)
def delete_dossier(key: UUID) -> Response:
    """Remove a draft that was never deposited, with its documents."""
    remove_draft(current_context(), key, revision=asked_revision())
    return Response(status=204)


@blueprint.get("/dossiers/<uuid:key>/check")
@blueprint.response(200, DossierCheckSchema)
def get_check(key: UUID) -> Response:
    """Say what a dossier lacks, what the rules say of it, and what it would be paid, explained."""
    context = current_context()
    row, checked = check(context, key)
    changes = changed_questions(context, row, call_of(context, row)) if is_writable(row) else ()
    changed = [plain(each) for each in changes]
    return jsonify({"dossier": str(row.id), "questions_changed": changed, **check_json(checked)})


@blueprint.post("/dossiers/<uuid:key>/deposit")
@blueprint.arguments(DepositRequestSchema, required=False)
@blueprint.response(201, ReceiptSchema)
@if_match(blueprint, required=False)
@answer_key_header(blueprint)
def post_deposit(asked: dict[str, Any], key: UUID) -> Response:
    """Deposit a dossier, and give its receipt. `Idempotency-Key` makes a repeated request get the same answer.

    A dossier of which nothing would be paid is deposited once that is said to be known. While the Caf waits for
    complements, a deposit that changes nothing takes an answer in words.
    """
    receipt = deposit(
        current_context(),
        key,
        revision=asked_revision(),
        answer_key=asked_answer_key(),
        confirmed_unpaid=asked["confirmed_unpaid"],
        words=asked["answer"],
    )
    response = jsonify(receipt)
    response.status_code = 201
    return response


@blueprint.post("/dossiers/<uuid:key>/withdrawal")
@blueprint.arguments(EndingReasonSchema, required=False)
@blueprint.answers(200, DossierSummarySchema)
@if_match(blueprint)
def post_withdrawal(asked: dict[str, Any], key: UUID) -> Sent:
    """Take a deposited dossier back; of what was granted already, with the reason."""
    row = withdraw_dossier(current_context(), key, reason=asked["reason"] or "", revision=asked_revision())
    return sent(seen_dossier(row))


@blueprint.get("/dossiers/<uuid:key>/versions")
@blueprint.query(PageQuerySchema)
@blueprint.answers(200, VersionsSchema)
def get_versions(key: UUID, query: dict[str, Any]) -> dict[str, Any]:
    """List the deposits of a dossier, the first one first."""
    (after,), limit = place_of(query, places.number) or (0,), query["limit"]
    versions = list_versions(current_context(), key, after=after, limit=limit)
    return page(versions, limit, lambda version: [version.number], "versions")


@blueprint.get("/dossiers/<uuid:key>/versions/<int:number>")
@blueprint.answers(200, VersionSchema)
def get_version(key: UUID, number: int) -> Beside:
    """Show one deposit, as it was."""
    context = current_context()
    version = load_version(context, key, number)
    content = shown_content(context, load_dossier(context, key), version.content, version)
    return Beside(version, content=content)


@blueprint.get("/dossiers/<uuid:key>/versions/<int:one>/differences/<int:other>")
@blueprint.answers(200, ValueChangesSchema)
def get_version_differences(key: UUID, one: int, other: int) -> dict[str, Any]:
    """Say what changed between two deposits, place by place."""
    return {"changes": compare_versions(current_context(), key, one, other)}
