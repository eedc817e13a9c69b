"""Headers by which a browser protects whoever reads: on pages, on JSON, on files, on refusals."""

from collections.abc import Callable

import pytest
from flask import Flask

EVERY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PATHS = ("/", "/nulle-part", "/api/v1/departments", "/api/v1/nulle-part", "/health", "/static/clas.css")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("base_url", ["https://caf.example", "http://127.0.0.1:8000"])
def test_every_answer_has_them(make_app: Callable[..., Flask], path: str, base_url: str) -> None:
    with make_app(base_url=base_url).test_client().get(path) as answer:
        headers = answer.headers
    assert {name: headers.getlist(name) for name in EVERY} == {name: [said] for name, said in EVERY.items()}
    assert "camera=()" in headers["Permissions-Policy"]
    by_tls = base_url.startswith("https")
    assert headers.get("Strict-Transport-Security") == ("max-age=31536000" if by_tls else None)


@pytest.mark.parametrize("path", ["/api/v1/departments", "/api/v1/nulle-part", "/health", "/api/v1/openapi.json"])
def test_json_loads_nothing_and_is_framed_by_nobody(make_app: Callable[..., Flask], path: str) -> None:
    policy = make_app().test_client().get(path).headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", ["/mot-de-passe/faux", "/invitations/faux"])
def test_a_refused_token_is_kept_by_no_cache(
    make_app: Callable[..., Flask], lend_database: Callable[[str], str], path: str
) -> None:
    answer = make_app(database_url=lend_database("sqlite")).test_client().get(path)
    assert answer.status_code == 409
    assert "no-store" in answer.headers["Cache-Control"]
