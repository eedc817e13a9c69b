"""What the dearest bodies of a mebibyte cost, operation by operation, in seconds of processor, in process on SQLite."""

import gc
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

from flask import Flask

from bench.dearest import dearest, example_of
from bench.measure import Row
from clas_api import create_app
from clas_api.config import Settings
from tests.contract.stages import order_of, who_asks
from tests.contract.stock import Stock
from tests.databases import SqliteFolder
from tests.limits import REFERENCE, reference_loop
from tests.stages import Stages

MOST = 0.150
"""Seconds of processor that any body may take, on a machine whose loop takes `REFERENCE`."""

_AGAIN = 3
_NEAR = 3
"""What costs this many times less than it may is told as it was measured here."""

_SHOWN = 10
"""Operations that are shown, the dearest first."""

Operation = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """What a body cost, in seconds of processor of the reference machine, and what was answered."""

    seconds: float
    operation: Operation
    what: str
    status: int


def operations_with_a_body(app: Flask) -> Sequence[Operation]:
    """Return the operations of the document that take JSON, in the order of the stages that they need."""
    document = app.extensions["clas-openapi"].document()
    found = [
        (method.upper(), path.removeprefix("/api/v1"))
        for path, operations in document["paths"].items()
        for method, said in operations.items()
        if method != "parameters" and "application/json" in said.get("requestBody", {}).get("content", {})
    ]
    return sorted(found, key=lambda each: order_of(*each))


def costs_of(app: Flask, stock: Stock, operation: Operation) -> Iterator[Cost]:
    """Send the dearest bodies to an operation, as somebody who may, and yield what each costs.

    What seems dear and was refused is sent again: the least counts, for a machine that is busy elsewhere.
    """
    document = app.extensions["clas-openapi"].document()
    method, path = operation
    said = document["paths"][f"/api/v1{path}"][method.lower()]
    schema = said["requestBody"]["content"]["application/json"]["schema"]
    place = stock.place(method, path)
    sound = example_of(schema, document)
    if isinstance(sound, dict):
        known = {name: value for name, value in stock.values(method, path).items() if name in sound}
        sound = {**sound, **known, **stock.musts(method, path)}
    versioned = any(each["name"] == "If-Match" for each in said.get("parameters", ()))
    gc.collect()
    gc.freeze()  # as in a worker
    try:
        for dear in dearest(schema, document, sound):
            version = stock.version(method, path) if versioned else None
            for _ in range(_AGAIN):
                seconds, status = _sent(app, stock, operation, place, dear.data, version)
                if seconds <= MOST or status < 400:
                    break
            yield Cost(seconds, operation, dear.what, status)
            if status < 400:
                stock.used(method, path)
                place = stock.place(method, path)
    finally:
        gc.unfreeze()


def _sent(
    app: Flask, stock: Stock, operation: Operation, place: dict[str, Any], data: bytes, version: str | None
) -> tuple[float, int]:
    method, path = operation
    key = stock.world.keys.get(who_asks(method, path))
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if version is not None:
        headers["If-Match"] = version
    client = app.test_client()
    began = process_time()
    answer = client.open(
        f"/api/v1{path.format(**place)}", method=method, data=data, content_type="application/json", headers=headers
    )
    seconds = process_time() - began
    if seconds > MOST / _NEAR:
        seconds /= max(1.0, reference_loop() / REFERENCE)
    return seconds, answer.status_code


def measure() -> Iterator[Row]:
    """Yield the dearest body of each of the dearest operations."""
    with tempfile.TemporaryDirectory() as folder, SqliteFolder.kept() as files:
        stages = Stages({"sqlite": files}.__getitem__)
        files.copy("model", "costs")
        settings = Settings(
            database_url=files.url("costs"), attachments=Path(folder), today=date(2025, 7, 1), log="errors"
        )
        app = create_app(settings)
        app.config["RATELIMIT_ENABLED"] = False
        stock = Stock(app, stages)
        worst = [max(costs_of(app, stock, each)) for each in operations_with_a_body(app)]
        stages.close()
    for each in sorted(worst, reverse=True)[:_SHOWN]:
        name = f"{' '.join(each.operation)}: {each.what}"
        yield Row.at_most(MOST * 1000, name=name, value=each.seconds * 1000, unit="ms of processor")
