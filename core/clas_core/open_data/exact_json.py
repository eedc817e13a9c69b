"""JSON whose numbers are exact: an amount is written from its cents, and is never a float."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any


def exact_json(value: Any) -> str:
    """Write JSON values, `Decimal` as the number that it shows: ``Decimal("2800.70")`` → ``2800.70``."""
    return "".join(_parts(value)) + "\n"


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, Decimal):
        yield f"{value:f}"
    elif isinstance(value, Mapping):
        yield "{"
        for index, (key, each) in enumerate(value.items()):
            yield f"{', ' if index else ''}{json.dumps(key, ensure_ascii=False)}: "
            yield from _parts(each)
        yield "}"
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield "["
        for index, each in enumerate(value):
            yield ", " if index else ""
            yield from _parts(each)
        yield "]"
    else:
        yield json.dumps(value, ensure_ascii=False)
