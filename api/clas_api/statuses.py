"""The HTTP status of each error of the core: the same for JSON and for pages."""

from clas_core.errors import ClasError, DepartmentUnavailable, InvalidInput, MissingFigure, Unknown

_STATUSES: tuple[tuple[type[ClasError], int], ...] = (
    (InvalidInput, 422),
    (MissingFigure, 422),
    (Unknown, 404),
    (DepartmentUnavailable, 503),
)


def status_of(error: ClasError) -> int:
    """Return the status of the answer to `error`."""
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
