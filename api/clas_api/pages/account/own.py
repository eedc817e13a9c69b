"""Changing one's own account: its name, and its address, which is confirmed by a link that goes there."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.account.accounts import Form, account_page
from clas_api.pages.asking import current_context
from clas_api.refusals import NotSignedIn, TooManyAttempts
from clas_api.security.limits import MAIL, count_request
from clas_api.services.people.account_requests import CredentialsSchema, NameSchema
from clas_api.services.people.own_account import ask_address, asked_address, rename, take_address
from clas_core.errors import InvalidInput, Refused

blueprint = Blueprint("own_account", __name__)


@blueprint.post("/mon-compte/nom")
def change_name() -> ResponseReturnValue:
    """Call oneself otherwise."""
    form = Form()
    try:
        rename(current_context(), form.read(NameSchema)["name"])
    except InvalidInput as error:
        form.refuse(error)
        return account_page(form)
    flash("Votre nom est changé. Ce que vous avez signé garde le nom d'alors.")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/mon-compte/adresse")
def change_address() -> ResponseReturnValue:
    """Ask for a link to confirm another address."""
    form = Form()
    try:
        asked = form.read(CredentialsSchema)
        count_request(MAIL, "address")
        flash(ask_address(current_context(), asked["email"], asked["password"]))
    except (InvalidInput, Refused, TooManyAttempts) as error:
        form.refuse(error)
        return account_page(form)
    return redirect(url_for("account.show"), 303)


@blueprint.route("/adresse/<token>", methods=["GET", "POST"], endpoint="address")
def confirm_address(token: str) -> ResponseReturnValue:
    """Show the address that a mailed link would take, and take it."""
    form, email, taken = Form(), "", ""
    context = current_context()
    try:
        if request.method == "POST":
            taken = take_address(context, token)
        else:
            email = asked_address(context, token)
    except (Refused, NotSignedIn) as error:
        form.refuse(error)
    return form.page("address.html", token=token, email=email, taken=taken)
