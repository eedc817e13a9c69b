"""The keys of programs: making one, which is shown once, and ending one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.admin import wording
from clas_api.pages.admin.accounts import departments_of_installation
from clas_api.pages.admin.site import blueprint
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.once import keep_done
from clas_api.security.principal import SCOPES
from clas_api.services.people.account_requests import ProgramTokenSchema
from clas_api.services.people.program_tokens import create_token, list_tokens, revoke_token
from clas_api.statuses import status_of
from clas_core.errors import InvalidInput

LABELS = {"label": "à quoi elle sert", "department": "département", "scopes": "ce qu'elle ouvre", "days": "durée"}


@blueprint.get("/cles", endpoint="tokens")
def show_tokens() -> ResponseReturnValue:
    """List the keys of programs, with a form to make one."""
    form = CafForm(labels=dict(LABELS))
    form.values.add("days", "365")
    return _page(current_context(), form)


@blueprint.post("/cles")
def post_token() -> ResponseReturnValue:
    """Make a key, and show it, this once."""
    context = current_context()
    form = CafForm(request.form, labels=dict(LABELS))
    try:
        asked = form.read(ProgramTokenSchema())
        made = create_token(context, asked["label"], asked["department"], asked["scopes"], asked["days"])
    except InvalidInput as error:
        form.refuse_by(error)
        return _page(context, form, status=status_of(error))
    keep_done(url_for("admin.tokens"))
    return _page(context, CafForm(labels=dict(LABELS)), made=made)


@blueprint.post("/cles/<uuid:key>/fin", endpoint="revoke")
def post_revocation(key: UUID) -> ResponseReturnValue:
    """End a key."""
    revoke_token(current_context(), key)
    flash("La clé est retirée : elle n'ouvre plus rien.")
    return redirect(url_for("admin.tokens"), 303)


def _page(
    context: Context, form: CafForm, made: Mapping[str, Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    tokens = list_tokens(context)
    page = render_template(
        "admin/tokens.html",
        form=form,
        made=made,
        tokens=[{**each, "state": _state(context, each)} for each in tokens],
        departments=departments_of_installation(context.installation),
        name_of=lambda slug: wording.department_name(context.installation, slug),
        scopes={name: words[:1].upper() + words[1:] for name, words in SCOPES.items()},
        scopes_told=wording.scopes_told,
        read_moment=datetime.fromisoformat,
    )
    return page, status, {"Cache-Control": "private, no-store"}


def _state(context: Context, token: Mapping[str, Any]) -> str:
    if token["revoked_at"]:
        return "retirée"
    return "ouverte" if datetime.fromisoformat(token["expires_at"]) > context.now else "échue"
