"""The HTTP status of each kind of error, the core's and ours: the same for JSON and for pages."""

from collections.abc import Mapping
from types import MappingProxyType

from clas_api.refusals import NotAFile
from clas_core.errors import ClasError

STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "http-400": 400,
        "invalid-input": 422,
        "missing-figure": 422,
        "unknown": 404,
        "department-unavailable": 503,
        "out-of-time": 409,
        "duplicate": 409,
        "refused": 409,
        "not-signed-in": 401,
        "code-needed": 401,
        "forbidden": 403,
        "stale": 412,
        "version-not-said": 428,
        "too-many-attempts": 429,
        "storage-unavailable": 503,
        "not-a-file": 415,
        "unexpected": 500,
    }
)
"""By the `kind` that each class of errors says. A test walks all classes: none is answered 500 by being forgotten."""

SECONDS_BEFORE_RETRYING = "30"
"""What whoever is answered 503 is told to wait."""


def status_of(error: ClasError) -> int:
    """Return the status of the answer to `error`."""
    return error.status if isinstance(error, NotAFile) else STATUSES[error.kind]
