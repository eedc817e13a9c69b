"""``POST /certificates/checks``: what is no certificate is refused at its place; who asks too often waits."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from clas_api.security import limits

PATH = "/api/v1/certificates/checks"


def test_what_is_no_certificate_is_told_all_at_once_each_at_its_place(
    client: FlaskClient, errors: Callable[[TestResponse], dict[str, str]]
) -> None:
    told = errors(client.post(PATH, json={"certificate": {"format": "clas-certificat/9", "groups": [1]}}))
    assert len(told) > 10
    assert all(each.startswith("/certificate/") for each in told)
    assert {"/certificate/format", "/certificate/groups/0"} <= set(told)


@pytest.mark.parametrize("body", [{}, {"certificate": []}, {"certificate": {}, "digest": "sha256:0"}, {"autre": 1}])
def test_an_envelope_that_is_wrong_is_refused(
    client: FlaskClient, errors: Callable[[TestResponse], dict[str, str]], body: Any
) -> None:
    assert errors(client.post(PATH, json=body))


def test_who_asks_too_often_waits_by_page_and_by_json_alike(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setitem(client.application.config, "RATELIMIT_ENABLED", True)
    monkeypatch.setattr(limits, "_limiter", lambda: _Counted(asked))
    client.post(PATH, json={"certificate": {}})
    assert asked == [("120 per 1 minute", "post_check")]


class _Counted:
    """What counts requests, and lets them all pass."""

    def __init__(self, asked: list[tuple[str, str]]) -> None:
        self._asked = asked

    def hit(self, item: Any, what: str, who: str) -> bool:
        self._asked.append((str(item), what))
        return True
