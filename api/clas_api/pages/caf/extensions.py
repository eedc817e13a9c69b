"""More time for a porteur: granting it, with a reason, and listing what was granted."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.department import expect_department
from clas_api.pages.caf.site import blueprint
from clas_api.pages.porteur.form import TypedForm
from clas_api.services.dossiers.dossier_requests import NewExtensionSchema
from clas_api.services.dossiers.extending import grant_extension, list_extensions
from clas_api.services.dossiers.overview import porteurs_by_key
from clas_api.services.people.found_porteurs import FoundPorteur
from clas_api.services.people.porteurs import PorteurSearch, list_porteurs
from clas_api.services.rules.kept_calls import find_call
from clas_api.statuses import status_of
from clas_api.store.models import PorteurRow
from clas_core.errors import InvalidInput, Problem
from clas_core.porteurs import Siret

NOBODY = "Aucun porteur n'a ce SIRET : vérifiez-le, ou demandez-lui de décrire d'abord son organisme."


class ExtensionBySiretSchema(NewExtensionSchema):
    """More time for a porteur that an agent knows by its SIRET, and not by its key."""

    class Meta(NewExtensionSchema.Meta):
        exclude = ("porteur",)

    siret = Siret(required=True, longest=30)


def _porteur(context: Context, siret: str) -> PorteurRow | FoundPorteur:
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
        typed = form.read(ExtensionBySiretSchema())
        porteur = _porteur(context, typed["siret"])
        granted, _ = grant_extension(context, slug, year, porteur.id, until=typed["until"], reason=typed["reason"])
        flash(f"{porteur.name} peut déposer jusqu'au {granted.until:%d/%m/%Y} à 23 h 59 min 59 s.")
    except InvalidInput as error:
        form.refuse_by(error)
        return _show(context, slug, year, form, status_of(error))
    return redirect(url_for("caf.extensions", slug=slug, year=year), 303)


def _show(context: Context, slug: str, year: str, form: TypedForm, status: int = 200) -> ResponseReturnValue:
    plugin, campaign = find_call(context, slug, year)
    granted = list_extensions(context, slug, year)
    porteurs = porteurs_by_key(context, [each.porteur_id for each in granted])
    shown = {"department": plugin.department, "campaign": campaign, "granted": granted, "porteurs": porteurs}
    return render_template("caf/extensions.html", form=form, **shown), status
