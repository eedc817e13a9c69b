"""A body that is not sound JSON is refused before anything is read of it, on both resources that take one."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from clas_api.application import LARGEST_BODY

Problem = Callable[..., dict[str, Any]]

MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module", params=["/api/v1/estimates", "/api/v1/assessments"])
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'school_year': '2025-2026'}",
        b'{"school_year": "2025-2026",}',
        b'{"running_costs": NaN}',
        b'{"running_costs": Infinity}',
        b'{"running_costs": -Infinity}',
        b'{"label": "\xe9t\xe9"}',  # Latin-1
        b"\xff\xfe{\x00}\x00",  # UTF-16
        b'{"label": "\\ud800"}',  # half a character
        b"[" * 100_000,
        b"[" * 5_000 + b"]" * 5_000,
        b'{"groups": ' * 260 + b"1" + b"}" * 260,
        b"[" + b"[]," * 50_000 + b"[]]",
        b'{"groups": ' * 5_000 + b"1" + b"}" * 5_000,
        b"school_year=2025-2026",
    ],
)
def test_what_is_not_json_is_unreadable(client: FlaskClient, problem: Problem, path: str, body: bytes) -> None:
    found = problem(client.post(path, data=body, content_type="application/json"), 400)
    assert "JSON" in found["detail"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_encoding_of_unicode_is_named(client: FlaskClient, problem: Problem, path: str, encoding: str) -> None:
    body = '{"school_year": "2025-2026"}'.encode(encoding)
    found = problem(client.post(path, data=body, content_type="application/json"), 400)
    assert "UTF-16" in found["detail"]


def test_a_byte_order_mark_before_json_is_understood(client: FlaskClient, row: Callable[..., dict[str, Any]]) -> None:
    body = json.dumps({"school_year": "2025-2026", "groups": [row()]}).encode("utf-8-sig")
    assert client.post("/api/v1/estimates", data=body, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b'{"school_year": "2024-2025", "school_year": "2025-2026"}', ["/school_year"]),
        (b'{"school_year": "2025-2026", "school_ye\\u0061r": "2024-2025"}', ["/school_year"]),
        (b'{"a": 1, "a": {"b:": ":"}}', ["/a"]),
        (b'{"a": "\\u003a", "a": 1}', ["/a"]),
        (b'{"a": "\\u003A\\u003a", "b": [{"c:d": 1, "c:d": 2}, {"e": 1, "e": 1, "e": 1}]}', ["/b/0/c:d", "/b/1/e"]),
        (b'{"n": 1' + b"0" * 300 + b', "n": 1.5}', ["/n"]),
    ],
)
def test_a_key_that_is_given_twice_is_refused_at_its_place(
    client: FlaskClient, problem: Problem, path: str, body: bytes, pointers: list[str]
) -> None:
    found = problem(client.post(path, data=body, content_type="application/json"), 422)
    assert [each["pointer"] for each in found["errors"]] == pointers


@pytest.mark.parametrize("body", [b"[]", b"null", b"3", b'"2025-2026"', b"true", b'[{"school_year": "2025-2026"}]'])
def test_json_that_is_no_object_is_refused(client: FlaskClient, problem: Problem, path: str, body: bytes) -> None:
    found = problem(client.post(path, data=body, content_type="application/json"), 422)
    assert [each["pointer"] for each in found["errors"]] == [""]


@pytest.mark.parametrize("depth", [10, 240])
def test_deep_nesting_in_every_field_is_refused_like_any_wrong_value(
    client: FlaskClient, problem: Problem, depth: int
) -> None:
    deep = "[" * depth + "]" * depth
    fields = ("label", "children", "adults", "running_costs", "bonuses", "levels", "outside_school_time", "autre")
    group = ", ".join(f'"{field}": {deep}' for field in fields)
    body = f'{{"school_year": "2025-2026", "groups": [{{{group}}}]}}'
    found = problem(client.post("/api/v1/estimates", data=body, content_type="application/json"), 422)
    assert {each["pointer"].split("/")[3] for each in found["errors"]} == set(fields)


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded", "text/json", "json"])
def test_another_content_type_is_refused(
    client: FlaskClient, problem: Problem, path: str, content_type: str | None
) -> None:
    found = problem(client.post(path, data=b"{}", content_type=content_type), 415)
    assert "application/json" in found["detail"]


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_may_say_its_charset(client: FlaskClient, problem: Problem, path: str, content_type: str) -> None:
    assert problem(client.post(path, data=b"{}", content_type=content_type), 422)["errors"]


@pytest.mark.parametrize("start", [b"{", b" ", b"\xff"])
def test_a_body_over_a_mebibyte_is_too_long(client: FlaskClient, problem: Problem, path: str, start: bytes) -> None:
    found = problem(client.post(path, data=start * (MEBIBYTE + 1), content_type="application/json"), 413)
    assert "1 Mio" in found["detail"]


@pytest.mark.parametrize("excess", [1, MEBIBYTE])
def test_a_body_in_pieces_is_never_cut_in_silence(
    client: FlaskClient, problem: Problem, row: Callable[..., dict[str, Any]], excess: int
) -> None:
    """A body in chunks does not say its length: what is beyond the limit must not be left out of what is read."""
    body = json.dumps({"school_year": "2025-2026", "groups": [row()]}).encode().ljust(MEBIBYTE + excess)
    response = client.post(
        "/api/v1/estimates",
        input_stream=BytesIO(body),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    problem(response, 413)


def test_a_body_of_a_mebibyte_is_read(client: FlaskClient, row: Callable[..., dict[str, Any]]) -> None:
    body = json.dumps({"school_year": "2025-2026", "groups": [row()]}).encode().ljust(MEBIBYTE)
    assert len(body) == MEBIBYTE
    assert client.post("/api/v1/estimates", data=body, content_type="application/json").status_code == 200


def test_5000_groups_fit_below_the_limit(row: Callable[..., dict[str, Any]]) -> None:
    groups = [row(bonuses=["children", "parents"])] * 5000
    assert len(json.dumps({"department": "marne", "school_year": "2025-2026", "groups": groups})) < LARGEST_BODY
