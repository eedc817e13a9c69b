"""The version of what changes: given as an ETag when it is read, and asked back in ``If-Match`` to change it."""

import re

from flask import Response, request

from clas_api.refusals import Stale, VersionNotSaid

_TAG = re.compile(r'"(\d{1,9})"', re.ASCII)


def with_revision(response: Response, revision: int) -> Response:
    """Say in `response` which version it shows."""
    response.headers["ETag"] = f'"{revision}"'
    return response


def asked_revision() -> int:
    """Return the version that the request wants to change.

    Raises `VersionNotSaid` when it does not say, `Stale` when what it says was never given here.
    """
    revision = revision_if_any()
    if revision is None:
        raise VersionNotSaid
    return revision


def revision_if_any() -> int | None:
    """Return the version that the request names; `None` when it names none."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        return None
    match = _TAG.fullmatch(given)
    if match is None:
        raise Stale
    return int(match[1])
