"""The people of an organisation: who may act for it, who is asked to, inviting somebody, removing somebody."""

from datetime import date, datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import Context
from clas_api.pages.asking import current_context
from clas_api.pages.porteur.form import TypedForm
from clas_api.pages.porteur.site import blueprint
from clas_api.refusals import TooManyAttempts
from clas_api.services.people.account_requests import RegistrationSchema
from clas_api.services.people.belonging import list_people, remove_person
from clas_api.services.people.joining import invite_person
from clas_api.services.people.porteurs import find_porteur
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, NotFound, Refused

REMOVED = "La personne est retirée : elle et les autres en sont prévenues par courriel."
WITHDRAWN = "L'invitation est retirée : son lien n'ouvre plus rien."


@blueprint.get("/organismes/<uuid:key>/personnes", endpoint="people")
def show_people(key: UUID) -> ResponseReturnValue:
    """Show the people of an organisation, those who are asked to join it, and a form to ask somebody."""
    return _show(current_context(), key, TypedForm())


@blueprint.post("/organismes/<uuid:key>/personnes", endpoint="invite")
def post_invitation(key: UUID) -> ResponseReturnValue:
    """Ask somebody to join, by mail; the same again while it waits."""
    context = current_context()
    form = TypedForm(request.form)
    try:
        asked = form.read(RegistrationSchema())
        invite_person(context, key, asked["email"], asked["name"])
    except (InvalidInput, Refused, TooManyAttempts) as error:
        form.refuse_by(error)
        return _show(context, key, form, status_of(error))
    flash(f"Une invitation est envoyée à {asked['email']} : la personne est des vôtres une fois qu'elle l'accepte.")
    return redirect(url_for("porteur.people", key=key), 303)


@blueprint.get("/organismes/<uuid:key>/personnes/<uuid:person>/retirer", endpoint="remove_person")
def ask_to_remove(key: UUID, person: UUID) -> ResponseReturnValue:
    """Ask whether somebody is really to be removed, or an invitation taken back."""
    return _ask(current_context(), key, person)


@blueprint.post("/organismes/<uuid:key>/personnes/<uuid:person>/retirer")
def post_removal_of_person(key: UUID, person: UUID) -> ResponseReturnValue:
    """Remove somebody, or take an invitation back; sent twice, they are removed."""
    context = current_context()
    themselves = person == context.who.account
    invited = any(each["id"] == str(person) and each["since"] is None for each in list_people(context, key))
    try:
        remove_person(context, key, person)
        flash(WITHDRAWN if invited else REMOVED)
    except NotFound:
        flash("Cette personne n'est plus de cet organisme.")
    except Refused as error:
        return _ask(context, key, person, error)
    return redirect(url_for("porteur.home") if themselves else url_for("porteur.people", key=key), 303)


def _show(context: Context, key: UUID, form: TypedForm, status: int = 200) -> ResponseReturnValue:
    people = [
        {**each, "since": _day(each["since"]), "invited_until": _day(each["invited_until"])}
        for each in list_people(context, key)
    ]
    return render_template(
        "porteur/people.html", row=find_porteur(context, key), people=people, who=context.who, form=form
    ), status


def _ask(context: Context, key: UUID, person: UUID, refused: ClasError | None = None) -> ResponseReturnValue:
    found = next((each for each in list_people(context, key) if each["id"] == str(person)), None)
    if found is None:
        raise NotFound("Cette personne")
    return render_template(
        "porteur/remove_person.html",
        row=find_porteur(context, key),
        person=found,
        themselves=person == context.who.account,
        refused=refused.message if refused else "",
    ), status_of(refused) if refused else 200


def _day(moment: str | None) -> date | None:
    return None if moment is None else datetime.fromisoformat(moment).date()
