"""The people of a department, for the head of its service: inviting, giving and taking away roles."""

from collections.abc import Mapping
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, refused
from clas_api.pages.caf.site import blueprint
from clas_api.security.principal import ROLES, Role
from clas_api.services.people.account_requests import CafInvitationSchema, CafRoleSchema
from clas_api.services.people.caf_people import (
    GIVEN,
    MOST_PEOPLE,
    ending_of,
    expect_head,
    institutions_of,
    invite_again,
    list_people,
)
from clas_api.services.people.inviting import invite
from clas_api.services.people.roles import grant_role, take_role_away
from clas_api.services.rules.kept_calls import find_department
from clas_core.departments import AbsentDepartment, DepartmentPlugin
from clas_core.errors import ClasError, NotFound, Path

_LABELS = {
    "name": "prénom et nom",
    "email": "adresse de courriel",
    "kind": "rôle",
    "institution": "institution ou financeur",
}


@blueprint.get("/departements/<slug>/personnes", endpoint="people")
def show_people(slug: str) -> ResponseReturnValue:
    """List the people of a department, with a form to invite somebody."""
    return _list(current_context(), slug, CafForm())


@blueprint.post("/departements/<slug>/personnes")
def post_invitation(slug: str) -> ResponseReturnValue:
    """Invite somebody, as one of the department."""
    context = current_context()
    form = CafForm(request.form)
    try:
        asked = form.read(CafInvitationSchema())
        role = Role(kind=asked["kind"], department=slug, institution=asked["institution"])
        invite(context, asked["email"], asked["name"], [role])
    except ClasError as error:
        return _list(context, slug, form, refused(context, form, error, _field).status)
    flash(f"{asked['name']} a ce rôle ; un courriel part à {asked['email']}.")
    return redirect(url_for("caf.people", slug=slug), 303)


@blueprint.get("/departements/<slug>/personnes/<uuid:account>", endpoint="person")
def show_person(slug: str, account: UUID) -> ResponseReturnValue:
    """Show what somebody is in the department, with a form to give them another role."""
    return _person(current_context(), slug, account, CafForm())


@blueprint.post("/departements/<slug>/personnes/<uuid:account>")
def post_role(slug: str, account: UUID) -> ResponseReturnValue:
    """Give somebody of the department another role there."""
    context = current_context()
    form = CafForm(request.form)
    try:
        asked = form.read(CafRoleSchema())
        grant_role(context, account, Role(kind=asked["kind"], department=slug, institution=asked["institution"]))
    except ClasError as error:
        return _person(context, slug, account, form, refused(context, form, error, _field).status)
    flash("Ce rôle est donné.")
    return redirect(url_for("caf.person", slug=slug, account=account), 303)


@blueprint.post("/departements/<slug>/personnes/<uuid:account>/invitation", endpoint="invited_again")
def post_invitation_again(slug: str, account: UUID) -> ResponseReturnValue:
    """Mail another link to somebody who was invited."""
    context = current_context()
    form = CafForm(request.form)
    try:
        email = invite_again(context, slug, account)
    except ClasError as error:
        return _list(context, slug, form, refused(context, form, error).status)
    flash(f"Une nouvelle invitation part à {email} ; elle sert sept jours.")
    return redirect(url_for("caf.people", slug=slug), 303)


@blueprint.get("/departements/<slug>/personnes/<uuid:account>/roles/<uuid:role>", endpoint="ended_role")
def ask_to_end(slug: str, account: UUID, role: UUID) -> ResponseReturnValue:
    """Say what taking a role away would do, and ask."""
    return _ask(current_context(), slug, account, role)


@blueprint.post("/departements/<slug>/personnes/<uuid:account>/roles/<uuid:role>")
def post_end(slug: str, account: UUID, role: UUID) -> ResponseReturnValue:
    """Take a role away."""
    context = current_context()
    form = CafForm(request.form)
    person = ending_of(context, _headed(context, slug).department, account, role).person
    try:
        take_role_away(context, account, role)
    except ClasError as error:
        status = refused(context, form, error).status
        return _ask(context, slug, account, role, form, status)
    flash(f"{person.name} n'est plus {person.label} ici.")
    return redirect(url_for("porteur.home") if person.own else url_for("caf.people", slug=slug), 303)


def _headed(context: Context, slug: str) -> DepartmentPlugin:
    """Return a department for the head of its service, or what is left of one that is not served any more: who has a
    role there is read, and loses it, all the same. Raises as `expect_head` and `find_department`."""
    expect_head(context, slug)
    return find_department(context, slug)


def _list(context: Context, slug: str, form: CafForm, status: int = 200) -> ResponseReturnValue:
    plugin = _headed(context, slug)
    people = list_people(context, plugin.department)
    latest = plugin.department.latest
    return render_template(
        "caf/people.html",
        people=people,
        most=MOST_PEOPLE,
        exported=str(latest.name) if latest else "",
        **_shown(context, plugin, form),
    ), status


def _person(context: Context, slug: str, account: UUID, form: CafForm, status: int = 200) -> ResponseReturnValue:
    plugin = _headed(context, slug)
    roles = [each for each in list_people(context, plugin.department) if each.account == account]
    if not roles:
        raise NotFound("Cette personne")
    return render_template("caf/person.html", roles=roles, person=roles[0], **_shown(context, plugin, form)), status


def _ask(
    context: Context, slug: str, account: UUID, role: UUID, form: CafForm | None = None, status: int = 200
) -> ResponseReturnValue:
    plugin = _headed(context, slug)
    ending = ending_of(context, plugin.department, account, role)
    return render_template("caf/ended_role.html", ending=ending, **_shown(context, plugin, form or CafForm())), status


def _shown(context: Context, plugin: DepartmentPlugin, form: CafForm) -> Mapping[str, object]:
    """Return what each of these pages shows beside its own; no roles to give in a department that is not served."""
    form.labels = dict(_LABELS)
    department = plugin.department
    seats, funders = institutions_of(department, "committee"), institutions_of(department, "funder")
    given = () if isinstance(plugin, AbsentDepartment) else GIVEN
    return {
        "department": department,
        "form": form,
        "kinds": {kind: ROLES[kind] for kind in given if kind != "funder" or funders},
        "institutions": {**seats, **{name: f"{shown} (financeur)" for name, shown in funders.items()}},
        "now": context.now,
    }


def _field(path: Path) -> str:
    """Return the field of a place, also of one within the list of roles that an invitation gives."""
    return str(path[-1]) if path and path[-1] in _LABELS else ""
