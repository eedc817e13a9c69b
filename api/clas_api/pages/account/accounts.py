"""Signing in and out, asking for an account, choosing a password, seeing one's account."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from clas_api.installation import current_installation
from clas_api.pages.admin.wording import role_told
from clas_api.pages.asking import current_context, own_space, wanted_page
from clas_api.pages.visitors import enter, halfway, leave, other_half, own_mark, visiting
from clas_api.policy import policy_with_style
from clas_api.refusals import NotSignedIn, TooManyAttempts
from clas_api.rendering import render
from clas_api.rendering.names import named
from clas_api.security.limits import COPY, MAIL, SIGN_IN, count_request
from clas_api.security.passwords import SHORTEST
from clas_api.services.people.account_requests import (
    CredentialsSchema,
    MailAddressSchema,
    NewPasswordSchema,
    RegistrationSchema,
)
from clas_api.services.people.inviting import ask_reset, purpose_of, register, set_password
from clas_api.services.people.own_copy import MOST_ON_A_PAGE, copy_own
from clas_api.services.people.own_copy_document import own_copy_document
from clas_api.services.people.own_sessions import end_other_sessions, end_session, list_sessions
from clas_api.services.people.second_factor import state_of
from clas_api.services.people.signing_in import sign_in
from clas_api.statuses import status_of
from clas_core.errors import ClasError, InvalidInput, Refused
from clas_core.reading import read_json
from clas_core.strict import StrictSchema

blueprint = Blueprint("account", __name__)


@dataclass(slots=True)
class Form:
    """A form as typed: everything comes back but passwords, each problem beside its field."""

    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str = ""
    status: int = 200

    def read(self, schema: type[StrictSchema], **known: str | bool) -> Any:
        """Read what was typed. Raises `InvalidInput`; an empty field is one that was not filled."""
        names = [name for name in schema().fields if name not in known]
        self.typed = {name: request.form.get(name, "") for name in names}
        return read_json({**{name: text for name, text in self.typed.items() if text.strip()}, **known}, schema())

    def refuse(self, error: ClasError) -> None:
        """Put a refusal where it belongs."""
        self.status = status_of(error)
        self.refusal = error.message
        if isinstance(error, InvalidInput):
            self.refusal = "Un ou plusieurs champs sont à corriger."
            for problem in error.problems:
                self.errors.setdefault(str(problem.path[0]), problem.message)

    def page(self, template: str, **values: Any) -> ResponseReturnValue:
        """Show the form again."""
        headers = {"Cache-Control": "private, no-store"}  # an address may hold a token that opens something
        if self.status == 429:
            headers["Retry-After"] = "60"
        return render_template(f"account/{template}", form=self, **values), self.status, headers


@blueprint.route("/connexion", methods=["GET", "POST"], endpoint="sign_in")
def show_sign_in() -> ResponseReturnValue:
    """Sign in with a password, or go to the identity provider."""
    form = Form()
    if request.method == "POST":
        try:
            asked = form.read(CredentialsSchema)
            count_request(SIGN_IN, "sign-in")
            context = current_context()
            return redirect(enter(context, sign_in(context, asked["email"], asked["password"]), wanted_page()), 303)
        except (InvalidInput, NotSignedIn, TooManyAttempts) as error:
            form.refuse(error)
    elif visiting():
        return redirect(wanted_page(), 303)
    elif half := halfway():
        return redirect(other_half(half[0]), 303)
    settings = current_installation().settings
    return form.page("sign_in.html", next=request.values.get("next", ""), with_provider=bool(settings.oidc_issuer))


@blueprint.post("/deconnexion")
def sign_out() -> ResponseReturnValue:
    """Sign out."""
    leave(current_context())
    return redirect(url_for("public.home"), 303)


@blueprint.route("/compte", methods=["GET", "POST"], endpoint="register")
def show_register() -> ResponseReturnValue:
    """Ask for an account."""
    form, told = Form(), ""
    if request.method == "POST":
        try:
            asked = form.read(RegistrationSchema)
            count_request(MAIL, "register")
            told = register(current_context(), asked["email"], asked["name"])
        except (InvalidInput, TooManyAttempts) as error:
            form.refuse(error)
    return form.page("register.html", told=told)


@blueprint.route("/mot-de-passe", methods=["GET", "POST"], endpoint="forgotten")
def show_forgotten() -> ResponseReturnValue:
    """Ask for a link to a new password."""
    form, told = Form(), ""
    if request.method == "POST":
        try:
            asked = form.read(MailAddressSchema)
            count_request(MAIL, "reset")
            told = ask_reset(current_context(), asked["email"])
        except (InvalidInput, TooManyAttempts) as error:
            form.refuse(error)
    return form.page("forgotten.html", told=told)


@blueprint.route("/mot-de-passe/<token>", methods=["GET", "POST"], endpoint="password")
def show_password(token: str) -> ResponseReturnValue:
    """Choose a password by a mailed link, and enter."""
    form, purpose = Form(), ""
    try:
        purpose = purpose_of(current_context(), token)
        if request.method == "POST":
            asked = form.read(NewPasswordSchema, token=token)
            count_request(SIGN_IN, "password")
            context = current_context()
            return redirect(enter(context, set_password(context, token, asked["password"]), own_space()), 303)
    except (InvalidInput, TooManyAttempts, Refused, NotSignedIn) as error:
        form.refuse(error)
    return form.page("password.html", token=token, purpose=purpose, shortest=SHORTEST)


@blueprint.get("/mon-compte")
def show() -> ResponseReturnValue:
    """Show one's account: name, address, roles, open sessions."""
    return account_page(Form())


def account_page(form: Form) -> ResponseReturnValue:
    """Show one's account, with a change of it that could not be made."""
    who = visiting()
    if who is None:
        raise NotSignedIn
    form.typed.setdefault("name", who.name)
    context = current_context()
    roles = [
        role_told(
            context.installation, {"kind": each.kind, "department": each.department, "institution": each.institution}
        )
        for each in who.roles
    ]
    return form.page(
        "account.html",
        who=who,
        roles=roles,
        sessions=list_sessions(context, own_mark()),
        factor=state_of(context, who.account) if who.account else None,
    )


@blueprint.post("/mon-compte/copie")
def copy() -> ResponseReturnValue:
    """Give a copy of all that concerns whoever asks, to be read or to be kept."""
    from clas_api.rendering.html import style_digest  # what few ask for is imported then

    context = current_context()
    if context.who.account is None:
        raise NotSignedIn
    count_request(COPY, "copy")
    own = copy_own(context, context.who.account, most=MOST_ON_A_PAGE)
    headers = {"Cache-Control": "private, no-store"}
    if request.form.get("form") == "json":
        headers |= named(f"clas-mes-donnees-{context.now:%Y-%m-%d}.json", attached=True)
        return Response(orjson.dumps(own.values(), option=orjson.OPT_INDENT_2), 200, headers, "application/json")
    headers |= {"Content-Security-Policy": policy_with_style(style_digest())}
    body, _ = render(own_copy_document(own), "html", rehearsal=context.installation.is_rehearsal)
    return Response(body, 200, headers, "text/html")


@blueprint.post("/mon-compte/sessions/<uuid:key>/fin")
def end(key: UUID) -> ResponseReturnValue:
    """End one of one's sessions."""
    end_session(current_context(), key)
    return redirect(url_for("account.show"), 303)


@blueprint.post("/mon-compte/sessions/fin")
def end_others() -> ResponseReturnValue:
    """End all of one's sessions but this one."""
    end_other_sessions(current_context(), own_mark())
    return redirect(url_for("account.show"), 303)
