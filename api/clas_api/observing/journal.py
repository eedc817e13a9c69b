"""The log: JSON, one line for each thing that happens, on standard error.

It names nobody: routes as they are written and not paths, the keys of accounts and not their names, and of an error its
kind and its place, never its message, which may quote what somebody typed.
"""

import os
import traceback
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

_STANDARD_ERROR = 2
_DEEPEST = 60


class _Lines:
    """Where the lines go: each by one call to the system, so that those of several processes do not mix."""

    def msg(self, line: bytes) -> None:
        with suppress(OSError):  # a log that cannot be written does not keep anybody from their work
            os.write(_STANDARD_ERROR, line + b"\n")

    info = warning = error = msg


@cache
def _journal() -> Any:
    """Return the logger. Made by the first line: structlog takes longer to import than the service to start."""
    import structlog

    return structlog.wrap_logger(
        _Lines(),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        cache_logger_on_first_use=True,
    ).bind()


def log_request(method: str, route: str, status: int, elapsed: float, reference: str, principal: str) -> None:
    """Write the line of a request that was answered."""
    _journal().info(
        "request",
        method=method,
        route=route,
        status=status,
        duration_ms=round(elapsed * 1000, 3),
        request_id=reference,
        principal=principal,
    )


def log_failure(event: str, error: BaseException | None, reference: str, route: str) -> None:
    """Write where an error happened, and where those that led to it did."""
    _journal().error(event, request_id=reference, route=route, traceback=_places(error))


def _places(error: BaseException | None) -> list[dict[str, object]]:
    """Return an error and those behind it, from the last to the first: their kinds and their places."""
    places: list[dict[str, object]] = []
    while error is not None and len(places) < _DEEPEST:
        places.append(
            {"type": f"{type(error).__module__}.{type(error).__qualname__}", "at": _frames(error.__traceback__)}
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return places


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_DEEPEST:]
    return [f"{'/'.join(Path(each.filename).parts[-3:])}:{each.lineno} {each.name}" for each in frames]
