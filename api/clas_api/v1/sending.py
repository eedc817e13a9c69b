"""What a view answers: a value, which its declared answer writes, and what goes into the headers beside it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A value to send: `status` where it is not the documented one, `revision` of what it shows, `location` of what
    was made, below ``/api/v1``."""

    value: Any
    status: int | None = None
    revision: int | None = None
    location: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def sent(row: Any, *, status: int | None = None, location: str = "") -> Sent:
    """Return a row to send with its own revision."""
    return Sent(value=row, status=status, revision=row.revision, location=location)


ONCE = {"Cache-Control": "no-store"}
"""Of an answer that nobody on the way may keep: it has a key in it."""


def with_revision(response: Response, revision: int) -> Response:
    """Say in `response` which version it shows."""
    response.headers["ETag"] = f'"{revision}"'
    return response


def sender(schema: type[Schema], status: int) -> Callable[[Any], Response]:
    """Return what writes the answers of a view by `schema`, made once and not at each request."""
    dump = schema().dump

    def send(returned: Any) -> Response:
        what = returned if isinstance(returned, Sent) else Sent(value=returned)
        response = jsonify(dump(what.value))
        response.status_code = what.status or status
        if what.revision is not None:
            with_revision(response, what.revision)
        if what.location:
            response.headers["Location"] = f"/api/v1{what.location}"
        response.headers.update(what.headers)
        return response

    return send
