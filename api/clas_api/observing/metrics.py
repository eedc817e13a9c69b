"""Metrics in the form of Prometheus: requests by route, and what the installation holds.

With several workers, each writes its own numbers into the folder of ``PROMETHEUS_MULTIPROC_DIR``, and whichever is
asked adds them up; ``clas serve`` makes that folder.
"""

import os
from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from flask import Response, current_app
from sqlalchemy.exc import SQLAlchemyError

from clas_api.context import Context
from clas_api.installation import current_installation
from clas_api.security.principal import SYSTEM
from clas_api.services.maintenance.counting import Holdings, count_holdings
from clas_api.store.database import database

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import GaugeMetricFamily

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The numbers of one application. They are made by the first request: the library is costly to import."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[tuple[str, str, int], tuple[Any, Any]] = {}
        self._made: tuple[CollectorRegistry, Any, Any] | None = None

    def observe(self, route: str, method: str, status: int, elapsed: float) -> None:
        """Count a request that was answered."""
        key = (route, method, status)
        found = self._known.get(key)
        if found is None:
            _, requests, durations = self._numbers()
            found = self._known[key] = (requests.labels(route, method, status), durations.labels(route, method))
        requests, durations = found
        requests.inc()
        durations.observe(elapsed)

    def registry(self) -> "CollectorRegistry":
        """Return what is to be shown of the requests, those of every worker."""
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        own = self._numbers()[0]
        if SHARED_FOLDER not in os.environ:
            return own
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return shared

    def _numbers(self) -> "tuple[CollectorRegistry, Any, Any]":
        from prometheus_client import CollectorRegistry, Counter, Histogram

        with self._lock:
            if self._made is None:
                own = CollectorRegistry()
                requests = Counter("clas_requests", "Requests answered", ("route", "method", "status"), registry=own)
                durations = Histogram(
                    "clas_request_duration_seconds",
                    "Time to answer a request",
                    ("route", "method"),
                    buckets=_BUCKETS,
                    registry=own,
                )
                self._made = (own, requests, durations)
            return self._made


def show_metrics() -> Response:
    """Show the metrics. They are for the machine that watches: see the guide of operation."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    metrics = cast("Metrics", current_app.extensions["clas-metrics"])
    shown = generate_latest(metrics.registry())
    try:
        holdings = _count()
    except SQLAlchemyError:
        pass  # the database is away: what is known of the requests is shown all the more
    else:
        registry = CollectorRegistry()
        registry.register(_Held(holdings))
        shown += generate_latest(registry)
    return Response(shown, content_type=CONTENT_TYPE_LATEST)


def _count() -> Holdings:
    installation = current_installation()
    return count_holdings(
        Context(installation=installation, session=database.session, who=SYSTEM, now=installation.clock.now())
    )


class _Held:
    """What the installation holds, as gauges."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def collect(self) -> "Iterator[GaugeMetricFamily]":
        from prometheus_client.core import GaugeMetricFamily

        for name, words, counts in (
            ("clas_mails", "Mails by state", self._holdings.mails),
            ("clas_dossiers", "Dossiers by state", self._holdings.dossiers),
        ):
            gauge = GaugeMetricFamily(name, words, labels=("state",))
            for state, count in counts.items():
                gauge.add_metric((state,), count)
            yield gauge
        yield GaugeMetricFamily("clas_audit_entries", "Entries of the trace", value=self._holdings.audit_entries)
