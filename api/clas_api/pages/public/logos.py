"""The logo of a department, as its plugin gives it: a picture that a page shows, and that can do nothing by itself."""

from hashlib import sha256

from flask import Response, request

from clas_api.installation import current_installation
from clas_api.pages.public.site import blueprint
from clas_core.errors import NotFound

POLICY_OF_A_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A drawing has its styles inside; it loads nothing, runs nothing, and opened by itself it is of no site."""

A_DAY = "public, max-age=86400"


@blueprint.get("/departements/<slug>/logo")
def logo(slug: str) -> Response:
    """Send the logo of a department; browsers keep it a day. Raises `NotFound` where it has none."""
    picture = current_installation().registry.get(slug).department.picture
    if picture is None:
        raise NotFound("Ce logo")
    headers = {"Content-Security-Policy": POLICY_OF_A_PICTURE, "Cache-Control": A_DAY}
    response = Response(picture.content, mimetype=picture.media_type, headers=headers)
    response.set_etag(sha256(picture.content).hexdigest()[:16])
    response.make_conditional(request)
    return response
