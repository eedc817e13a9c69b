"""The page of a mailed invitation to join a porteur: what is asked, and the answer."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.pages.account.accounts import Form
from clas_api.pages.asking import current_context
from clas_api.pages.visitors import visiting
from clas_api.refusals import NotSignedIn, TooManyAttempts
from clas_api.security.limits import SIGN_IN, count_request
from clas_api.services.people.account_requests import InvitationAnswerSchema
from clas_api.services.people.joining import answer_invitation, show_invitation
from clas_core.errors import InvalidInput, Refused

blueprint = Blueprint("invitations", __name__)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"], endpoint="show")
def show_page(token: str) -> ResponseReturnValue:
    """Show an invitation, and take the answer; whoever has no password yet chooses one next."""
    form, shown, answered = Form(), None, None
    context = current_context()
    try:
        shown = show_invitation(context, token)
        form.typed = {"name": shown.name}
        if request.method == "POST":
            asked = form.read(InvitationAnswerSchema, token=token, accepts=request.form.get("answer") == "accept")
            count_request(SIGN_IN, "invitation")
            answered = answer_invitation(context, token, accepts=asked["accepts"], name=asked["name"])
            if answered.token is not None:
                return redirect(url_for("account.password", token=answered.token), 303)
    except (InvalidInput, TooManyAttempts, Refused, NotSignedIn) as error:
        form.refuse(error)
    return form.page("invitation.html", token=token, invited=shown, answered=answered, inside=visiting() is not None)
