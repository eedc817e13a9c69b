"""Errors of the pages are pages, in French, with a way out; those of the service are problems."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TextOf = Callable[[TestResponse], str]


@pytest.mark.parametrize(
    "path",
    [
        "/nulle-part",
        "/departements",
        "/departements/nulle_part",
        "/departements/marne/2024-2025",
        "/departements/marne/x",
        "/departements/marne/2024-2025/note-de-cadrage",
        "/departements/marne/2025-2026/autre",
        "/regles-nationales/2030-2031",
        "/regles-nationales/x",
        "/apis",
        "/favicon.ico",
        "/%00",
        "/departements/%F0%9F%8E%92/%3Cscript%3E",
    ],
)
def test_a_page_that_is_not_there_says_so_and_leads_home(
    client: FlaskClient, text_of: TextOf, assert_french: Callable[[str], None], path: str
) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert 'href="/"' in response.get_data(as_text=True)
    assert "<script" not in response.get_data(as_text=True)
    for line in text_of(response).split("\n"):
        assert_french(line)


def test_what_exists_is_named_when_something_else_was_asked_for(client: FlaskClient, text_of: TextOf) -> None:
    assert "marne, seine_et_marne" in text_of(client.get("/departements/nulle_part"))
    assert "2025-2026" in text_of(client.get("/departements/marne/2024-2025"))
    assert "2004-2005, 2024-2025, 2025-2026" in text_of(client.get("/regles-nationales/x"))


def test_a_broken_department_is_unavailable_and_its_reason_stays_inside(
    broken_client: FlaskClient, text_of: TextOf
) -> None:
    response = broken_client.get("/departements/aube")
    assert response.status_code == 503
    assert "momentanément indisponible" in text_of(response)
    assert "clas_aube_qui_manque" not in response.get_data(as_text=True)
    assert broken_client.get("/departements/marne").status_code == 200


def test_a_broken_department_is_shown_at_home_without_a_link(broken_client: FlaskClient, text_of: TextOf) -> None:
    response = broken_client.get("/")
    assert "indisponible" in text_of(response)
    assert "/departements/aube" not in response.get_data(as_text=True)
    assert "clas_aube_qui_manque" not in response.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/simulateur", "/departements/marne", "/api"])
@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT"])
def test_a_method_that_a_page_does_not_have_is_refused_in_french(
    client: FlaskClient, text_of: TextOf, path: str, method: str
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "pas possible ici" in text_of(response)


@pytest.mark.parametrize(("path", "mimetype"), [("/boum", "text/html"), ("/api/v1/boum", "application/problem+json")])
def test_an_unforeseen_error_is_a_sentence_and_never_a_traceback(
    make_app: Callable[..., Flask], assert_french: Callable[[str], None], path: str, mimetype: str
) -> None:
    app = make_app()

    def crash() -> str:
        raise RuntimeError("secret de fabrication")

    app.add_url_rule(path, view_func=crash)
    app.logger.disabled = True
    response = app.test_client().get(path)
    assert (response.status_code, response.mimetype) == (500, mimetype)
    body = response.get_data(as_text=True)
    assert "secret de fabrication" not in body
    assert "Traceback" not in body
    assert "imprévue" in body
