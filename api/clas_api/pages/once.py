"""A form that is sent twice, by a double click or from a page gone back to, is done once and gets its first answer.

The key of its first answer is made of the form itself: what was typed, and what it was typed on, which is the revision
of what it changes, or, where it only adds to a list, how long its page showed that list to be. An act that two sendings
may reach at once keeps it in its own transaction too (`form_key`).

What saves a page of what is being written is apart: it compares what is sent with what is there, the same again is
saved, and older words are not taken for newer ones. So is a form with a file, which its key cannot tell from another.
"""

from flask import Flask, Response, current_app, flash, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from clas_api.pages.asking import current_context
from clas_api.pages.visitors import visiting
from clas_api.services.idempotency import keep_outcome, outcome_of
from clas_api.store.models import digest


def form_key() -> str | None:
    """Return the key of the form that was sent; `None` for one that does not say what it was typed on."""
    if not request.form.get("revision"):
        return None
    sent = sorted([name, value] for name, value in request.form.items(multi=True) if name != "csrf_token")
    return f"form {digest([request.path, *sent])}"


SAVING = frozenset({"save_section", "save_action", "save_group", "save_bilan_section", "save_bilan_group"})
"""Forms that save a page of what a porteur is writing."""

DONE = 303
"""What a page answers once it has done what its form asks: it leads to where the result is."""

REFUSED = (409, 412, 422)
"""What a form is answered that cannot be done, or not any more: perhaps because it was done."""


def attach(app: Flask, *blueprints: str) -> None:
    """Have the forms of these parts of the site give their first result when they are sent again."""
    for name in blueprints:
        app.before_request_funcs.setdefault(name, []).append(_first_result)
        app.after_request_funcs.setdefault(name, []).append(_kept_or_first)


def keep_done(location: str) -> None:
    """Keep that the form which is being answered was done, though its answer leads nowhere: sent again, it leads to
    `location`. For what is shown once."""
    if (key := _key_of_form()) is not None:
        keep_outcome(current_context(), key, request.path, {"location": location})


def _first_result() -> BaseResponse | None:
    """Lead whoever sends a form that was done to where it led; it is not looked at again."""
    if (key := _key_of_form()) is None:
        return None
    first = outcome_of(current_context(), key, request.path)
    if first is None:
        return None
    flash("Ce formulaire avait déjà été envoyé : rien n'est fait deux fois.")
    g.first_result = True
    return redirect(first["location"], DONE)


def _kept_or_first(response: Response) -> Response:
    """Keep where a form that was done leads. One that is refused may have been done in the meantime, by its twin."""
    if response.status_code not in (DONE, *REFUSED) or "first_result" in g or (key := _key_of_form()) is None:
        return response
    if response.status_code == DONE:
        keep_outcome(current_context(), key, request.path, {"location": response.location})
        return response
    again = _first_result()
    return response if again is None else current_app.make_response(again)


def _key_of_form() -> str | None:
    """Return the key under which the result of a form is kept; `None` for what is no form of somebody signed in."""
    if request.method != "POST" or request.files or _saves() or visiting() is None:
        return None
    key = form_key()
    return None if key is None else f"done {key}"


def _saves() -> bool:
    return (request.endpoint or "").rpartition(".")[2] in SAVING
