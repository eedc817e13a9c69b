"""A form that arrives when its session has ended: what was typed is kept on the page, to be sent again."""

from flask import Response, make_response, render_template, request

from clas_api.pages.errors import error_page
from clas_api.pages.space.site import blueprint
from clas_api.pages.visitors import visiting
from clas_api.refusals import Forbidden, NotSignedIn

_NOT_TYPED = frozenset({"csrf_token", "revision", "action"})


@blueprint.errorhandler(NotSignedIn)
@blueprint.errorhandler(Forbidden)
def keep_what_was_typed(error: NotSignedIn | Forbidden) -> Response:
    """Show again what was typed, to be sent once signed in; what no page of ours has sent is not shown.

    A browser says where a form comes from: one that another site made somebody send is refused like any other error.
    """
    own = request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
    typed = [(name, each) for name, each in request.form.items(multi=True) if each.strip() and name not in _NOT_TYPED]
    if request.method != "POST" or not own or not typed:
        return error_page(error)
    sent = [(name, each) for name, each in request.form.items(multi=True) if name != "csrf_token"]
    page = render_template("space/lost.html", typed=typed, sent=sent, address=request.path, signed_in=bool(visiting()))
    return make_response(page, 403)
