"""More time for a porteur: granting it, with a reason, and listing what was granted."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.site import blueprint
from clas_api.pages.porteur.form import TypedForm
from clas_api.services.dossiers.extending import grant_extension, list_extensions
from clas_api.services.dossiers.overview import porteurs_by_key
from clas_api.services.people.porteurs import PorteurSearch, list_porteurs
from clas_api.services.rules.kept_calls import find_call
from clas_api.statuses import status_of
from clas_api.store.models import PorteurRow
from clas_core.errors import InvalidInput, Problem
from clas_core.fields import JsonDay, Words
from clas_core.limits import LONGEST_REASON
from clas_core.porteurs import Siret
from clas_core.reading import flatten
from clas_core.strict import StrictSchema

NOBODY = "Aucun porteur n'a ce SIRET : vérifiez-le, ou demandez-lui de décrire d'abord son organisme."


class ExtensionFormSchema(StrictSchema):
    """What an agent types to grant more time."""

    siret = Siret(required=True, longest=30)
    until = JsonDay(required=True)
    reason = Words(required=True, longest=LONGEST_REASON)


def _typed(form: TypedForm) -> dict[str, Any]:
    """Read the form. Raises `InvalidInput` with every problem."""
    typed = {"siret": form.words("siret"), "until": form.day("until"), "reason": form.words("reason")}
    try:
        read: dict[str, Any] = ExtensionFormSchema().load({name: each for name, each in typed.items() if each})
    except ValidationError as error:
        raise InvalidInput(flatten(error.messages)) from None
    return read


def _porteur(context: Context, siret: str) -> PorteurRow:
    found = list_porteurs(context, PorteurSearch(siret=siret, limit=1))
    if not found:
        raise InvalidInput([Problem(("siret",), NOBODY)])
    return found[0]


@blueprint.get("/departements/<slug>/prolongations/<year>", endpoint="extensions")
def show_extensions(slug: str, year: str) -> ResponseReturnValue:
    """List the extensions of a call, with a form to grant one."""
    context = current_context()
    expect_department(context, "extensions.grant", slug)
    form = TypedForm()
    form.values.add("siret", request.args.get("siret", ""))
    return _show(context, slug, year, form)


@blueprint.post("/departements/<slug>/prolongations/<year>")
def post_extension(slug: str, year: str) -> ResponseReturnValue:
    """Grant a porteur more time."""
    context = current_context()
    expect_department(context, "extensions.grant", slug)
    form = TypedForm(request.form)
    try:
        typed = _typed(form)
        porteur = _porteur(context, typed["siret"])
        granted, _ = grant_extension(context, slug, year, porteur.id, until=typed["until"], reason=typed["reason"])
        flash(f"{porteur.name} peut déposer jusqu'au {granted.until:%d/%m/%Y} à 23 h 59 min 59 s.")
    except InvalidInput as error:
        form.refuse((str(problem.path[0]), problem) for problem in error.problems)
        return _show(context, slug, year, form, status_of(error))
    return redirect(url_for("caf.extensions", slug=slug, year=year), 303)


def _show(context: Context, slug: str, year: str, form: TypedForm, status: int = 200) -> ResponseReturnValue:
    plugin, campaign = find_call(context, slug, year)
    granted = list_extensions(context, slug, year)
    porteurs = porteurs_by_key(context, [each.porteur_id for each in granted])
    shown = {"department": plugin.department, "campaign": campaign, "granted": granted, "porteurs": porteurs}
    return render_template("caf/extensions.html", form=form, **shown), status
