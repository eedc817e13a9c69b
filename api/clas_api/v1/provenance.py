"""Headers that say by which rules and which version of a department an answer was made, and when it changes."""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import version

from flask import Response, request

from clas_api.installation import current_installation
from clas_core.departments import DepartmentPlugin
from clas_core.national import Referential

RULES = "Clas-Referential-Digest"
DEPARTMENT = "Clas-Department-Version"


@cache
def _version() -> str:
    return version("clas-api")


def sign(
    response: Response, referential: Referential | None = None, plugin: DepartmentPlugin | None = None
) -> Response:
    """Add to `response` what made it."""
    if referential is not None:
        response.headers[RULES] = referential.digest
    if plugin is not None:
        response.headers[DEPARTMENT] = f"{plugin.slug} {plugin.version or '0'}"
    return response


def conditional(response: Response, digests: Iterable[str]) -> Response:
    """Let a client that already has this answer keep it: the digests of its data and our version are its ETag."""
    whose = ("essai",) if current_installation().is_rehearsal else ()
    response.set_etag("-".join((_version(), *whose, *(digest.removeprefix("sha256:")[:16] for digest in digests))))
    response.make_conditional(request)
    return response
