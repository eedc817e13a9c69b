"""What a client may keep, and how each resource answers the methods that it does not have."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from clas_core.departments import DepartmentPlugin

Problem = Callable[..., dict[str, Any]]

CAMPAIGN = "/api/v1/departments/{}/campaigns/2025-2026"

KEPT = [
    "/api/v1/referentials/2025-2026",
    "/api/v1/referentials/2024-2025/differences/2025-2026",
    f"{CAMPAIGN}/calendar.ics".format("marne"),
    f"{CAMPAIGN}/framing-note.html".format("marne"),
    f"{CAMPAIGN}/framing-note.md".format("marne"),
    f"{CAMPAIGN}/call.md".format("marne"),
]

READ = [
    *KEPT,
    "/api/v1/departments",
    "/api/v1/departments/marne",
    CAMPAIGN.format("marne"),
    "/api/v1/referentials",
    "/api/v1/openapi.json",
    "/health",
]

SENT = ["/api/v1/estimates", "/api/v1/assessments"]


@pytest.mark.parametrize("path", KEPT)
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", tag)
    changed = client.get(path, headers={"If-None-Match": '"autre"'})
    assert (changed.status_code, changed.get_data()) == (200, first.get_data())


def test_what_changes_gets_another_tag(
    make_department: Callable[..., DepartmentPlugin], with_department: Callable[[DepartmentPlugin], FlaskClient]
) -> None:
    tags = []
    for closes in ("2025-08-30", "2025-08-31"):
        client = with_department(make_department(dates=f"closes = {closes}"))
        answers = [client.get(CAMPAIGN.format("essai") + part) for part in ("/calendar.ics", "/call.md")]
        tags.append([answer.headers["ETag"] for answer in answers])
    assert tags[0][0] != tags[1][0]
    assert tags[0][1] != tags[1][1]


def test_nothing_that_depends_on_the_day_is_kept_by_its_data_alone(client: FlaskClient) -> None:
    """The state of a call and its days left change at midnight, without its file."""
    for path in ("/api/v1/departments", "/api/v1/departments/marne", CAMPAIGN.format("marne")):
        response = client.get(path)
        assert "ETag" not in response.headers
        assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", READ)
def test_head_answers_as_get_without_the_body(client: FlaskClient, path: str) -> None:
    got, headed = client.get(path), client.head(path)
    assert (headed.status_code, headed.get_data()) == (200, b"")
    assert set(headed.headers.keys()) ^ set(got.headers.keys()) <= {"Date"}
    assert headed.headers["Content-Length"] == got.headers["Content-Length"]


@pytest.mark.parametrize("path", [*READ, *SENT])
def test_options_names_the_methods(client: FlaskClient, path: str) -> None:
    response = client.options(path)
    assert response.status_code in (200, 204)
    methods = {"GET", "HEAD", "OPTIONS"} if path in READ else {"POST", "OPTIONS"}
    assert set(response.headers["Allow"].split(", ")) == methods


@pytest.mark.parametrize("path", [*READ, *SENT])
@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "TRACE", "BREW"])
def test_another_method_is_refused_as_a_problem(client: FlaskClient, problem: Problem, path: str, method: str) -> None:
    response = client.open(path, method=method)
    assert problem(response, 405)["title"] == "Méthode refusée"
    assert response.headers["Allow"]


@pytest.mark.parametrize("path", SENT)
def test_what_is_sent_cannot_be_read(client: FlaskClient, problem: Problem, path: str) -> None:
    assert problem(client.get(path), 405)["status"] == 405
    assert client.head(path).status_code == 405


@pytest.mark.parametrize("path", READ)
def test_what_is_read_cannot_be_posted(client: FlaskClient, problem: Problem, path: str) -> None:
    assert problem(client.post(path, json={}), 405)["status"] == 405


@pytest.mark.parametrize(
    "path", ["/api/v1", "/api/v2/estimates", "/api/v1/departements", "/api/v1/departments/", "/api/", "/api/v1/..%2f"]
)
def test_an_address_that_does_not_exist_is_a_problem_under_api(
    client: FlaskClient, problem: Problem, path: str
) -> None:
    assert problem(client.get(path), 404)["title"] == "Introuvable"
