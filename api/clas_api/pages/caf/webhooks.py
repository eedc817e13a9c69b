"""The addresses that programs of a department are told at: registering one, whose secret is shown once, reading what it
was told, telling it again, and ending it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.caf.site import blueprint
from clas_api.pages.once import keep_done
from clas_api.refusals import NotSignedIn
from clas_api.security.permissions import departments_of, is_everywhere
from clas_api.services.announcing import NAMES, REGISTERED
from clas_api.services.outward.registering import (
    list_deliveries,
    list_webhooks,
    register_webhook,
    remove_webhook,
    replay_delivery,
)
from clas_api.services.outward.webhook_requests import WebhookSchema
from clas_api.services.rules.kept_calls import find_department
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, NotFound

LABELS = {"label": "à quoi il sert", "department": "département", "url": "adresse", "events": "événements"}
STATES = {"waiting": "en attente", "sending": "en cours d'envoi", "delivered": "reçu", "failed": "en échec"}
_EVENTS = {**NAMES, REGISTERED.name: REGISTERED.label}


@blueprint.get("/departements/<slug>/webhooks", endpoint="webhooks")
def show_webhooks(slug: str) -> ResponseReturnValue:
    """List the addresses that are told, with a form to register one."""
    context = current_context()
    _expect(context, slug)
    return _list(context, slug, CafForm(labels=dict(LABELS)))


@blueprint.post("/departements/<slug>/webhooks")
def post_webhook(slug: str) -> ResponseReturnValue:
    """Register an address, and show its secret, this once."""
    context = current_context()
    _expect(context, slug)
    form = CafForm(request.form, labels=dict(LABELS))
    try:
        made = register_webhook(context, **form.read(WebhookSchema()))
    except InvalidInput as error:
        form.refuse_by(error)
        return _list(context, slug, form, status=status_of(error))
    keep_done(url_for("caf.webhooks", slug=slug))
    return _list(context, slug, CafForm(labels=dict(LABELS)), made=made)


@blueprint.get("/departements/<slug>/webhooks/<uuid:webhook>", endpoint="webhook")
def show_webhook(slug: str, webhook: UUID) -> ResponseReturnValue:
    """Show what an address was told."""
    context = current_context()
    _expect(context, slug)
    return _one(context, slug, webhook)


@blueprint.post("/departements/<slug>/webhooks/<uuid:webhook>/envois/<uuid:delivery>", endpoint="replayed")
def post_replay(slug: str, webhook: UUID, delivery: UUID) -> ResponseReturnValue:
    """Tell an address again."""
    context = current_context()
    _expect(context, slug)
    try:
        replay_delivery(context, delivery)
    except NotFound:
        raise
    except ClasError as error:
        flash(error.message, "refused")
    else:
        flash("L'envoi repartira dans un instant, sous le même identifiant.")
    return redirect(url_for("caf.webhook", slug=slug, webhook=webhook), 303)


@blueprint.post("/departements/<slug>/webhooks/<uuid:webhook>/fin", endpoint="removed_webhook")
def post_end(slug: str, webhook: UUID) -> ResponseReturnValue:
    """Tell an address of nothing any more."""
    context = current_context()
    _expect(context, slug)
    remove_webhook(context, webhook)
    flash("Le webhook est retiré : plus rien n'est envoyé à cette adresse.")
    return redirect(url_for("caf.webhooks", slug=slug), 303)


def _expect(context: Context, slug: str) -> None:
    """Raise `NotFound` for a department whose webhooks are not whoever asks' to keep."""
    if not context.who.signed_in:
        raise NotSignedIn
    if slug not in departments_of(context.who, "webhooks.manage") and not is_everywhere(context.who, "webhooks.manage"):
        raise NotFound("Ces webhooks")


def _list(
    context: Context, slug: str, form: CafForm, made: Mapping[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    department = find_department(context, slug).department
    page = render_template(
        "caf/webhooks.html",
        department=department,
        form=form,
        made=made,
        webhooks=[each for each in list_webhooks(context) if each["department"] == slug],
        events={name: label[:1].upper() + label[1:] for name, label in NAMES.items()},
    )
    return page, status, {"Cache-Control": "private, no-store"}


def _one(context: Context, slug: str, key: UUID) -> ResponseReturnValue:
    webhook, deliveries = list_deliveries(context, key)
    if webhook["department"] != slug:
        raise NotFound("Ce webhook")
    return render_template(
        "caf/webhook.html",
        department=find_department(context, slug).department,
        form=CafForm(),
        webhook=webhook,
        deliveries=deliveries,
        events=_EVENTS,
        states=STATES,
        read_moment=datetime.fromisoformat,
    )
