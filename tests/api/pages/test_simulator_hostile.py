"""The simulator answers whatever it is sent, and shows as text whatever it is told."""

from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.browsing import without_our_modules

PATH = "/simulateur"

ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    "</textarea></select><b>x</b>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;&amp;",
    "javascript:alert(1)",
]

NAMES = st.sampled_from(["year", "department", "action"]) | st.from_regex(
    r"g[0-9]{1,4}-(label|children|adults|costs|bonus|autre)", fullmatch=True
)
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["compute", "add", "remove-0", "remove-99", "2025-2026", "2004-2005", "marne", "children", "9000"]),
    st.integers().map(str),
)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("name", ["g0-label", "g0-children", "g0-adults", "g0-costs", "g0-bonus", "year", "department"])
def test_markup_in_any_field_comes_back_as_text(client: FlaskClient, name: str, attack: str) -> None:
    sound = {"g0-label": "A", "g0-children": "10", "g0-costs": "9000", "year": "2025-2026"}
    response = client.get(PATH, query_string={**sound, "action": "compute", name: attack})
    assert response.status_code == 200
    page = without_our_modules(response.get_data(as_text=True))
    for forbidden in ("<script", "<img src=x", "<b>x</b>", "' onfocus='"):
        assert forbidden not in page
    if name in ("g0-label", "g0-children", "g0-adults", "g0-costs"):
        assert attack in unescape(page)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_label_is_text_in_the_result_too(
    client: FlaskClient, text_of: Callable[[TestResponse], str], attack: str
) -> None:
    arguments = {"action": "compute", "g0-label": attack, "g0-children": "10", "g0-costs": "9000"}
    text = text_of(client.get(PATH, query_string=arguments))
    assert f"{attack} 2\u202f800,70\u00a0€" in text


@settings(deadline=None, max_examples=100)
@given(arguments=st.lists(st.tuples(NAMES | st.text(max_size=6), VALUES), max_size=12))
@example(arguments=[("year", "\x00"), ("department", "\ud800")])
@example(arguments=[("action", "compute"), ("g0-costs", "\x00")])
@example(arguments=[("action", "remove-999"), ("g999-label", "x")])
@example(arguments=[("g00-label", "x"), ("g0-label", "y")])
def test_no_query_makes_the_page_fail(client: FlaskClient, arguments: list[tuple[str, str]]) -> None:
    query = urlencode(arguments, errors="surrogatepass")
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 200
    assert response.mimetype == "text/html"


@settings(deadline=None, max_examples=60)
@given(raw=st.binary(max_size=60))
def test_no_bytes_after_the_question_mark_make_the_page_fail(client: FlaskClient, raw: bytes) -> None:
    environment: dict[str, Any] = {"QUERY_STRING": raw.decode("latin-1")}
    assert client.get(PATH, environ_overrides=environment).status_code in (200, 400)


@settings(deadline=None, max_examples=40)
@given(
    label=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
    children=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    costs=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
)
def test_whatever_is_typed_is_still_in_its_field(
    client: FlaskClient, fields_of: Callable[[TestResponse], Any], label: str, children: str, costs: str
) -> None:
    typed = {"g0-label": label, "g0-children": children, "g0-adults": "", "g0-costs": costs}
    form = fields_of(client.get(PATH, query_string={"action": "compute", **typed}))
    assert form.values == typed
