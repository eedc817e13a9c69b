"""One's agenda: its private address, made, renewed and withdrawn; and what whoever has subscribed to it is given."""

import hashlib

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.context import asked_by
from clas_api.installation import published_installation
from clas_api.pages.account.accounts import Form
from clas_api.pages.asking import current_context
from clas_api.rendering.names import named
from clas_api.services.people.agenda_address import (
    agenda_address_since,
    end_agenda_address,
    make_agenda_address,
    whose_agenda,
)
from clas_api.services.year.own_agenda import own_agenda
from clas_api.store.database import database

blueprint = Blueprint("agenda", __name__)


@blueprint.get("/mon-compte/agenda")
def show() -> ResponseReturnValue:
    """Show whether one's agenda has an address, and what it is for."""
    return Form().page("agenda.html", since=agenda_address_since(current_context()), address="")


@blueprint.post("/mon-compte/agenda")
def make() -> ResponseReturnValue:
    """Make the address of one's agenda, or another one in its place, and show it."""
    context = current_context()
    path = url_for("agenda.subscribed", secret=make_agenda_address(context))
    address = f"{context.installation.settings.base_url}{path}"
    return Form().page("agenda.html", since=context.now, address=address)


@blueprint.post("/mon-compte/agenda/fin")
def end() -> ResponseReturnValue:
    """Withdraw the address of one's agenda."""
    end_agenda_address(current_context())
    return redirect(url_for("agenda.show"), 303)


@blueprint.get("/agenda/<secret>.ics")
def subscribed(secret: str) -> Response:
    """Give the agenda that an address opens: whoever has it is no more signed in than a reader."""
    who = whose_agenda(database.session, secret)
    text = own_agenda(asked_by(who, published_installation().clock.now())).encode()
    headers = {"Cache-Control": "private, no-cache", **named("clas-mes-echeances.ics")}
    response = Response(text, 200, headers, mimetype="text/calendar")
    response.set_etag(hashlib.sha256(text).hexdigest()[:32])
    response.make_conditional(request)
    return response
