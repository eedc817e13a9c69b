"""Framing notes and call pages as files: three formats of one document."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from flask.testing import FlaskClient

CALLS = [("marne", "2025-2026"), ("seine_et_marne", "2024-2025")]
MEDIA = {"html": "text/html", "md": "text/markdown", "pdf": "application/pdf"}


@pytest.mark.parametrize(("slug", "year"), CALLS)
@pytest.mark.parametrize("kind", ["framing-note", "call", "form"])
@pytest.mark.parametrize("form", list(MEDIA))
def test_each_document_comes_in_each_form(client: FlaskClient, slug: str, year: str, kind: str, form: str) -> None:
    response = client.get(f"/api/v1/departments/{slug}/campaigns/{year}/{kind}.{form}")
    assert response.status_code == 200
    assert response.mimetype == MEDIA[form]
    assert f".{form}" in response.headers["Content-Disposition"]
    body = response.get_data()
    start = {"html": b"<!doctype html>", "md": b"# Clas : ", "pdf": b"%PDF"}[form]
    assert body.lstrip().startswith(start)
    assert len(body) > 2000


@pytest.mark.parametrize("form", ["docx", "PDF", "", "pdf.exe", "%00"])
def test_an_unknown_form_is_not_found(client: FlaskClient, problem: Callable[..., dict[str, Any]], form: str) -> None:
    problem(client.get(f"/api/v1/departments/marne/campaigns/2025-2026/framing-note.{form}"), 404)


@pytest.mark.parametrize("form", list(MEDIA))
def test_a_document_of_a_department_that_is_not_there_is_not_found(
    client: FlaskClient, broken_client: FlaskClient, problem: Callable[..., dict[str, Any]], form: str
) -> None:
    problem(client.get(f"/api/v1/departments/nulle_part/campaigns/2025-2026/call.{form}"), 404)
    problem(client.get(f"/api/v1/departments/marne/campaigns/2024-2025/call.{form}"), 404)
    problem(broken_client.get(f"/api/v1/departments/aube/campaigns/2025-2026/call.{form}"), 503)


@pytest.mark.parametrize("kind", ["framing-note", "call", "form"])
def test_a_document_that_is_served_may_use_its_own_style(client: FlaskClient, kind: str) -> None:
    """It stands alone, its style inside: the policy that it is served under must not switch that style off."""
    response = client.get(f"/api/v1/departments/marne/campaigns/2025-2026/{kind}.html")
    directives = (each.split() for each in response.headers["Content-Security-Policy"].split(";"))
    policy = {name: set(sources) for name, *sources in directives}
    allowed = policy.get("style-src", policy["default-src"])
    for style in re.findall(r"<style>(.*?)</style>", response.get_data(as_text=True), re.DOTALL):
        digest = b64encode(sha256(style.encode()).digest()).decode()
        assert allowed & {"'unsafe-inline'", f"'sha256-{digest}'"}


def test_a_note_says_by_which_rules_it_was_made(client: FlaskClient) -> None:
    rules = client.get("/api/v1/referentials/2025-2026").get_json()["digest"]
    call = client.get("/api/v1/departments/marne/campaigns/2025-2026").get_json()["digest"]
    for form in ("html", "md"):
        response = client.get(f"/api/v1/departments/marne/campaigns/2025-2026/framing-note.{form}")
        text = response.get_data(as_text=True)
        assert rules in text
        assert call in text
