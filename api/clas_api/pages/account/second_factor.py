"""The second factor: its code after the password, putting it in place, its phone, its recovery codes, its end."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.account.accounts import Form
from clas_api.pages.asking import current_context
from clas_api.pages.visitors import enter, halfway, own_mark, own_sign_in
from clas_api.refusals import NotSignedIn, TooManyAttempts
from clas_api.rendering.qr import qr_picture
from clas_api.security.limits import SIGN_IN, count_request
from clas_api.security.one_time_codes import address_for_phone
from clas_api.services.people.account_requests import CodeSchema, EnrolmentSchema
from clas_api.services.people.enrolling import (
    begin_again,
    begin_enrolment,
    enrol,
    proposed_to,
    remove_own,
    renew_codes,
)
from clas_api.services.people.second_factor import HalfSignedIn, SignedIn, complete, is_demanded, state_of
from clas_core.errors import InvalidInput, Refused

blueprint = Blueprint("second_factor", __name__)

_PENDING = "second_factor"
_REFUSALS = (InvalidInput, TooManyAttempts, Refused)


@blueprint.route("/connexion/code", methods=["GET", "POST"], endpoint="code")
def show_code() -> ResponseReturnValue:
    """Give a code after the password, and enter."""
    found, form = halfway(), Form()
    if found is None or not found[0].enrolled:
        return redirect(url_for("account.sign_in"), 303)
    half, wanted = found
    try:
        if request.method == "POST":
            code, context = _code(form), current_context()
            return redirect(enter(context, complete(context, half, code), wanted), 303)
    except NotSignedIn:
        session.clear()
        raise
    except _REFUSALS as error:
        form.refuse(error)
    return form.page("code.html")


@blueprint.route("/mon-compte/second-facteur", methods=["GET", "POST"], endpoint="show")
def show_second_factor() -> ResponseReturnValue:
    """Put a second factor in place, by a first code; or show the one that is there."""
    whose, wanted = _whose()
    form = Form()
    try:
        if request.method == "POST":
            asked = form.read(EnrolmentSchema)
            form.typed.clear()
            count_request(SIGN_IN, "code")
            context = current_context()
            given = (asked["code"], asked["password"])
            enrolled = enrol(context, whose, session.get(_PENDING, ""), *given, here=own_mark())
            session.pop(_PENDING, None)
            if isinstance(whose, HalfSignedIn):
                wanted = enter(context, enrolled.signed_in, wanted)
            return _shown_once(enrolled.codes, wanted)
    except _REFUSALS as error:
        form.refuse(error)
    return _page(form, whose)


@blueprint.post("/mon-compte/second-facteur/telephone", endpoint="phone")
def change_phone() -> ResponseReturnValue:
    """Begin to put one's second factor onto another phone."""
    form, whose = Form(), _own()
    try:
        session[_PENDING] = begin_again(current_context(), _code(form))
        return redirect(url_for("second_factor.show"), 303)
    except _REFUSALS as error:
        form.refuse(error)
    return _page(form, whose)


@blueprint.post("/mon-compte/second-facteur/codes", endpoint="codes")
def make_codes() -> ResponseReturnValue:
    """Make new recovery codes, and show them."""
    form, whose = Form(), _own()
    try:
        return _shown_once(renew_codes(current_context(), _code(form)), url_for("account.show"))
    except _REFUSALS as error:
        form.refuse(error)
    return _page(form, whose)


@blueprint.post("/mon-compte/second-facteur/retrait", endpoint="remove")
def remove() -> ResponseReturnValue:
    """Take one's second factor away."""
    form, whose = Form(), _own()
    try:
        remove_own(current_context(), _code(form))
        return redirect(url_for("account.show"), 303)
    except _REFUSALS as error:
        form.refuse(error)
    return _page(form, whose)


def _code(form: Form) -> str:
    """Return the code that was typed; it is not shown again: another one is to be typed."""
    asked = form.read(CodeSchema)
    form.typed.clear()
    count_request(SIGN_IN, "code")
    code: str = asked["code"]
    return code


def _own() -> SignedIn:
    signed_in = own_sign_in()
    if signed_in is None:
        raise NotSignedIn
    return signed_in


def _whose() -> tuple[SignedIn | HalfSignedIn, str]:
    """Return whose second factor it is, signed in or halfway, and where they want to go next."""
    if (signed_in := own_sign_in()) is not None:
        return signed_in, url_for("account.show")
    found = halfway()
    if found is None or found[0].enrolled:
        raise NotSignedIn
    return found


def _page(form: Form, whose: SignedIn | HalfSignedIn) -> ResponseReturnValue:
    """Show what is to be put in place: when there is no second factor, or once the one there is was proved."""
    context = current_context()
    state = state_of(context, whose.account)
    if state is not None and isinstance(whose, HalfSignedIn):
        session.clear()  # it was put in place elsewhere in the meantime: whoever is halfway is told nothing of it
        raise NotSignedIn
    proposed = proposed_to(context, whose, session.get(_PENDING, ""))
    if proposed is None and state is not None:
        demanded = is_demanded(context, context.who.kinds())
        return form.page("second_factor.html", state=state, demanded=demanded)
    if proposed is None:
        session[_PENDING] = begin_enrolment(context, whose.account)
        proposed = proposed_to(context, whose, session[_PENDING])
    assert proposed is not None
    return form.page(
        "enrolment.html",
        proposed=proposed,
        picture=qr_picture(address_for_phone(proposed.secret, proposed.email)),
        groups=[proposed.secret[place : place + 4] for place in range(0, len(proposed.secret), 4)],
        halfway=isinstance(whose, HalfSignedIn),
    )


def _shown_once(codes: Sequence[str], following: str) -> ResponseReturnValue:
    page = render_template("account/recovery_codes.html", codes=codes, following=following)
    return page, 200, {"Cache-Control": "private, no-store"}
