"""The HTTP status of each error of the core: the same for JSON and for pages."""

from clas_api.refusals import (
    Forbidden,
    NotAFile,
    NotSignedIn,
    Stale,
    StorageUnavailable,
    TooManyAttempts,
    VersionNotSaid,
)
from clas_core.errors import ClasError, DepartmentUnavailable, InvalidInput, MissingFigure, Refused, Unknown

_STATUSES: tuple[tuple[type[ClasError], int], ...] = (
    (InvalidInput, 422),
    (MissingFigure, 422),
    (Unknown, 404),
    (DepartmentUnavailable, 503),
    (Refused, 409),
    (NotSignedIn, 401),
    (Forbidden, 403),
    (Stale, 412),
    (VersionNotSaid, 428),
    (TooManyAttempts, 429),
    (StorageUnavailable, 503),
)


SECONDS_BEFORE_RETRYING = "30"
"""What whoever is answered 503 is told to wait."""


def status_of(error: ClasError) -> int:
    """Return the status of the answer to `error`."""
    if isinstance(error, NotAFile):
        return error.status
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
