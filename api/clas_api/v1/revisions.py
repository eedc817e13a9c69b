"""The version of what changes: given as an ETag when it is read, and asked back in ``If-Match`` to change it."""

import re
from collections.abc import Callable

from flask import Response, request

from clas_api.v1.body import Blueprint, View

_TAG = re.compile(r'"(\d{1,9})"', re.ASCII)

_FORM = r'^"\d{1,9}"$'


def if_match(blueprint: Blueprint, *, required: bool = True) -> Callable[[View], View]:
    """Document that a request says which version it changes."""
    return blueprint.header("If-Match", "The ETag of the version that is changed", pattern=_FORM, required=required)


def with_revision(response: Response, revision: int) -> Response:
    """Say in `response` which version it shows."""
    response.headers["ETag"] = f'"{revision}"'
    return response


def asked_revision() -> int | None:
    """Return the version that the request wants to change; `None` when it does not say, and one that never was for a
    tag that was never given here. The use case judges it, once it is known that whoever asks may change anything."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        return None
    match = _TAG.fullmatch(given)
    return int(match[1]) if match else 0
