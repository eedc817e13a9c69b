"""Watching that a page or an answer is one reading: one transaction, and nothing asked twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import local
from typing import Any

from flask import Flask, request
from flask.signals import request_finished, request_started
from sqlalchemy import Connection, Engine, event

COUNTING = {
    "public.note": "tells what was approved the year before",
    "departments.get_framing_note": "tells what was approved the year before",
    "caf.statistics": "tells a year",
    "caf.call_bilan": "tells a year",
    "caf.call_bilan_document": "tells a year",
    "national.statistics": "tells a year",
    "national.home": "tells two years",
    "national.preparation": "tells who of every department can sign in",
    "national.preparation_mails": "tells who of every department can sign in, and since when none was written to",
    "readiness.get_readiness": "tells the nation who of every department can sign in",
    "national.simulation": "tells a year under other figures",
    "simulations.get_simulation": "tells a year under other figures",
    "statistics.get_department_statistics": "tells a year",
    "statistics.get_national_statistics": "tells a year",
}
"""What counts for the nation, apart from the reading of whoever asks, and keeps what had to be counted again."""

ACTS = {"identity_provider.finish", "exports.get_export"}
"""What is opened by an address and acts: it signs in whoever comes back from the identity provider, or takes data out,
which the trace keeps."""

MAKING_THE_KEY = "INSERT INTO installation_keys"
"""The first page of an installation makes the key of its cookies, once for all."""

MOST_STATEMENTS = 12
"""That a page asks, or an answer of the JSON service."""

_now = local()


@dataclass
class Asked:
    """What one request has asked of the database."""

    begun: int = 0
    statements: list[tuple[int, str, str]] = field(default_factory=list)

    def faults(self, most: int = 1) -> Iterator[str]:
        if any(MAKING_THE_KEY in statement for _, statement, _ in self.statements):
            return
        if self.begun > most:
            yield f"{self.begun} transactions"
        for (_, statement, values), count in Counter(self.statements).items():
            if count > 1:
                yield f"asked {count} times: {statement[:300]} {values}"


@contextmanager
def watched() -> Iterator[list[tuple[str, Asked]]]:
    """Give what each ``GET`` that is answered meanwhile has asked, with its endpoint and its address."""
    seen: list[tuple[str, Asked]] = []

    def start(sender: Flask, **more: Any) -> None:
        _now.asked = Asked() if request.method == "GET" else None

    def finish(sender: Flask, **more: Any) -> None:
        if (asked := getattr(_now, "asked", None)) is not None:
            seen.append((f"{request.endpoint} {request.path}", asked))
        _now.asked = None

    def begin(connection: Connection) -> None:
        if (asked := getattr(_now, "asked", None)) is not None:
            asked.begun += 1

    def execute(connection: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if (asked := getattr(_now, "asked", None)) is not None and not statement.startswith("BEGIN"):
            asked.statements.append((asked.begun, statement, repr(values)))

    request_started.connect(start)
    request_finished.connect(finish)
    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", execute)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", execute)
        event.remove(Engine, "begin", begin)
        request_finished.disconnect(finish)
        request_started.disconnect(start)


def expect_few_statements(seen: list[tuple[str, Asked]]) -> None:
    """Fail, naming each page that asked more than `MOST_STATEMENTS`, and what; but those that count for the nation."""
    faults = []
    for place, asked in seen:
        statements = [statement for _, statement, _ in asked.statements]
        if len(statements) > MOST_STATEMENTS and place.partition(" ")[0] not in COUNTING:
            faults.append("\n  ".join([f"{place}: {len(statements)} statements", *(each[:200] for each in statements)]))
    assert not faults, "\n".join(faults)


def expect_one_reading(seen: list[tuple[str, Asked]]) -> None:
    """Fail, naming each page that was more than one reading, or asked something twice."""
    faults = [
        f"{place}: {fault}"
        for place, asked in seen
        if place.partition(" ")[0] not in ACTS
        for fault in asked.faults(3 if place.partition(" ")[0] in COUNTING else 1)
    ]
    assert not faults, "\n".join(dict.fromkeys(faults))
