"""``POST /estimates`` under granian with two workers, against an empty Flask view in the same server and run."""

import socket
import tempfile
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from bench.client import Crowd, connect, get, post, typical_wait, waits
from bench.measure import Row, alternate, calmest, medians, ratio
from bench.samples import groups, request, single_requests
from bench.served import EMPTY
from bench.server import clean_environment, serving

ESTIMATES = "/api/v1/estimates"

_WORKERS = 2
_CONNECTIONS = 16
_SECONDS = 0.5
_ROUNDS = 15
_REQUESTS = 200


def measure() -> Iterator[Row]:
    """Yield throughput, then waiting times, each beside what the empty view takes."""
    singles = [post(ESTIMATES, each) for each in single_requests(1000)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serving(_WORKERS, clean_environment(folder), folder) as port:
            with connect(port) as connection:
                yield from _waits(connection, singles)
                yield from _long_lists(connection)
            yield from _throughput(port, singles)


def _throughput(port: int, singles: Sequence[bytes]) -> Iterator[Row]:
    """Measure at saturation, and whether the client left the server the machine."""
    shares = []
    with Crowd(port, _CONNECTIONS) as crowd:

        def load(requests: Sequence[bytes]) -> float:
            result = crowd.load(requests, _SECONDS)
            shares.append(result.client_share)
            return result.per_second

        pairs = alternate(lambda: load(singles), lambda: load([get(EMPTY)]), _ROUNDS)
    ours, empty = medians(pairs)
    yield Row(name="one group, requests per second", value=ours, unit="/s")
    yield Row(name="empty view, requests per second", value=empty, unit="/s")
    yield Row(name="share of a processor taken by the client, at most", value=max(shares), unit="")
    yield Row.at_least(0.40, name="throughput, one group / empty view", value=ratio(pairs), unit="×")


def _waits(connection: socket.socket, singles: Sequence[bytes]) -> Iterator[Row]:
    coming = cycle(singles)

    def one_group() -> float:
        return typical_wait(connection, islice(coming, _REQUESTS))

    def empty_view() -> float:
        return typical_wait(connection, [get(EMPTY)] * _REQUESTS)

    pairs = alternate(one_group, empty_view, 2 * _ROUNDS)
    ours, empty = medians(pairs)
    yield Row(name="empty view, p50", value=empty * 1000, unit="ms")
    yield Row(name="one group, p50", value=ours * 1000, unit="ms")
    yield Row.at_most(2.5, name="p50, one group / empty view", value=ratio(pairs), unit="×")


def _long_lists(connection: socket.socket) -> Iterator[Row]:
    rows = groups(1000)
    amounts, explained = (post(ESTIMATES, request(rows, explain=explain)) for explain in (False, True))
    wait = calmest(lambda: typical_wait(connection, [amounts] * 25), 9)
    yield Row.at_most(4, name="1,000 groups, amounts only, p50", value=wait * 1000, unit="ms")
    spread = calmest(lambda: _spread(waits(connection, [amounts] * 300)), 3)
    yield Row.at_most(4, name="1,000 groups, amounts only, p99 / p50", value=spread, unit="×")
    wait = calmest(lambda: typical_wait(connection, [explained] * 7), 7)
    yield Row.at_most(20, name="1,000 groups, all explained, p50", value=wait * 1000, unit="ms")


def _spread(measured: Sequence[float]) -> float:
    """Return how many times the typical wait the longest of a hundred is."""
    return quantiles(measured, n=100)[-1] / median(measured)
