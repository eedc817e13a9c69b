"""The version of what changes: given as an ETag when it is read, and asked back in ``If-Match`` to change it."""

import re
from collections.abc import Callable

from flask import request

from clas_api.services.revisions import ANY
from clas_api.v1.body import Blueprint, View

_TAG = re.compile(r'(?:W/)?"(\d{1,9})"', re.ASCII)
"""A tag as it was given, or as a proxy that compresses answers gives it on, weakened: the version is the same."""

_NEVER = -1
"""A revision that nothing has: 0 is that of what is not there yet."""

_FORM = r'^((W/)?"\d{1,9}"|\*)$'


_ETAG = "The ETag of the version that is changed, or `*` for whatever is there"
OF_A_VOTE = 'The `revision` of the vote that is changed, between quotes; `"0"` when there is none yet'
OF_AN_OPINION = 'The `revision` of the opinion that is changed, between quotes; `"0"` when there is none yet'


def if_match(blueprint: Blueprint, *, required: bool = True, what: str = _ETAG) -> Callable[[View], View]:
    """Document that a request says which version it changes, and what is answered when that is not the one (412), or
    when it says none (428)."""

    def decorate(view: View) -> View:
        view = blueprint.header("If-Match", what, pattern=_FORM, required=required)(view)
        view = blueprint.problem(412, "Another version is there: what has changed since")(view)
        return blueprint.problem(428, "No version was said")(view) if required else view

    return decorate


def changed_within(blueprint: Blueprint) -> Callable[[View], View]:
    """Document that a request says in its body, of each thing that it changes, which version."""
    return blueprint.problem(412, "Another version of some is there: what has changed since")


def asked_revision() -> int | None:
    """Return the version that the request wants to change; `None` when it does not say, and one that never was for a
    tag that was never given here. The use case judges it, once it is known that whoever asks may change anything."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        return None
    if given == "*":
        return ANY
    match = _TAG.fullmatch(given)
    return int(match[1]) if match else _NEVER
