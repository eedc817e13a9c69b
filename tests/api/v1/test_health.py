"""``/health``: whether the service lives, and whether it is ready to answer."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from clas_api.installation import current_installation
from clas_api.services.rules.recording import record_rules
from clas_api.store import upgrade
from clas_api.store.database import database


def test_a_service_that_lives_counts_what_it_serves(client: FlaskClient, broken_client: FlaskClient) -> None:
    sound = client.get("/health").get_json()
    assert sound == {"status": "ok", "checks": {"departments": 2, "unavailable_departments": 0, "school_years": 3}}
    assert broken_client.get("/health").get_json()["checks"]["unavailable_departments"] == 1


def test_a_service_is_ready_once_its_tables_are_there(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    before = app.test_client().get("/health/ready")
    assert (before.status_code, before.get_json()["status"]) == (503, "unavailable")
    assert "clas db upgrade" in before.get_json()["checks"]["database"]
    with app.app_context():
        upgrade(database.engine)
    after = app.test_client().get("/health/ready")
    assert (after.status_code, after.get_json()) == (200, {"status": "ok", "checks": {"database": "ok"}})


def test_a_database_that_does_not_answer_is_not_ready(
    make_app: Callable[..., Flask], assert_french: Callable[[str], None]
) -> None:
    response = make_app(database_url="sqlite:////nulle/part/clas.sqlite3").test_client().get("/health/ready")
    assert (response.status_code, response.get_json()["status"]) == (503, "unavailable")
    assert_french(response.get_json()["checks"]["database"])


def test_a_database_that_does_not_answer_does_not_stop_the_amounts(make_app: Callable[..., Flask]) -> None:
    client = make_app(database_url="sqlite:////nulle/part/clas.sqlite3").test_client()
    groups = [{"label": "A", "children": 10, "running_costs": "5000"}]
    answer = client.post("/api/v1/estimates", json={"school_year": "2025-2026", "groups": groups})
    assert answer.get_json()["total"] == "1650.00"
    assert client.get("/health").status_code == 200


def test_the_rules_that_are_served_are_recorded_once(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    with app.app_context():
        upgrade(database.engine)
        assert record_rules(current_installation(), database.session) == 5  # three years, two calls
        assert record_rules(current_installation(), database.session) == 0
