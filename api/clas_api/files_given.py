"""A document that is given as a file: in the form that was asked, under its name, with the policy of its style."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import IO, Any

from flask import Response

from clas_api.policy import policy_with_style
from clas_api.rendering import render_with_data
from clas_api.rendering.names import named
from clas_core.documents import Document

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "zip": "application/zip",
        "csv": "text/csv",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "bin": "application/octet-stream",
    }
)
"""Of the files that long work makes, by the end of their names; of another end, the last one."""


def file_made(name: str, stream: IO[bytes]) -> Response:
    """Return a file that long work has made, to be saved; its stream is closed once it is sent."""
    answer = Response(stream, mimetype=MEDIA_TYPES.get(name.rpartition(".")[2], MEDIA_TYPES["bin"]))
    answer.call_on_close(stream.close)
    answer.headers.update(named(name, attached=True))
    return answer


def file_of(
    document: Document, name: str, form: str, *, rehearsal: bool, content: Mapping[str, Any] | None = None
) -> Response:
    """Return `document` in one of `FORMATS`, as a file called `name`; that of a `rehearsal` says so. One that a machine
    reads as well has a `content`, which it is as ``json``."""
    body, mimetype = render_with_data(document, content or {}, form, rehearsal=rehearsal)
    response = Response(body, mimetype=mimetype)
    if form == "html":
        from clas_api.rendering.html import style_digest  # what few ask for is imported then

        response.headers["Content-Security-Policy"] = policy_with_style(style_digest())
    response.headers.update(named(f"{name}.{form}"))
    return response
