"""One department's requests with all departments enabled and with two, in one process; run with them on its path."""

import io
import json
from collections.abc import Callable
from time import perf_counter
from typing import Any

import orjson
from flask import Flask

from bench.generated import CODES, TWO, school_year_of, slug_of
from bench.measure import alternate, ratio
from bench.samples import groups, request
from clas_api import create_app
from clas_api.config import Settings

_REQUESTS = 60
_ROUNDS = 41


def answering(app: Flask, method: str, path: str, body: bytes = b"") -> Callable[[], float]:
    """Return what asks `app` for `path` some times, through WSGI alone, and tells how long a request took."""

    def once() -> None:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "CONTENT_TYPE": "application/json" if body else "",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }
        statuses: list[str] = []

        def start_response(status: str, headers: object, error: object = None) -> Callable[[bytes], object]:
            statuses.append(status)
            return io.BytesIO().write

        b"".join(app(environ, start_response))
        if statuses != ["200 OK"]:
            raise RuntimeError(f"{path}: {statuses}")

    def each() -> float:
        start = perf_counter()
        for _ in range(_REQUESTS):
            once()
        return (perf_counter() - start) / _REQUESTS

    return each


def main() -> None:
    """Write the ratios as JSON."""
    many = create_app(Settings(departments=tuple(map(slug_of, CODES))))
    few = create_app(Settings(departments=tuple(map(slug_of, TWO))))
    slug, year = slug_of(TWO[0]), school_year_of(TWO[0])
    estimate = orjson.dumps(request(groups(1), department=slug, school_year=year))
    kinds = {
        "estimate": ("POST", "/api/v1/estimates", estimate),
        "one department": ("GET", f"/api/v1/departments/{slug}", b""),
        "page of a call": ("GET", f"/departements/{slug}", b""),
    }
    ratios = {
        kind: ratio(alternate(answering(many, *asked), answering(few, *asked), _ROUNDS))
        for kind, asked in kinds.items()
    }
    print(json.dumps(ratios))


if __name__ == "__main__":
    main()
