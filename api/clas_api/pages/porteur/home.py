"""Where one's work is, by what one may do; starting a dossier."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.porteur.folder import state_of
from clas_api.pages.porteur.progress import told_next
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Forbidden, NotSignedIn
from clas_api.security.permissions import Ability, departments_of, holds, scope_of, sees_the_nation
from clas_api.security.principal import ROLES, Principal
from clas_api.services.dossiers.drafting import start_dossier
from clas_api.services.dossiers.overview import overview
from clas_api.services.dossiers.reading import state_for
from clas_api.services.instruction.arriving import count_new
from clas_api.services.rules.finding import call_title
from clas_api.services.rules.kept_calls import find_department
from clas_core.departments import Campaign, Department
from clas_core.departments.absent import plain_name
from clas_core.departments.funders import Funder
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import DepartmentUnavailable, NotFound, Unknown
from clas_core.years import write_when


def may(who: Principal, ability: Ability) -> bool:
    """Tell whether somebody may do something somewhere: what a page offers."""
    try:
        scope_of(who, ability)
    except Forbidden:
        return False
    return True


@blueprint.get("", endpoint="home")
def show_home() -> ResponseReturnValue:
    """Show one's organisations and dossiers, the calls to answer, the departments that one works for."""
    context = current_context()
    if not context.who.signed_in:
        raise NotSignedIn
    served = {plugin.slug: plugin.department for plugin in context.installation.registry}
    departments = departments_of(context.who, "dossiers.read")
    return render_template(
        "porteur/home.html",
        who=context.who,
        overview=overview(context),
        state_of=lambda row: state_of(row, state_for(context, row)),
        granted_of=lambda row: row.granted_told(state_for(context, row)),
        states=STATES,
        what_follows=lambda each: told_next(each.row, state_for(context, each.row)),
        departments=_standing(context, departments),
        not_served=sorted(slug for slug in departments if slug not in served),
        funded=_funded(context),
        granting=departments_of(context.who, "extensions.grant"),
        new_in=lambda slug: count_new(context, slug, theirs=True),
        managing=departments_of(context.who, "accounts.manage"),
        nation=_nation(context),
        keeps=holds(context.who, "upkeep.read"),
        applies=may(context.who, "dossiers.write"),
        roles=sorted({ROLES[kind] for kind in context.who.kinds() - {"applicant"}}),
        name_of=lambda slug: served[slug].name if slug in served else plain_name(slug),
        ends_of=lambda row: served[row.department].write_deadline if row.department in served else write_when,
        title_of=lambda slug, call: call_title(context.installation, slug, call),
    )


def _funded(context: Context) -> Sequence[tuple[Department, Campaign, Funder]]:
    """Return the calls in which whoever asks follows the aid of a funder: the department, the call and the funder."""
    found = []
    for role in context.who.roles:
        if role.kind == "funder" and role.department is not None:
            with suppress(Unknown, DepartmentUnavailable):
                department = find_department(context, role.department).department
                for campaign in department.in_order:
                    found += [(department, campaign, each) for each in campaign.funders if each.id == role.institution]
    return found


def _nation(context: Context) -> Sequence[str]:
    """Return the years of which whoever asks may be told what all departments come to, the latest first."""
    return list(map(str, reversed(context.installation.library.years))) if sees_the_nation(context.who) else []


def _standing(context: Context, slugs: Iterable[str]) -> Sequence[Department]:
    """Return the departments of whoever asks in the order of their codes: also those that are not served any more."""
    found = []
    for slug in slugs:
        with suppress(Unknown, DepartmentUnavailable):
            found.append(find_department(context, slug).department)
    return sorted(found, key=lambda each: (each.code, each.slug))


@blueprint.post("/dossiers", endpoint="start")
def start() -> ResponseReturnValue:
    """Start the dossier of an organisation for a call, perhaps from an earlier one; or go on with it."""
    asked = request.form
    row, new = start_dossier(
        current_context(),
        asked.get("department", ""),
        asked.get("call", "") or asked.get("school_year", ""),
        _key(asked.get("porteur", ""), "Ce porteur"),
        copy_from=_key(asked["copy_from"], "Le dossier à reprendre") if asked.get("copy_from") else None,
    )
    begun = "Le dossier est commencé : c'est un brouillon."
    if row.copied_from is not None:
        begun = "Le dossier est commencé avec ce que disait un autre : ce qui est repris est dit ci-dessous."
    flash(begun if new else "Vous aviez déjà commencé ce dossier : le voici.")
    return redirect(url_for("porteur.dossier", key=row.id), 303)


def _key(text: str, what: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(what) from None
