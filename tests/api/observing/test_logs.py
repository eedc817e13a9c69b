"""Each request leaves one line that names nobody, and a reference that people can quote."""

import re
from collections.abc import Callable

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from clas_api.store.database import database
from tests.api.observing.conftest import Lines

MakeApp = Callable[..., Flask]
BODY = {
    "department": "marne",
    "school_year": "2025-2026",
    "groups": [{"label": "Groupe de Zoé", "children": 10, "running_costs": "9000.00"}],
}


def test_a_request_leaves_one_line_with_its_route_and_nothing_of_anybody(client: FlaskClient, lines: Lines) -> None:
    lines()
    client.post("/api/v1/estimates?nom=Dupont", json=BODY, headers={"Authorization": "Basic dG90bw=="})
    (line,) = lines()
    assert line.keys() == {
        "event", "level", "timestamp", "method", "route", "status", "duration_ms", "request_id", "principal",
    }  # fmt: skip
    assert (line["event"], line["method"], line["route"]) == ("request", "POST", "/api/v1/estimates")
    assert (line["status"], line["principal"]) == (200, "anonymous")
    assert 0 < line["duration_ms"] < 10_000
    for secret in ("Dupont", "Zoé", "dG90bw"):
        assert secret not in str(line)


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/departements/marne", "/departements/<slug>", 200),
        ("/departements/dupont-jean", "/departements/<slug>", 404),
        ("/jean.dupont@exemple.fr", "(aucune)", 404),
        ("/static/absent", "/static/<path:filename>", 404),
    ],
)
def test_the_line_says_the_rule_and_never_the_path(
    client: FlaskClient, lines: Lines, path: str, route: str, status: int
) -> None:
    lines()
    client.get(path)
    (line,) = lines()
    assert (line["route"], line["status"]) == (route, status)
    assert "dupont" not in str(line)


def test_whoever_asks_is_named_by_a_key(make_app: MakeApp, lines: Lines) -> None:
    app = make_app(log="requests")

    def known() -> str:
        g.principal_id = "account:7"
        return ""

    app.add_url_rule("/connu", view_func=known)
    app.test_client().get("/connu")
    assert lines()[-1]["principal"] == "account:7"


@pytest.mark.parametrize("given", ["abc-123_X", "a" * 64])
def test_a_sane_reference_is_kept(client: FlaskClient, lines: Lines, given: str) -> None:
    lines()
    answer = client.get("/health", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == lines()[0]["request_id"] == given


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", "a\tb", "é", "<script>", '"}'])
def test_another_is_replaced(client: FlaskClient, lines: Lines, given: str) -> None:
    lines()
    answer = client.get("/health", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-ID"])
    assert lines()[0]["request_id"] == answer.headers["X-Request-ID"]


def test_each_request_has_a_reference_of_its_own(client: FlaskClient) -> None:
    assert len({client.get("/health").headers["X-Request-ID"] for _ in range(50)}) == 50


@pytest.mark.parametrize("path", ["/boum", "/api/v1/boum"])
def test_an_unforeseen_error_is_logged_by_its_place_and_shown_by_its_reference(
    make_app: MakeApp, lines: Lines, path: str
) -> None:
    app = make_app(log="requests")

    def crash() -> str:
        try:
            raise ValueError("jean.dupont@exemple.fr")
        except ValueError as error:
            raise RuntimeError("secret de fabrication") from error

    app.add_url_rule(path, view_func=crash)
    lines()
    answer = app.test_client().get(path)
    failure, request = lines()
    reference = answer.headers["X-Request-ID"]
    assert reference in answer.get_data(as_text=True)
    assert (failure["event"], failure["level"], failure["request_id"]) == ("unforeseen_error", "error", reference)
    assert [each["type"] for each in failure["traceback"]] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert re.fullmatch(r"api/observing/test_logs\.py:\d+ crash", failure["traceback"][0]["at"][-1])
    assert (request["status"], request["request_id"]) == (500, reference)
    for secret in ("dupont", "fabrication"):
        assert secret not in str((failure, request, answer.get_data(as_text=True)))


def test_an_answer_without_an_error_shows_no_reference_in_its_body(client: FlaskClient) -> None:
    answer = client.get("/nulle-part")
    assert answer.headers["X-Request-ID"] not in answer.get_data(as_text=True)


def test_an_installation_may_log_errors_alone(make_app: MakeApp, lines: Lines) -> None:
    app = make_app(log="errors")

    def crash() -> str:
        raise RuntimeError

    app.add_url_rule("/boum", view_func=crash)
    lines()
    assert app.test_client().get("/health").headers["X-Request-ID"]
    assert lines() == []
    app.test_client().get("/boum")
    assert [each["event"] for each in lines()] == ["unforeseen_error"]


def test_a_failing_statement_does_not_quote_its_values(make_app: MakeApp) -> None:
    with make_app().app_context(), database.engine.connect() as connection, pytest.raises(OperationalError) as raised:
        connection.execute(text("SELECT :name FROM nulle_part"), {"name": "Dupont"})
    assert "Dupont" not in str(raised.value)
