"""Whether a key is given twice, found by counting, against a reader that looks at each pair."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clas_api.json_bodies import parse_json
from clas_core.errors import InvalidInput

_TEXTS = st.text(alphabet=st.sampled_from([*'a:"\\{}[],/', "é", "\x7f", "\u2028", "\n"]), max_size=4)
_PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS


class Pairs(list[tuple[str, Any]]):
    """An object as it is written, pair by pair."""


_SAID = st.recursive(
    _PLAIN,
    lambda below: st.lists(below, max_size=3) | st.lists(st.tuples(_TEXTS, below), max_size=4).map(Pairs),
    max_leaves=12,
)


def _written(said: Any, escape: Any) -> str:
    if isinstance(said, Pairs):
        return "{" + ", ".join(f"{escape(key)} : {_written(value, escape)}" for key, value in said) + "}"
    if isinstance(said, list):
        return "[" + ", ".join(_written(each, escape) for each in said) + "]"
    return str(escape(said)) if isinstance(said, str) else json.dumps(said)


def _escaped(text: str) -> str:
    return '"' + "".join(f"\\u{ord(sign):04x}" for sign in text) + '"'


def _dropped(said: Any) -> bool:
    """Tell whether a pair is dropped anywhere, even in what is dropped itself."""
    if isinstance(said, Pairs):
        return len(dict(said)) < len(said) or any(_dropped(value) for _, value in said)
    return isinstance(said, list) and any(map(_dropped, said))


@pytest.mark.parametrize("escape", [json.dumps, _escaped], ids=["plain", "escaped"])
@given(said=_SAID)
def test_a_text_is_refused_when_and_only_when_it_says_something_twice(escape: Any, said: Any) -> None:
    data = _written(said, escape).encode()
    if _dropped(said):
        with pytest.raises(InvalidInput) as refusal:
            parse_json(data)
        assert all("plusieurs fois" in each.message for each in refusal.value.problems)
    else:
        parse_json(data)
