"""What an installation says of itself: accessibility, legal notices, personal data, security.

Who answers for it comes from the configuration. What that leaves out is said to be missing; nothing is made up.
"""

from datetime import timedelta

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from clas_api.installation import current_installation
from clas_api.pages.public.site import blueprint
from clas_api.pages.writing import write_absolute
from clas_api.rendering.map import CREDIT
from clas_core.communes import EDITION

GOOD_FOR = timedelta(days=180)
"""How long what ``security.txt`` says may be believed: RFC 9116 wants less than a year."""


def _page(template: str, **values: object) -> ResponseReturnValue:
    return render_template(f"public/{template}.html", settings=current_installation().settings, **values)


@blueprint.get("/accessibilite")
def accessibility() -> ResponseReturnValue:
    """Show the declaration of accessibility, after the model of the French law."""
    return _page("accessibility")


@blueprint.get("/mentions-legales")
def legal_notices() -> ResponseReturnValue:
    """Show who publishes and hosts, and whose work stands in the pages."""
    return _page("legal_notices", map_credit=CREDIT, communes=EDITION)


@blueprint.get("/donnees-personnelles")
def personal_data() -> ResponseReturnValue:
    """Show what is kept of persons, for how long by the latest rules, who reads it, and what they may ask."""
    return _page("personal_data", referential=current_installation().library.latest())


@blueprint.get("/securite")
def security() -> ResponseReturnValue:
    """Show how to tell of a weakness, and what protects data."""
    return _page("security")


@blueprint.get("/.well-known/security.txt")
def security_txt() -> ResponseReturnValue:
    """Tell whoever looks for weaknesses where to write (RFC 9116); there is none where nobody is named."""
    installation = current_installation()
    contact = installation.settings.contact
    if contact is None:
        abort(404)
    lines = (
        f"Contact: mailto:{contact}",
        f"Expires: {installation.clock.now() + GOOD_FOR:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: fr, en",
        f"Policy: {write_absolute(url_for('public.security'))}",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
