"""Help: a guide for each who uses the service, and whom to ask."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from clas_api.installation import current_installation
from clas_api.pages.public.site import blueprint
from clas_api.rendering.guides import GUIDES, guide


@blueprint.get("/aide")
def help_home() -> ResponseReturnValue:
    """List the guides, and whom to ask."""
    installation = current_installation()
    return render_template(
        "public/help.html",
        guides=[guide(name) for name in GUIDES],
        departments=[each.department for each in installation.registry],
        contact=installation.settings.contact,
    )


@blueprint.get("/aide/<name>")
def help_guide(name: str) -> ResponseReturnValue:
    """Show a guide."""
    if name not in GUIDES:
        abort(404)
    return render_template("public/guide.html", guide=guide(name), others=GUIDES)
