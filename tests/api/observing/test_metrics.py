"""``/metrics``: how many requests, how long, and what the installation holds; the sum of all workers."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from clas_api.services.outbox import write_mail
from clas_api.services.trace import record
from tests.contexts import writing_on
from tests.databases import upgrade_url

MakeApp = Callable[..., Flask]


def _value(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def test_requests_are_counted_by_route_method_and_status(make_app: MakeApp) -> None:
    client = make_app().test_client()
    for path in ("/health", "/health", "/departements/marne", "/departements/aube", "/nulle-part"):
        client.get(path)
    client.open("/health", method="JEAN")
    text = client.get("/metrics").get_data(as_text=True)
    assert _value(text, 'clas_requests_total{method="GET",route="/health",status="200"}') == 2
    assert _value(text, 'clas_requests_total{method="GET",route="/departements/<slug>",status="404"}') == 1
    assert _value(text, 'clas_requests_total{method="GET",route="(aucune)",status="404"}') == 1
    assert _value(text, 'clas_request_duration_seconds_count{method="GET",route="/health"}') == 2
    assert 0 < _value(text, 'clas_request_duration_seconds_sum{method="GET",route="/health"}') < 10
    assert "aube" not in text
    assert "JEAN" not in text


def test_two_applications_count_each_for_itself(make_app: MakeApp) -> None:
    one, other = make_app().test_client(), make_app().test_client()
    one.get("/health")
    assert 'route="/health"' not in other.get("/metrics").get_data(as_text=True)


def test_what_the_installation_holds_is_shown_in_numbers(make_app: MakeApp, database_url: str) -> None:
    engine = create_engine(database_url)
    with writing_on(engine) as context:
        for number in range(3):
            write_mail(context, "jean@exemple.fr", "Bonjour", "")
            record(context, "essai", "x", chain=("marne", "national")[number % 2])
        context.session.commit()
    engine.dispose()
    text = make_app(database_url=database_url).test_client().get("/metrics").get_data(as_text=True)
    assert _value(text, 'clas_mails{state="waiting"}') == 3
    assert _value(text, "clas_audit_entries") == 3
    assert "# TYPE clas_dossiers gauge" in text
    assert "jean" not in text


def test_without_a_database_the_requests_are_still_shown(make_app: MakeApp) -> None:
    client = make_app(database_url="sqlite:////nulle/part/clas.sqlite3").test_client()
    client.get("/health")
    answer = client.get("/metrics")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert _value(text, 'clas_requests_total{method="GET",route="/health",status="200"}') == 1
    assert "clas_mails" not in text


def test_the_numbers_of_several_workers_are_added_up(tmp_path: Path) -> None:
    """Asked over connections of their own, so that both workers answer; any of them shows the sum."""
    upgrade_url(f"sqlite:///{tmp_path / 'clas.sqlite3'}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("CLAS_", "PROMETHEUS_"))}
    environment["TMPDIR"] = str(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-c", "from clas_api.cli import main; main()", "serve", "--port", str(port), "--workers", "2"],
        cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(port)
        for _ in range(40):
            assert _get(port, "/api/v1/referentials")[0] == 200
        for _ in range(6):
            text = _get(port, "/metrics")[1]
            name = 'clas_requests_total{method="GET",route="/api/v1/referentials",status="200"}'
            assert _value(text, name) == 40
        assert list(tmp_path.glob("clas-metrics-*/*.db"))
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    assert not list(tmp_path.glob("clas-metrics-*"))


def _get(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            _get(port, "/health")
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the service did not start")


def test_neither_library_is_imported_before_the_first_request(tmp_path: Path) -> None:
    program = (
        "import sys; from clas_api import create_app; app = create_app();"
        "before = {'structlog', 'prometheus_client'} & set(sys.modules);"
        "app.test_client().get('/health');"
        "print(len(before), len({'structlog', 'prometheus_client'} & set(sys.modules)), 'pygal' in sys.modules)"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CLAS_")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "0 2 False\n"
