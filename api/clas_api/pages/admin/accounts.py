"""The accounts of the installation: looking for some, inviting somebody."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.installation import Installation
from clas_api.pages.admin import wording
from clas_api.pages.admin.site import blueprint
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.pages.lists import ROWS
from clas_api.pages.typed import key_among
from clas_api.security.principal import ROLES
from clas_api.services.people.account_requests import GRANTED, InvitationSchema, RegistrationSchema, RoleSchema
from clas_api.services.people.inviting import invite
from clas_api.services.people.listing_accounts import AccountSearch, list_accounts
from clas_api.services.people.watching_accounts import activity_of
from clas_api.statuses import status_of
from clas_core.errors import InvalidInput
from clas_core.reading import read_json

STATES = {"ouverts": "ouverts", "fermes": "fermés"}

ROLE_FIELDS = {"kind": "rôle", "department": "département", "institution": "institution ou financeur"}


@blueprint.get("/comptes", endpoint="accounts")
def show_accounts() -> ResponseReturnValue:
    """List accounts: those whose name or address contains a text, of a role, open or closed; page after page."""
    context = current_context()
    asked = {
        "texte": "".join(filter(str.isprintable, request.args.get("texte", ""))).strip()[:100],
        "role": request.args.get("role", "") if request.args.get("role", "") in ROLES else "",
        "departement": request.args.get("departement", "")[:80],
        "etat": request.args.get("etat", "") if request.args.get("etat", "") in STATES else "",
    }
    search = AccountSearch(
        text=asked["texte"] or None,
        role=asked["role"] or None,
        department=asked["departement"] or None,
        closed={"ouverts": False, "fermes": True}.get(asked["etat"]),
        after=key_among(request.args.get("apres", "")),
        limit=ROWS,
    )
    found = list_accounts(context, search)
    rows = found[:ROWS]
    following = ""
    if len(found) > ROWS:
        kept = {name: text for name, text in asked.items() if text}
        following = urlencode({**kept, "apres": rows[-1]["id"]})
    return render_template(
        "admin/accounts.html",
        rows=rows,
        activity=activity_of(context, [UUID(each["id"]) for each in rows]),
        key_of=lambda row: UUID(row["id"]),
        asked=asked,
        states=STATES,
        kinds={kind: ROLES[kind] for kind in ROLES if kind not in ("applicant", "service")},
        departments=departments_of_installation(context.installation),
        following=following,
        first=search.after is None,
        role_told=lambda role: wording.role_told(context.installation, role),
    )


@blueprint.get("/comptes/inviter", endpoint="invite")
def show_invitation() -> ResponseReturnValue:
    """Show the form that invites somebody."""
    context = current_context()
    context.open("accounts.manage")
    return _invitation(context, role_form(CafForm(), "roles/0/"))


@blueprint.post("/comptes/inviter")
def post_invitation() -> ResponseReturnValue:
    """Invite somebody: an account, a role, and a mail with a link."""
    context = current_context()
    form = role_form(CafForm(request.form), "roles/0/")
    typed = {**form.typed(RegistrationSchema()), "roles": [form.typed(RoleSchema(), "roles/0/")]}
    try:
        asked = read_json(typed, InvitationSchema())
        invitation = invite(context, asked["email"], asked["name"], asked["roles"])
    except InvalidInput as error:
        form.refuse_by(error)
        return _invitation(context, form, status_of(error))
    told = "Un courriel part" if context.installation.settings.mails_leave else "Le courriel est écrit, et ne part pas"
    flash(f"{invitation.account['email']} a ce rôle. {told}.")
    return redirect(url_for("admin.account", key=invitation.account["id"]), 303)


def _invitation(context: Context, form: CafForm, status: int = 200) -> ResponseReturnValue:
    return render_template("admin/invite.html", form=form, **role_choices(context.installation)), status


def role_form(form: CafForm, place: str = "") -> CafForm:
    """Return a form with a role in it, whose fields stand at `place`, their names in words."""
    form.labels |= {place + name: words for name, words in ROLE_FIELDS.items()}
    form.labels["roles"] = "rôle"
    return form


def role_choices(installation: Installation) -> dict[str, Any]:
    """Return what the form of a role offers: kinds, departments, and whom one may sit for, by department."""
    institutions: dict[str, str] = {}
    for plugin in installation.registry:
        for campaign in plugin.department.in_order:
            for identifier in campaign.institutions:
                institutions.setdefault(identifier, campaign.institution_name(identifier))
            for funder in campaign.funders:
                institutions.setdefault(funder.id, funder.name)
    return {
        "kinds": {kind: ROLES[kind][:1].upper() + ROLES[kind][1:] for kind in GRANTED},
        "departments": departments_of_installation(installation),
        "institutions": dict(sorted(institutions.items(), key=lambda each: each[1])),
    }


def departments_of_installation(installation: Installation) -> Mapping[str, str]:
    """Return the departments that are served, by slug."""
    return {each.slug: f"{each.department.code} {each.department.name}" for each in installation.registry}
