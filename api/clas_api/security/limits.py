"""How often one network address may try what costs or can be abused: signing in, and having mails sent.

Counted in the memory of each process, and imported at the first such request: no other request pays for it.
"""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app, request

from clas_api.refusals import TooManyAttempts

if TYPE_CHECKING:
    from limits.strategies import RateLimiter

View = TypeVar("View", bound=Callable[..., Any])

SIGN_IN = "60 per minute"
"""Enough for an office that shares one address."""

MAIL = "30 per hour"

CHECK = "120 per minute"
"""Certificates that are verified: the largest is calculated again in a second or so."""

COPY = "30 per hour"
"""Copies of all that concerns somebody: each reads the whole trace."""


def limited(limit: str) -> Callable[[View], View]:
    """Let each network address reach a view as often as `limit` says. Raises `TooManyAttempts` beyond it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def within_limit(*arguments: Any, **place: Any) -> Any:
            count_request(limit, view.__name__)
            return view(*arguments, **place)

        return cast("View", within_limit)

    return decorate


def count_request(limit: str, what: str) -> None:
    """Count one more request for `what` from the network address that asks. Raises `TooManyAttempts` beyond `limit`.

    The configuration key ``RATELIMIT_ENABLED`` of the application, when false, lifts the limits.
    """
    if not current_app.config.get("RATELIMIT_ENABLED", True):
        return
    from limits import parse

    item, who = parse(limit), request.remote_addr or ""
    limiter = _limiter()
    if not limiter.hit(item, what, who):
        seconds = limiter.get_window_stats(item, what, who).reset_time - time()
        raise TooManyAttempts(max(1, round(seconds / 60 + 0.5)))


def _limiter() -> "RateLimiter":
    """Return the counter of this process, made at the first request that is counted."""
    found: RateLimiter | None = current_app.extensions.get("clas-limits")
    if found is None:
        from limits.storage import MemoryStorage
        from limits.strategies import FixedWindowRateLimiter

        found = current_app.extensions.setdefault("clas-limits", FixedWindowRateLimiter(MemoryStorage()))
    return found
