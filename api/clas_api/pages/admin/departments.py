"""The departments of the installation: which are served, and enabling or disabling one, which asks first."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.admin.site import blueprint
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm
from clas_api.services.maintenance.enabling_departments import (
    Enabled,
    find_department_of_installation,
    list_departments,
    set_enabled,
    why_not_changed,
)
from clas_api.statuses import status_of
from clas_core.errors import Refused

WAYS: Mapping[str, bool] = {"activation": True, "desactivation": False}

_RULE = f"/departements/<slug>/<any({', '.join(WAYS)}):way>"


@blueprint.get("/departements", endpoint="departments")
def show_departments() -> ResponseReturnValue:
    """List the departments: served now, and from the next start on."""
    listed = list_departments(current_context())
    return render_template("admin/departments.html", departments=listed, overridden=why_not_changed())


@blueprint.get(_RULE, endpoint="enabling")
def ask_to_change(slug: str, way: str) -> ResponseReturnValue:
    """Say what enabling or disabling a department does, and ask."""
    context = current_context()
    department = find_department_of_installation(context, slug)
    if department.next_start == WAYS[way]:
        return redirect(url_for("admin.departments"), 303)
    return _ask(context, department, way, CafForm())


@blueprint.post(_RULE)
def post_change(slug: str, way: str) -> ResponseReturnValue:
    """Enable or disable a department from the next start on."""
    context = current_context()
    form = CafForm(request.form)
    try:
        department = set_enabled(context, slug, enabled=WAYS[way])
    except Refused as error:
        form.refuse_by(error)
        return _ask(context, find_department_of_installation(context, slug), way, form, status_of(error))
    done = "activé" if WAYS[way] else "désactivé"
    flash(f"{department.name} est {done} : cela vaut dès que le service redémarre.")
    return redirect(url_for("admin.departments"), 303)


def _ask(context: Context, department: Enabled, way: str, form: CafForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "admin/enabling.html",
        department=department,
        way=way,
        enabling=WAYS[way],
        effects=_effects(department, enabling=WAYS[way]),
        blocked=why_not_changed(),
        form=form,
    )
    return page, status


def _effects(department: Enabled, *, enabling: bool) -> list[str]:
    count = sum(department.dossiers.values())
    kept = f"{count} dossier{'s' if count > 1 else ''}"
    start = "Cela vaut au prochain démarrage du service, pas avant : redémarrez-le quand cela convient."
    if enabling:
        return [
            "Ses appels sont montrés à tous, et des dossiers s'y déposent tant qu'ils sont ouverts.",
            *([f"Les {kept} qu'il a déjà ici se changent et se décident de nouveau."] if count else []),
            start,
        ]
    return [
        "Ses appels ne sont plus montrés, et rien ne s'y dépose plus.",
        f"{kept[:1].upper()}{kept[1:]} : rien n'en est perdu. Ce qui est déposé se lit ; rien ne s'y change ni ne s'y "
        "décide, ni ne s'y paie."
        if count
        else "Il n'a aucun dossier ici.",
        "Ses agents, son comité et ses porteurs gardent leurs comptes et leurs rôles.",
        "Personne n'en est prévenu par courriel : prévenez sa Caf. Il se réactive de la même façon.",
        start,
    ]
