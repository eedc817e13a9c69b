"""A form that arrives when its session has ended: what was typed is kept on the page, to be sent again."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, render_template, request

from clas_api.installation import current_installation
from clas_api.pages.asking import own_page
from clas_api.pages.errors import error_page
from clas_api.pages.forgery import FIELD, Forged, comes_from_here, given_to_another, mark_sent
from clas_api.pages.porteur.site import blueprint
from clas_api.pages.porteur.wording import choices_of_field, name_of_typed
from clas_api.pages.visitors import visiting
from clas_api.refusals import Forbidden, NotSignedIn
from clas_core.committees.committee import CHOICES, SCALES, TIE_RULES
from clas_core.dossiers import ATTESTATIONS, national_questions
from clas_core.dossiers.documents import DOCUMENT_KINDS
from clas_core.dossiers.lifecycle import STATES
from clas_core.porteurs import NATURES
from clas_core.questions import Questionnaire

_NOT_TYPED = frozenset({FIELD, "revision", "action", "again", "seen", "shown", "voting"})
_ACCOUNT = re.compile(r"budget/\d+/account")
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CHOSEN: Mapping[str, Mapping[Any, str]] = {
    "nature": NATURES,
    "kind": DOCUMENT_KINDS,
    "outcome": STATES,
    "verdict": {"met": "oui", "not_met": "non"},
    "scale": SCALES,
    "vote": CHOICES,
    "choice": CHOICES,
    "tie": TIE_RULES,
    "attestations": {name: each.label for name, each in ATTESTATIONS.items()},
}
"""What is chosen and not written, by the field that it is chosen in, but for the questions of a dossier."""


@blueprint.errorhandler(NotSignedIn)
@blueprint.errorhandler(Forbidden)
def keep_what_was_typed(error: NotSignedIn | Forbidden) -> Response:
    """Show again what was typed, to be sent once signed in; what no page of ours has sent is not shown.

    A browser says where a form comes from: one that another site made somebody send is refused like any other error.
    """
    own = comes_from_here() or request.headers.get("Sec-Fetch-Site") == "none"
    typed = list(_typed())
    files = [each.filename for each in request.files.values() if each.filename]
    if request.method != "POST" or not own or not (typed or files):
        return error_page(error)
    page = render_template(
        "porteur/lost.html",
        typed=typed,
        files=files,
        sent=[(name, each) for name, each in request.form.items(multi=True) if name not in (FIELD, "again")],
        address=request.full_path.removesuffix("?"),
        before=_page_before(),
        mark=mark_sent(),
        field=FIELD,
        who=visiting(),
        another=given_to_another(),
        refusal="" if isinstance(error, (NotSignedIn, Forged)) else error.message,
    )
    return make_response(page, 403)


def _typed() -> Iterator[tuple[str, str]]:
    """Yield what each field asked for and what was typed in it, in words."""
    asked = Questionnaire(national_questions(current_installation().library.latest()))
    for name in dict.fromkeys(request.form):
        parts = [part for part in name.split("/") if not _KEY.fullmatch(part)]
        texts = [text for text in request.form.getlist(name) if text.strip()]
        told_already = _ACCOUNT.fullmatch(name) or parts == ["name"] != name.split("/")
        if parts[0] in _NOT_TYPED or not texts or told_already:
            continue
        label = name_of_typed("/".join(parts), request.form, asked)
        words = choices_of_field(name, asked) or next(
            (_CHOSEN[part] for part in reversed(parts) if part in _CHOSEN), {}
        )
        shown = ("choix gardé" if _KEY.fullmatch(text) else words.get(text, text) for text in texts)
        yield label[:1].upper() + label[1:], ", ".join(shown)


def _page_before() -> str:
    """Return the page that the form was on; nothing when the browser does not say, or when it cannot be opened."""
    parts = urlsplit(request.referrer or "")
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    adapter = current_app.create_url_adapter(request)
    if parts.netloc != request.host or adapter is None or not adapter.test(parts.path, "GET"):
        return ""
    return own_page(address)
