"""A form that is sent twice, by a double click or from a page gone back to, is done once and gets its first answer.

The key of its first answer is made of the form itself: what was typed, and what it was typed on, which is the revision
of what it changes, or, where it only adds to a list, how long its page showed that list to be.
"""

from flask import request

from clas_api.store.models import digest


def form_key() -> str | None:
    """Return the key of the form that was sent; `None` for one that does not say what it was typed on."""
    if not request.form.get("revision"):
        return None
    sent = sorted([name, value] for name, value in request.form.items(multi=True) if name != "csrf_token")
    return f"form {digest([request.path, *sent])}"
