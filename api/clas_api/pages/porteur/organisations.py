"""The organisation that applies: describing it, correcting it."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.shown import form_of
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import Stale
from clas_api.security.permissions import porteurs_of, scope_of
from clas_api.services.people.looking_up import look_up
from clas_api.services.people.porteurs import change_porteur, create_porteur, described, find_porteur
from clas_api.statuses import status_of
from clas_core.errors import ClasError, Duplicate, InvalidInput, Path, Refused
from clas_core.identifiers import write_siret
from clas_core.porteurs import NATURES

CHANGED_MEANWHILE = (
    "Quelqu'un a enregistré cette fiche entre-temps. Ce que vous avez écrit est ci-dessous et n'est pas enregistré : "
    "enregistrez de nouveau pour le mettre à la place de ce qui est enregistré maintenant."
)


def porteur_typed(form: TypedForm) -> dict[str, Any]:
    """Return the JSON of a porteur as it was typed: an address or a representative left empty is not known."""
    address: dict[str, Any] = {"lines": form.rows("address/lines")}
    address |= {name: form.words(f"address/{name}") for name in ("postal_code", "city")}
    representative = {name: form.words(f"representative/{name}") for name in ("name", "role")}
    return {
        **{name: form.words(name) for name in ("name", "siret", "rna", "nature", "email", "phone")},
        "siret_since": form.day("siret_since"),
        "address": address if any(address.values()) else None,
        "representative": representative if any(representative.values()) else None,
    }


def porteur_form(porteur: dict[str, Any]) -> TypedForm:
    """Return the form in which a porteur stands as it would be typed."""
    address = porteur["address"] or {}
    lines = "\n".join(address.get("lines", ()))
    form = form_of({**porteur, "siret": write_siret(porteur["siret"]), "address": {**address, "lines": None}})
    form.values["address/lines"] = lines
    return form


def _refuse(form: TypedForm, error: ClasError) -> None:
    if isinstance(error, InvalidInput | Duplicate):
        form.refuse((_field_of(problem.path), problem) for problem in error.problems)
    else:
        form.general.append(error.message)


def _field_of(path: Path) -> str:
    """Return the field of a place: the lines of an address are typed in one."""
    return "/".join(map(str, path[:2] if path[:2] == ("address", "lines") else path))


@blueprint.route("/organismes/nouveau", methods=["GET", "POST"], endpoint="new_organisation")
def describe_organisation() -> ResponseReturnValue:
    """Describe an organisation, and become one of its people."""
    context = current_context()
    scope_of(context.who, "porteurs.create")
    form, status, duplicate = TypedForm(), 200, False
    if request.method == "GET" and (siret := request.args.get("siret", "")):
        form, status = _looked_up(context, siret)
    if request.method == "POST":
        form = TypedForm(request.form)
        confirmed = form.has("same_siren", "oui")
        try:
            given = {**porteur_typed(form), "same_siren": confirmed, "no_email": form.has("no_email", "oui")}
            row = create_porteur(context, given)
            flash(f"L'organisme « {row.name} » est enregistré. Vous pouvez maintenant commencer un dossier.")
            return redirect(url_for("porteur.home"), 303)
        except (InvalidInput, Refused) as error:
            _refuse(form, error)
            status, duplicate = status_of(error), isinstance(error, Duplicate)
    known = len(porteurs_of(context.who, "porteurs.write"))
    listed = context.installation.directory is not None and request.method == "GET"
    return _page(form, status, revision=form.value("revision") or known, duplicate=duplicate, listed=listed)


def _looked_up(context: Context, siret: str) -> tuple[TypedForm, int]:
    """Return the form, filled in by what the public directory says of a SIRET."""
    try:
        filled = look_up(context, siret)
    except InvalidInput as error:
        form = TypedForm()
        form.values.add("siret", siret)
        _refuse(form, error)
        return form, status_of(error)
    flash(filled.told)
    return porteur_form({"address": None, **filled.porteur}), 200


@blueprint.route("/organismes/<uuid:key>", methods=["GET", "POST"], endpoint="organisation")
def change_organisation(key: UUID) -> ResponseReturnValue:
    """Show an organisation, and correct it when one is of its people."""
    context = current_context()
    row = find_porteur(context, key)
    mine = key in porteurs_of(context.who, "porteurs.write")
    form, status, revision, duplicate = porteur_form(described(row)), 200, row.revision, False
    if request.method == "POST":
        form = TypedForm(request.form)
        revision = request.form.get("revision", 0, type=int)
        try:
            confirmed = {name: form.has(name, "oui") for name in ("same_siren", "other_siren", "no_email")}
            given = {**porteur_typed(form), **confirmed}
            row = change_porteur(context, key, given, revision=revision)
            flash(f"La fiche de « {row.name} » est enregistrée.")
            return redirect(url_for("porteur.organisation", key=key), 303)
        except (InvalidInput, Refused, Stale) as error:
            _refuse(form, error)
            status, duplicate = status_of(error), isinstance(error, Duplicate)
            if isinstance(error, Stale):
                form.general = [f"{CHANGED_MEANWHILE} {error.since}".strip()]
                row = find_porteur(context, key)
                revision = row.revision
    return _page(form, status, row=row, mine=mine, revision=revision, duplicate=duplicate)


def _page(form: TypedForm, status: int, **values: Any) -> ResponseReturnValue:
    return render_template("porteur/organisation.html", form=form, natures=NATURES, **values), status
