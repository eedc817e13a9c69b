"""What the service shows of itself: a reference for each request, a line in the log, and metrics.

This runs at every request, so it is counted in microseconds: what is costly to import is imported by the first request,
and nothing is looked up twice.
"""

import re
from secrets import token_hex
from time import perf_counter

from flask import Flask, Response, g, request

from clas_api.observing.journal import log_failure, log_request
from clas_api.observing.metrics import Metrics, show_metrics

__all__ = ["attach", "log_failure"]

_SANE = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_ROUTE = "(aucune)"


def attach(app: Flask, *, log_requests: bool) -> None:
    """Observe each request of `app`, from before everything else is done until after; serve ``/metrics``.

    `log_requests`: with a line of log for each. Whoever knows who asks says so in ``g.principal_id``;
    ``g.request_id`` is the reference of the request.
    """
    metrics = app.extensions["clas-metrics"] = Metrics()
    app.before_request(_begin)
    app.after_request(lambda response: _end(metrics, response, log_requests))
    app.add_url_rule("/metrics", "metrics", show_metrics)


def _begin() -> None:
    """Take the reference that a proxy gave, if it is one, or make one."""
    given = request.environ.get("HTTP_X_REQUEST_ID")
    here = vars(g._get_current_object())
    here["request_id"] = given if given is not None and _SANE(given) else token_hex(8)
    here["began"] = perf_counter()


def _end(metrics: Metrics, response: Response, log_requests: bool) -> Response:
    here = vars(g._get_current_object())
    if (began := here.get("began")) is None:
        return response
    rule, method = request.url_rule, request.method
    route = _NO_ROUTE if rule is None else rule.rule
    method = method if method in _METHODS else "OTHER"
    status = response.status_code
    reference = response.headers["X-Request-ID"] = here["request_id"]
    elapsed = perf_counter() - began
    metrics.observe(route, method, status, elapsed)
    if log_requests:
        log_request(method, route, status, elapsed, reference, here.get("principal_id", "anonymous"))
    return response
