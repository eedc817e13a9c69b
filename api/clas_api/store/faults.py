"""Telling a storage that is away, full or busy from a mistake of ours."""

import errno

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def is_unavailable(error: BaseException) -> bool:
    """Tell whether `error` comes from a database or a disk that cannot serve now, and may again later."""
    if isinstance(error, OperationalError | InterfaceError | TimeoutError):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    return isinstance(error, OSError) and error.errno in _FULL
