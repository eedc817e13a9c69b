"""The working page of a dossier: where it stands, what was deposited, what the rules say, who studies it."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.caf.form import CafForm, Refusal, refused
from clas_api.pages.caf.site import blueprint
from clas_api.pages.caf.work import Work, open_work, work_page
from clas_api.pages.caf.work_list import UNASSIGNED
from clas_api.services.dossiers.attaching import list_documents
from clas_api.services.dossiers.complementing import list_complements
from clas_api.services.instruction.assigning import assign
from clas_api.services.instruction.instructing import latest_examinations
from clas_api.services.instruction.labelling import list_labels
from clas_api.services.people.account_requests import ConfirmationSchema
from clas_api.services.people.confirming import confirm_porteur
from clas_api.services.rules.kept_calls import find_call
from clas_api.store.models import PorteurRow
from clas_core.dossiers import document_kinds, missing
from clas_core.dossiers.lifecycle import STATES
from clas_core.errors import ClasError, InvalidInput, Path, Problem


@blueprint.get("/caf/dossiers/<uuid:key>", endpoint="dossier")
def show_dossier(key: UUID) -> ResponseReturnValue:
    """Show where a dossier stands, and what can be done with it now."""
    context = current_context()
    return _show(context, open_work(context, key, every_deposit=True), CafForm())


@blueprint.post("/caf/dossiers/<uuid:key>/affectation", endpoint="assignment")
def assign_dossier(key: UUID) -> ResponseReturnValue:
    """Assign the dossier to an agent, or to nobody."""
    context = current_context()
    form = CafForm(request.form)
    try:
        account = form.key("agent")
        if account is None and form.value("agent") != UNASSIGNED:
            raise InvalidInput([Problem(("account",), "Choisissez un agent, ou « Personne ».")])
        assign(context, key, account, revision=form.revision)
    except ClasError as error:
        refusal = refused(context, form, error, _field_of)
        return _show(context, open_work(context, key, every_deposit=True), form, refusal)
    flash("L'affectation est enregistrée.")
    return redirect(url_for("caf.dossier", key=key), 303)


@blueprint.post("/caf/dossiers/<uuid:key>/porteur", endpoint="confirmation")
def confirm_of_dossier(key: UUID) -> ResponseReturnValue:
    """Confirm the porteur of the dossier, with what was looked at."""
    context = current_context()
    form = CafForm(request.form)
    work = open_work(context, key)
    try:
        confirm_porteur(context, work.row.porteur_id, **form.read(ConfirmationSchema()))
    except ClasError as error:
        refusal = refused(context, form, error)
        return _show(context, open_work(context, key, every_deposit=True), form, refusal)
    flash("Le porteur est confirmé : ses personnes en sont averties par courriel.")
    return redirect(url_for("caf.dossier", key=key), 303)


def _field_of(path: Path) -> str:
    return "agent" if path[0] == "account" else ""


def _is_apart(porteur: PorteurRow) -> bool:
    """Tell whether a porteur that is to be confirmed has an address that none of its people has."""
    if porteur.confirmed_at is not None or porteur.email is None:
        return False
    return porteur.email.lower() not in (porteur.people_addresses or "").split("\n")


def _show(context: Context, work: Work, form: CafForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    key = work.row.id
    documents = list_documents(context, key)
    requests = list_complements(context, key)
    if not form.values:
        form.values["agent"] = str(work.row.assigned_to or UNASSIGNED)
    labels, labels_of = list_labels(context, work.row.department, [key])
    _, campaign = find_call(context, work.row.department, work.row.call)
    return work_page(
        work,
        "dossier.html",
        "dossier",
        form,
        refusal,
        documents=documents,
        requests=requests,
        kinds=document_kinds(campaign),
        versions=work.weighed.deposits,
        examinations=latest_examinations(context, key),
        missing=missing(work.weighed.check.points),
        unassigned=UNASSIGNED,
        labels=labels,
        labelled=labels_of.get(key, ()),
        states=STATES,
        address_apart=_is_apart(work.row.porteur),
    )
