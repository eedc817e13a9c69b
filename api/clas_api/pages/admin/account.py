"""One account: who it is of, its roles, and the acts that somebody else may be asked for; each asks first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.admin import wording
from clas_api.pages.admin.accounts import role_choices, role_form
from clas_api.pages.admin.site import blueprint
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.security.principal import Role
from clas_api.services.people.account_requests import ReasonSchema, RoleSchema
from clas_api.services.people.accounts import disable_account, enable_account
from clas_api.services.people.enrolling import remove_factor
from clas_api.services.people.inviting import send_reset
from clas_api.services.people.roles import grant_role, take_role_away
from clas_api.services.people.watching_accounts import Activity, activity_of, end_sessions_of, show_account
from clas_core.errors import ClasError


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act on somebody's account: what it would do, in sentences, and how it is done.

    `offered` tells for which account and activity there is something to do.
    """

    title: str
    done: str
    effects: Sequence[str]
    offered: Callable[[Mapping[str, Any], Activity], bool]
    take: Callable[[Context, UUID, CafForm], object]
    reasoned: bool = False
    danger: bool = False


def _reason(form: CafForm) -> str:
    return str(form.read(ReasonSchema())["reason"])


ACTS: Mapping[str, Act] = {
    "lien": Act(
        title="Envoyer un lien pour choisir un mot de passe",
        done="Le courriel est écrit : il porte un lien, qui ne sert qu'une fois.",
        effects=(
            "Un courriel part à cette personne, avec un lien pour choisir un mot de passe.",
            "Son mot de passe d'aujourd'hui sert encore tant qu'elle n'a pas suivi ce lien.",
        ),
        offered=lambda account, activity: not account["disabled"],
        take=lambda context, key, form: send_reset(context, key),
    ),
    "sessions": Act(
        title="Fermer toutes ses sessions",
        done="Ses sessions sont fermées.",
        effects=(
            "Cette personne est déconnectée partout, et se reconnecte par son mot de passe.",
            "Ce qu'elle écrivait et n'a pas enregistré peut être perdu.",
        ),
        offered=lambda account, activity: bool(activity.open),
        take=lambda context, key, form: end_sessions_of(context, key, _reason(form)),
        reasoned=True,
    ),
    "facteur": Act(
        title="Retirer son second facteur",
        done="Le second facteur est retiré : un courriel le dit à la personne, avec le motif.",
        effects=(
            "Assurez-vous d'abord de qui le demande, de vive voix : son seul mot de passe suffira ensuite pour entrer.",
            "Ses sessions prennent fin, ses codes de secours ne servent plus.",
            "Un courriel l'en prévient, avec le motif.",
        ),
        offered=lambda account, activity: activity.second_factor,
        take=lambda context, key, form: remove_factor(context, key, _reason(form)),
        reasoned=True,
        danger=True,
    ),
    "fermeture": Act(
        title="Fermer le compte",
        done="Le compte est fermé.",
        effects=(
            "Cette personne n'entre plus, et ses sessions prennent fin aussitôt.",
            "Ses rôles et ce qu'elle a fait restent ; le compte se rouvre.",
        ),
        offered=lambda account, activity: not account["disabled"],
        take=lambda context, key, form: disable_account(context, key, revision=form.revision),
        danger=True,
    ),
    "reouverture": Act(
        title="Rouvrir le compte",
        done="Le compte est rouvert.",
        effects=("Cette personne entre de nouveau, avec les rôles qu'elle avait.",),
        offered=lambda account, activity: bool(account["disabled"]),
        take=lambda context, key, form: enable_account(context, key, revision=form.revision),
    ),
}
"""Each act by its address."""

_ONE = "/comptes/<uuid:key>"
_ACT = f"{_ONE}/<any({', '.join(ACTS)}):act>"


@blueprint.get(_ONE, endpoint="account")
def show_one(key: UUID) -> ResponseReturnValue:
    """Show an account, its roles, and what may be done with it."""
    return _page(current_context(), key, role_form(CafForm()))


@blueprint.post(f"{_ONE}/roles", endpoint="grant")
def post_role(key: UUID) -> ResponseReturnValue:
    """Give a role."""
    context = current_context()
    form = role_form(CafForm(request.form))
    try:
        role: Role = form.read(RoleSchema())
        grant_role(context, key, role)
    except ClasError as error:
        return _page(context, key, form, refused(context, form, error))
    flash("Le rôle est donné.")
    return redirect(url_for("admin.account", key=key), 303)


@blueprint.post(f"{_ONE}/roles/<uuid:role>/retrait", endpoint="take_away")
def post_role_taken_away(key: UUID, role: UUID) -> ResponseReturnValue:
    """Take a role away."""
    context = current_context()
    form = role_form(CafForm(request.form))
    try:
        take_role_away(context, key, role)
    except ClasError as error:
        return _page(context, key, form, refused(context, form, error))
    flash("Le rôle est retiré.")
    return redirect(url_for("admin.account", key=key), 303)


@blueprint.get(_ACT, endpoint="account_act")
def ask_to_act(key: UUID, act: str) -> ResponseReturnValue:
    """Say what an act would do, and ask whether to do it."""
    return _ask(current_context(), key, act, CafForm())


@blueprint.post(_ACT)
def post_act(key: UUID, act: str) -> ResponseReturnValue:
    """Do an act, or ask again with what kept it from being done."""
    context = current_context()
    form = CafForm(request.form)
    try:
        ACTS[act].take(context, key, form)
    except ClasError as error:
        return _ask(context, key, act, form, refused(context, form, error))
    flash(ACTS[act].done)
    return redirect(url_for("admin.account", key=key), 303)


def _read(context: Context, key: UUID) -> tuple[Mapping[str, Any], Activity]:
    account = show_account(context, key)
    return account, activity_of(context, [key])[key]


def _page(context: Context, key: UUID, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    account, activity = _read(context, key)
    page = render_template(
        "admin/account.html",
        account=account,
        activity=activity,
        form=form,
        acts={name: act for name, act in ACTS.items() if act.offered(account, activity)},
        own=str(context.who.account) == account["id"],
        role_told=lambda role: wording.role_told(context.installation, role),
        **role_choices(context.installation),
    )
    return page, 200 if refusal is None else refusal.status


def _ask(context: Context, key: UUID, act: str, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    account, activity = _read(context, key)
    if refusal is None and not ACTS[act].offered(account, activity):
        return redirect(url_for("admin.account", key=key), 303)
    page = render_template(
        "admin/act.html",
        account=account,
        act=ACTS[act],
        name=act,
        form=form,
        differences=None if refusal is None else refusal.differences,
    )
    return page, 200 if refusal is None else refusal.status
