"""A form that is sent twice, by a double click or from a page gone back to, is done once and gets its first answer.

The key of its first answer is made of the form itself: what was typed, and what tells it from the next one of the same
words, which is the revision that it changes, or a word that its page was given when it was shown.
"""

from uuid import uuid4

from flask import request

from clas_api.store.models import digest

_TELLING = ("revision", "once")


def once() -> str:
    """Return a word for a form that changes no revision."""
    return uuid4().hex


def form_key() -> str | None:
    """Return the key of the form that was sent; `None` for one that nothing tells from the next one."""
    if not any(request.form.get(name) for name in _TELLING):
        return None
    sent = sorted([name, value] for name, value in request.form.items(multi=True) if name != "csrf_token")
    return f"form {digest([request.path, *sent])}"
